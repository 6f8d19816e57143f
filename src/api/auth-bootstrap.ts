import type { FastifyPluginCallback } from 'fastify'
import Type from 'typebox'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { bearerToken } from '../lib/authorization.ts'
import { Mailbox, NewPassword, PersonName, UserSchema } from '../schemas/account.ts'
import { Strict } from '../schemas/common.ts'
import { isAdmin } from '../services/admin-token.ts'
import { makeFirstSuperAdmin } from '../services/sign-in-bootstrap.ts'

/** POST /auth/bootstrap makes the first super-admin, for who holds ADMIN_TOKEN; no cookie plays a part in it. */
export const authBootstrap: FastifyPluginCallback<{ deps: Deps }> = (app, { deps }, ready) => {
  const schema = {
    operationId: 'authBootstrap',
    summary: 'Makes the first super-admin; once',
    body: Strict({ email: Mailbox, password: NewPassword, displayName: Type.Optional(PersonName) }),
    response: { 201: Strict({ user: UserSchema }) }
  }
  app.post<{ Body: { email: string; password: string; displayName?: string } }>(
    '/auth/bootstrap',
    {
      schema,
      async onRequest({ headers: { authorization } }) {
        if (bearerToken(authorization) === undefined || !isAdmin(deps, authorization))
          throw new CommsError('unauthorized', 'This is for the administrator.', {
            nextAction: 'Send ADMIN_TOKEN as a bearer token.'
          })
      }
    },
    async (request, reply) => reply.code(201).send({ user: await makeFirstSuperAdmin(deps, request.body) })
  )
  ready()
}
