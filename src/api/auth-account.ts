import type { FastifyPluginCallback } from 'fastify'
import Type from 'typebox'
import { Mailbox, Password, UserSchema } from '../schemas/account.ts'
import { Strict } from '../schemas/common.ts'
import { signIn, signOut } from '../services/sign-in.ts'
import { toUserView } from '../services/users.ts'
import type { AuthOptions } from './auth-door.ts'

const CsrfToken = Type.String({ description: 'Goes with every unsafe request of this session as X-CSRF-Token.' })

/** What somebody is answered who signed in. */
export const SignedInSchema = Strict({ user: UserSchema, csrfToken: CsrfToken })

/** Who is signed in: GET /auth/csrf, GET /auth/me, POST /auth/login, POST /auth/logout. */
export const authAccount: FastifyPluginCallback<AuthOptions> = (app, { deps, sessions }, ready) => {
  const csrf = {
    operationId: 'authCsrf',
    summary: 'A cookie, and the token that its unsafe requests must carry',
    response: { 200: Strict({ csrfToken: CsrfToken }) }
  }
  app.get('/auth/csrf', { schema: csrf }, async (_request, reply) => ({ csrfToken: sessions.csrfToken(reply) }))

  const login = {
    operationId: 'authLogin',
    summary: 'Signs in with email address and password',
    body: Strict({ email: Mailbox, password: Password }),
    response: { 200: SignedInSchema }
  }
  app.post<{ Body: { email: string; password: string } }>('/auth/login', { schema: login }, async (request, reply) => {
    const user = await signIn(deps, request.body, request.ip)
    return { user: toUserView(user), csrfToken: sessions.begin(request, reply, user) }
  })

  const logout = { operationId: 'authLogout', summary: 'Ends all sessions of this person, everywhere' }
  app.post('/auth/logout', { schema: logout }, async (request, reply) => {
    const { user } = await sessions.signedIn(request)
    await signOut(deps, user)
    sessions.end(request)
    return reply.code(204).send()
  })

  const status = Type.String({ description: 'pending_review, approved or suspended: then only reading is possible.' })
  const me = {
    operationId: 'authMe',
    summary: 'Who is signed in',
    response: { 200: Strict({ user: UserSchema, organizationStatus: status, csrfToken: CsrfToken }) }
  }
  app.get('/auth/me', { schema: me }, async (request, reply) => {
    const { user, organizationStatus } = await sessions.signedIn(request)
    return { user: toUserView(user), organizationStatus, csrfToken: sessions.csrfToken(reply) }
  })
  ready()
}
