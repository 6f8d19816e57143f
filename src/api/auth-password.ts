import type { FastifyPluginCallback } from 'fastify'
import { Code, Mailbox, NewPassword, Password } from '../schemas/account.ts'
import { Strict } from '../schemas/common.ts'
import { changePassword, confirmPasswordReset, requestPasswordReset } from '../services/sign-in-passwords.ts'
import { toUserView } from '../services/users.ts'
import { SignedInSchema } from './auth-account.ts'
import type { AuthOptions } from './auth-door.ts'
import { MAILED, MailedSchema } from './auth-registration.ts'

/** How people get a new password: with a mailed code, or with the old one. Either way all their sessions end. */
export const authPassword: FastifyPluginCallback<AuthOptions> = (app, { deps, sessions }, ready) => {
  const reset = {
    operationId: 'authPasswordReset',
    summary: 'Has a code mailed with which a new password can be set',
    body: Strict({ email: Mailbox }),
    response: { 202: MailedSchema }
  }
  app.post<{ Body: { email: string } }>('/auth/password/reset', { schema: reset }, async (request, reply) => {
    sessions.later(await requestPasswordReset(deps, request.body.email, request.ip))
    return reply.code(202).send(MAILED)
  })

  const confirm = {
    operationId: 'authPasswordConfirm',
    summary: 'Sets a new password with the mailed code; ends all sessions and a lockout',
    body: Strict({ email: Mailbox, code: Code, password: NewPassword })
  }
  app.post<{ Body: { email: string; code: string; password: string } }>(
    '/auth/password/confirm',
    { schema: confirm },
    async (request, reply) => {
      await confirmPasswordReset(deps, request.body, request.ip)
      return reply.code(204).send()
    }
  )

  const change = {
    operationId: 'authPasswordChange',
    summary: 'Changes the password of who is signed in; all other sessions end',
    body: Strict({ currentPassword: Password, newPassword: NewPassword }),
    response: { 200: SignedInSchema }
  }
  app.post<{ Body: { currentPassword: string; newPassword: string } }>(
    '/auth/password/change',
    { schema: change },
    async (request, reply) => {
      const { user } = await sessions.signedIn(request)
      const sessionVersion = await changePassword(deps, user, request.body, request.ip)
      return { user: toUserView(user), csrfToken: sessions.begin(request, reply, { ...user, sessionVersion }) }
    }
  )
  ready()
}
