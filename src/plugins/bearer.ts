import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { Caller } from '../deps.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import type { Decorators } from './plugin.ts'

/** What is done with a token, wherever it stood in the request. */
export interface BearerSteps {
  /** The token of a request; undefined when it has none. */
  tokenOf(request: FastifyRequest): string | undefined
  /** Called with the caller before anything of the request is read. */
  admit(request: FastifyRequest, caller: Caller, token: string): void
  /** Answers a request that has no valid token. */
  refuse(request: FastifyRequest, reply: FastifyReply): void
}

/**
 * Lets only requests with a valid token in, before their bodies are read; without a promise for a token seen lately.
 * With the header `X-Organization-Id` a super-admin acts for that organization.
 */
export function bearerHook(
  authenticate: Decorators['authenticate'],
  { tokenOf, admit, refuse }: BearerSteps
): onRequestHookHandler {
  return (request, reply, done) => {
    const token = tokenOf(request)
    const settle = (caller: Caller | undefined) => {
      if (caller === undefined || token === undefined) {
        securityEventsTotal.inc({ type: 'token_refused' })
        refuse(request, reply)
      } else {
        admit(request, caller, token)
        done()
      }
    }
    const found = token === undefined ? undefined : authenticate(token, organizationOf(request))
    if (found instanceof Promise) found.then(settle, done)
    else settle(found)
  }
}

function organizationOf({ headers }: FastifyRequest): string | undefined {
  const named = headers['x-organization-id']
  return typeof named === 'string' ? named : undefined
}
