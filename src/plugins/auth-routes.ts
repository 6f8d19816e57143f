import type { FastifyPluginCallback } from 'fastify'
import { authAccount } from '../api/auth-account.ts'
import { authBootstrap } from '../api/auth-bootstrap.ts'
import { authPassword } from '../api/auth-password.ts'
import { authRegistration } from '../api/auth-registration.ts'
import type { Deps } from '../deps.ts'
import type { Sessions } from './session.ts'

/** What serves /auth. */
export interface AuthRouteOptions {
  deps: Deps
  sessions: Sessions
}

/** Serves /auth/*: every unsafe route needs the CSRF token of the cookie, but the one that takes ADMIN_TOKEN and no cookie. */
export const authRoutes: FastifyPluginCallback<AuthRouteOptions> = (scope, options, ready) => {
  scope.register(authBootstrap, { deps: options.deps })
  scope.register(withCookie, options)
  ready()
}

const withCookie: FastifyPluginCallback<AuthRouteOptions> = (scope, options, ready) => {
  scope.addHook('onRequest', (request) => options.sessions.guard(request))
  scope.register(authAccount, options)
  scope.register(authRegistration, options)
  scope.register(authPassword, options)
  ready()
}
