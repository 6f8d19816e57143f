import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { isAdmin } from '../services/admin-token.ts'

/** An onRequest hook that lets ADMIN_TOKEN pass and, in demo mode, everybody; a browser is asked for it as a password. */
export const adminOnly =
  (deps: Pick<Deps, 'config'>) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (deps.config.demoMode || isAdmin(deps, request.headers.authorization)) return
    reply.header('www-authenticate', 'Basic realm="agentos-comms admin", charset="UTF-8"')
    throw new CommsError('unauthorized', 'This page is for the administrator.', {
      nextAction: 'Send ADMIN_TOKEN as a bearer token; in a browser, enter it as the password with any user name.'
    })
  }
