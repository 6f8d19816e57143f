import type { FastifyPluginCallback } from 'fastify'
import Type from 'typebox'
import {
  Code,
  Mailbox,
  NewPassword,
  Password,
  PersonName,
  type Registration,
  RegistrationSchema
} from '../schemas/account.ts'
import { Strict } from '../schemas/common.ts'
import { register, resendCode, verifyMailbox } from '../services/sign-in-registration.ts'
import { toUserView } from '../services/users.ts'
import { acceptInvitation } from '../services/users-invitations.ts'
import { SignedInSchema } from './auth-account.ts'
import type { AuthOptions } from './auth-door.ts'

/** The same for everybody: whether there is an account is told by mail alone. */
export const MAILED = { status: 'mailed' as const }
/** What is answered where a mail follows. */
export const MailedSchema = Strict({
  status: Type.String({
    description: '`mailed`: what follows is in the mailbox; the answer is the same for everybody.'
  })
})

/** How people get an account: by registration, where the operator allows it, or by invitation. */
export const authRegistration: FastifyPluginCallback<AuthOptions> = (app, { deps, sessions }, ready) => {
  const registration = {
    operationId: 'authRegister',
    summary: 'Begins an account and an organization in the sandbox; a code is mailed',
    body: RegistrationSchema,
    response: { 202: MailedSchema }
  }
  app.post<{ Body: Registration }>('/auth/register', { schema: registration }, async (request, reply) => {
    sessions.later(await register(deps, request.body, request.ip))
    return reply.code(202).send(MAILED)
  })

  const again = {
    operationId: 'authResendCode',
    summary: 'Has another code mailed to a mailbox that is not confirmed yet',
    body: Strict({ email: Mailbox }),
    response: { 202: MailedSchema }
  }
  app.post<{ Body: { email: string } }>('/auth/resend-code', { schema: again }, async (request, reply) => {
    sessions.later(await resendCode(deps, request.body.email, request.ip))
    return reply.code(202).send(MAILED)
  })

  const verify = {
    operationId: 'authVerify',
    summary: 'Confirms the mailbox of a new account, and signs in',
    body: Strict({ email: Mailbox, code: Code, password: Password }),
    response: { 200: SignedInSchema }
  }
  app.post<{ Body: { email: string; code: string; password: string } }>(
    '/auth/verify',
    { schema: verify },
    async (request, reply) => {
      const user = await verifyMailbox(deps, request.body, request.ip)
      return { user: toUserView(user), csrfToken: sessions.begin(request, reply, user) }
    }
  )

  const Invitation = Type.String({ minLength: 1, maxLength: 4000, description: 'The invitation as it was mailed.' })
  const accept = {
    operationId: 'authAcceptInvitation',
    summary: 'Makes the account that an invitation offers, and signs in',
    body: Strict({ invitation: Invitation, password: NewPassword, displayName: Type.Optional(PersonName) }),
    response: { 200: SignedInSchema }
  }
  app.post<{ Body: { invitation: string; password: string; displayName?: string } }>(
    '/auth/invitations/accept',
    { schema: accept },
    async (request, reply) => {
      const user = await acceptInvitation(deps, request.body)
      return { user: toUserView(user), csrfToken: sessions.begin(request, reply, user) }
    }
  )
  ready()
}
