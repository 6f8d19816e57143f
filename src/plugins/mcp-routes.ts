import type { FastifyError, FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../deps.ts'
import { CommsError, toFailure } from '../errors.ts'
import { bearerToken } from '../lib/authorization.ts'
import { type Doors, MESSAGES_PATH } from '../mcp/doors.ts'
import { ownerOf, type Principal, principalOf } from '../mcp/principal.ts'
import { MODERN, rpcError } from '../mcp/protocol.ts'
import { PROFILES, type ProfileName } from '../tools/call.ts'
import { bearerHook } from './bearer.ts'
import { setRetryAfter } from './error-handler.ts'
import type { Decorators } from './plugin.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is behind the bearer token; undefined on routes that take none. */
    caller: Caller | undefined
    /** Whether that token is still valid. */
    stillValid: (() => Promise<boolean>) | undefined
  }
}

/** What the MCP routes are made of. */
export interface McpRouteOptions {
  doors: Doors
  authenticate: Decorators['authenticate']
}

const SSE_PATH = '/sse'
/** The routes are described by hand in api/mcp-paths.ts, since they share one address over all revisions. */
const HIDDEN = { schema: { hide: true } }
const NO_HEAD = { exposeHeadRoute: false, ...HIDDEN }

/** Mounts MCP for all eras in a scope of its own: `/mcp`, `GET /sse` and `POST /messages`. */
export const mcpRoutes: FastifyPluginCallback<McpRouteOptions> = (app, { doors, authenticate }, ready) => {
  const { modern, sessions, lines } = doors
  app.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded'])
  app.decorateRequest('stillValid', undefined)
  app.addHook('onRequest', guard(doors, authenticate))
  app.setErrorHandler(answerInJsonRpc)
  app.post('/mcp', HIDDEN, (request, reply) => {
    const door = isModern(request) ? modern : sessions
    serve(request, reply, door.post(request, reply, principalFor(request)))
  })
  app.get('/mcp', NO_HEAD, (request, reply) => {
    if (isModern(request)) refuseMethod(reply)
    else serve(request, reply, sessions.get(request, reply, principalFor(request)))
  })
  app.get(SSE_PATH, NO_HEAD, (request, reply) => {
    serve(request, reply, lines.open(request, reply, principalFor(request)))
  })
  app.post(MESSAGES_PATH, HIDDEN, (request, reply) => {
    const owner = request.caller && ownerOf(request.caller)
    serve(request, reply, lines.message(request, queryOf(request)['sessionId'], reply, owner))
  })
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers() // a DELETE may name a content type and have no content
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    scope.delete('/mcp', HIDDEN, (request, reply) => {
      if (isModern(request)) refuseMethod(reply)
      else serve(request, reply, sessions.delete(request, reply, principalFor(request)))
    })
    done()
  })
  ready()
}

/** Lets a door answer when it can; a bug that it did not answer ends the request. */
function serve(request: FastifyRequest, reply: FastifyReply, work: Promise<void>): void {
  work.catch((error: Error) => {
    if (!reply.sent) return reply.send(error)
    request.log.error({ err: error, event: 'mcp.failed' }, 'mcp')
    return reply.raw.destroy()
  })
}

/** `/sse` also takes the token from the query; what its line posts may then come without one, on its session id alone. */
function guard(doors: Doors, authenticate: Decorators['authenticate']) {
  const bearer = bearerHook(authenticate, {
    tokenOf: (request) => bearerToken(request.headers.authorization) ?? tokenInQuery(request),
    admit(request, caller, token) {
      request.caller = caller
      request.stillValid = async () => (await authenticate(token)) !== undefined
    },
    refuse: (_request, reply) =>
      reply
        .code(401)
        .header('www-authenticate', 'Bearer realm="agentos-comms"')
        .send(rpcError(-32001, 'Unauthorized: send a valid token in the Authorization header as "Bearer <token>".'))
  })
  return function guardMcp(
    this: FastifyInstance,
    request: FastifyRequest,
    reply: FastifyReply,
    done: (error?: Error) => void
  ) {
    const line = request.routeOptions.url === MESSAGES_PATH && request.headers.authorization === undefined
    if (line && doors.lines.admits(queryOf(request)['sessionId'])) done()
    else bearer.call(this, request, reply, done)
  }
}

function tokenInQuery(request: FastifyRequest): string | undefined {
  if (request.routeOptions.url !== SSE_PATH || request.headers.authorization !== undefined) return undefined
  const { token } = queryOf(request)
  return typeof token === 'string' ? token : undefined
}

const queryOf = (request: FastifyRequest) => request.query as Record<string, unknown>

/** @throws CommsError `invalid_input` when there is no such profile. */
function principalFor(request: FastifyRequest): Principal {
  const { caller, stillValid, log } = request
  if (!caller) throw new CommsError('unauthorized', 'This request needs a token.')
  const { profile } = queryOf(request)
  if (profile !== undefined && !PROFILES.includes(profile as ProfileName))
    throw new CommsError('invalid_input', `profile: must be one of: ${PROFILES.join(', ')}`)
  return principalOf(caller, {
    profile: profile as ProfileName | undefined,
    log,
    stillValid: stillValid ?? (async () => true)
  })
}

/** Whether the header or any part of the body claims a stateless revision; the modern door also words the refusal of a false claim. */
function isModern({ headers, body }: FastifyRequest): boolean {
  const named = headers['mcp-protocol-version']
  if (typeof named === 'string' && named >= MODERN) return true
  return Array.isArray(body) ? body.some(claimsModern) : claimsModern(body)
}

const claimsModern = (message: unknown): boolean => {
  const meta = (message as { params?: { _meta?: Record<string, unknown> } } | null | undefined)?.params?._meta
  return typeof meta === 'object' && meta !== null && 'io.modelcontextprotocol/protocolVersion' in meta
}

const refuseMethod = (reply: FastifyReply): void => {
  reply.code(405).header('allow', 'POST').send(rpcError(-32000, 'Method not allowed.'))
}

/** Refusals that come before any MCP server has seen the message, in the shape that MCP clients read. */
function answerInJsonRpc(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 500
  if (error instanceof CommsError) {
    answerRefusal(error, reply)
  } else if (status >= 500) {
    request.log.error({ err: error, event: 'mcp.failed' }, 'mcp')
    reply.code(500).send(rpcError(-32603, 'Internal server error'))
  } else if (status === 400) {
    reply.code(400).send(rpcError(-32700, 'Parse error: the request body is not valid JSON'))
  } else {
    reply.code(status).send(rpcError(-32000, error.message))
  }
}

/** The failure stands in `data`, as it does in the result of a tool. */
function answerRefusal(error: CommsError, reply: FastifyReply): void {
  const failure = toFailure(error)
  setRetryAfter(reply, failure)
  reply.code(error.status).send(rpcError(error.code === 'invalid_input' ? -32602 : -32000, error.message, failure))
}
