import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { AdminRoute, Operator, Rank } from '../admin/admin-route.ts'
import { adminRoutes } from '../admin/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { bearerToken } from '../lib/authorization.ts'
import { brokenText } from '../lib/broken-text.ts'
import { compile } from '../lib/validate.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import { isIn } from '../schemas/edition.ts'
import { isAdmin } from '../services/admin-token.ts'
import { actingFor } from '../services/callers.ts'
import { DEFAULT_ORG_ID } from '../services/organizations.ts'
import { watchOrganizations } from '../services/organizations-changed.ts'
import { callerOf } from '../services/users.ts'
import { authRoutes } from './auth-routes.ts'
import { type Decorators, plugin } from './plugin.ts'
import { type Sessions, sessionsOf } from './session.ts'

const RANKS: readonly Rank[] = ['viewer', 'admin', 'owner', 'super']
const ADMIN: Caller = Object.freeze({ role: 'super', orgId: DEFAULT_ORG_ID, tokenId: 'admin' })

/** The door of people: /auth, and the resources below /admin. Bodies are checked as they are, nothing is coerced or left out. */
export default plugin(
  {
    name: 'admin',
    needs: ['authenticate', 'bus', 'clock', 'config', 'db', 'providers', 'publicUrl', 'sealer']
  },
  async (app) => {
    const deps: Deps = app
    const scope = app as unknown as FastifyInstance
    const stop = watchOrganizations(deps)
    app.addHook('onClose', async () => stop())
    scope.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded'])
    scope.setValidatorCompiler(({ schema, httpPart }) => checkerOf(schema as TSchema, httpPart))
    scope.setSerializerCompiler(() => JSON.stringify)
    const sessions = await sessionsOf(scope, deps)
    await scope.register(authRoutes, { deps, sessions })
    const operatorOf = identify(deps, app.authenticate, sessions)
    for (const route of adminRoutes) if (isIn(route, app.config.edition)) serve(scope, deps, route, operatorOf)
  }
)

function checkerOf(schema: TSchema, part = 'request') {
  const check = compile(schema)
  return (raw: unknown) => {
    const value = raw ?? {}
    const verdict = check(value)
    if (!verdict.ok) return { error: new CommsError('invalid_input', `Invalid ${part}: ${verdict.problem}`) }
    const broken = brokenText(value)
    if (broken === undefined) return { value }
    return { error: new CommsError('invalid_input', `${broken}: holds a NUL or half a character, which no text may`) }
  }
}

function serve(
  scope: FastifyInstance,
  deps: Deps,
  route: AdminRoute,
  operatorOf: (request: FastifyRequest) => Promise<Operator>
): void {
  const { method, url, operationId, summary, params, query, body, response } = route
  const operators = new WeakMap<FastifyRequest, Operator>()
  scope.route({
    method,
    url,
    schema: {
      ...{ operationId, summary, response: { 200: response } },
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(body && { body })
    },
    async onRequest(request) {
      const operator = await operatorOf(request)
      requireRank(route, operator)
      operators.set(request, operator)
    },
    async handler(request) {
      const operator = operators.get(request)
      if (!operator) throw new CommsError('unauthorized', 'This route needs a valid token or session.')
      const { params: named, query: asked, body: sent } = request
      return route.run({ deps, operator, params: named, query: asked, body: sent } as never)
    }
  })
}

/** @throws CommsError `forbidden` */
function requireRank({ method, url, least }: AdminRoute, { rank }: Operator): void {
  const readsOnly = rank === 'viewer' && method !== 'GET'
  if (!readsOnly && RANKS.indexOf(rank) >= RANKS.indexOf(least)) return
  throw new CommsError('forbidden', `${method} ${url} needs the right of ${least}; yours is ${rank}.`)
}

/** A browser that was asked for a password by the API reference sends it here, too. */
const isBasic = (authorization: string): boolean => /^basic /i.test(authorization)

/** Who administers: by bearer token where one is sent, else by the session of the cookie. */
function identify(deps: Deps, authenticate: Decorators['authenticate'], sessions: Sessions) {
  return async (request: FastifyRequest): Promise<Operator> => {
    const { authorization } = request.headers
    const operator =
      authorization === undefined || isBasic(authorization)
        ? await bySession(sessions, request)
        : await byToken(deps, authenticate, authorization)
    const named = request.headers['x-organization-id']
    const caller = await actingFor(deps, operator.caller, typeof named === 'string' ? named : undefined)
    return { ...operator, caller }
  }
}

async function byToken(deps: Deps, authenticate: Decorators['authenticate'], authorization: string): Promise<Operator> {
  const token = bearerToken(authorization)
  if (token !== undefined && isAdmin(deps, authorization)) return { caller: ADMIN, rank: 'super' }
  const caller = token === undefined ? undefined : await authenticate(token)
  if (!caller) {
    securityEventsTotal.inc({ type: 'token_refused' })
    throw new CommsError('unauthorized', 'This route needs a valid token or session.')
  }
  if (caller.role === 'agent') throw new CommsError('forbidden', 'The token of an agent administers nothing.')
  return { caller, rank: caller.role === 'super' ? 'super' : 'owner' }
}

/** @throws CommsError `unauthorized`, `csrf_refused`, `organization_not_active` for a change while it is suspended */
async function bySession(sessions: Sessions, request: FastifyRequest): Promise<Operator> {
  const { user, organizationStatus } = await sessions.signedIn(request)
  await sessions.guard(request)
  if (organizationStatus === 'suspended' && request.method !== 'GET' && !user.superAdmin)
    throw new CommsError('organization_not_active', 'The organization is suspended: it can be read, not changed.', {
      nextAction:
        'Read what the reviewer said at GET /admin/organizations/{orgId}, and ask the operator to reinstate it.'
    })
  return { caller: callerOf(user), rank: user.superAdmin ? 'super' : user.role }
}
