import Type from 'typebox'
import { CommsError } from '../errors.ts'
import { Mailbox, PersonName, Role, UserSchema } from '../schemas/account.ts'
import { OneOf, Strict } from '../schemas/common.ts'
import { actorOf } from '../services/callers.ts'
import { signOut } from '../services/sign-in.ts'
import { listUsers } from '../services/users.ts'
import { changeUser, mayGive, requireUser } from '../services/users-change.ts'
import { inviteUser } from '../services/users-invitations.ts'
import { defineAdminRoute } from './admin-route.ts'
import { Cursor, Limit } from './paging.ts'

const params = Strict({ userId: Type.String({ pattern: '^usr_[0-9A-Z]{26}$', description: 'Id of the person.' }) })

/** People of an organization: list, invite, change, sign out. */
export const userRoutes = [
  defineAdminRoute({
    method: 'GET',
    url: '/admin/users',
    operationId: 'adminListUsers',
    summary: 'The people of the organization, the newest first',
    least: 'viewer',
    query: Strict({ limit: Type.Optional(Limit), cursor: Type.Optional(Cursor) }),
    response: Strict({ users: Type.Array(UserSchema), cursor: Type.Optional(Type.String()) }),
    run: ({ deps, operator, query: { limit = '50', cursor } }) =>
      listUsers(deps, operator.caller.orgId, { limit: Number(limit), cursor })
  }),
  defineAdminRoute({
    method: 'POST',
    url: '/admin/users',
    operationId: 'adminInviteUser',
    summary: 'Mails somebody an invitation into the organization, good for three days',
    least: 'admin',
    body: Strict({ email: Mailbox, role: Role }),
    response: Strict({ status: Type.String({ description: '`mailed`, whoever has an account already.' }) }),
    async run({ deps, operator: { caller, rank }, body }) {
      if (!mayGive(rank, body.role))
        throw new CommsError('forbidden', 'You may not give a role above your own.', {
          nextAction: 'Ask an owner of the organization.'
        })
      await inviteUser(deps, caller, body)
      return { status: 'mailed' }
    }
  }),
  defineAdminRoute({
    method: 'PATCH',
    url: '/admin/users/:userId',
    operationId: 'adminChangeUser',
    summary: 'Changes name, role or status of a person; the last owner stays one',
    least: 'admin',
    params,
    body: Strict({
      displayName: Type.Optional(PersonName),
      role: Type.Optional(Role),
      status: Type.Optional(OneOf(['active', 'disabled'], 'disabled: can no longer sign in, and is signed out.'))
    }),
    response: UserSchema,
    run: ({ deps, operator, params: { userId }, body }) => changeUser(deps, operator, userId, body)
  }),
  defineAdminRoute({
    method: 'DELETE',
    url: '/admin/users/:userId/sessions',
    operationId: 'adminSignOutUser',
    summary: 'Ends all sessions of a person, everywhere',
    least: 'admin',
    params,
    response: Strict({ status: Type.String({ description: '`signed_out`' }) }),
    async run({ deps, operator, params: { userId } }) {
      await signOut(deps, await requireUser(deps, operator, userId), actorOf(operator.caller))
      return { status: 'signed_out' }
    }
  })
]
