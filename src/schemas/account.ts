import Type, { type Static } from 'typebox'
import { EmailAddress, Instant, Line, OneOf, Strict } from './common.ts'
import { KYC } from './organization-view.ts'

/** Roles of people within their organization, the least first. */
export const USER_ROLES = ['viewer', 'admin', 'owner'] as const
/** Role of a person within an organization. */
export type UserRole = (typeof USER_ROLES)[number]

/** A password that somebody chooses. Source: NIST SP 800-63B-4, 3.1.1.2: length counts, rules of composition do not. */
export const NewPassword = Type.String({
  minLength: 10,
  maxLength: 200,
  pattern: '^[^\\u0000]*$',
  description: 'The new password, 10 to 200 characters.'
})
/** A password as it is typed. */
export const Password = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000]*$',
  description: 'The password.'
})
/** The code that was mailed. */
export const Code = Type.String({ pattern: '^[0-9]{6}$', description: 'The six digits that were mailed.' })
/** Mailbox of a person. */
export const Mailbox = EmailAddress('Email address of the person.')
/** Name of a person. */
export const PersonName = Line(100, 'Name of the person.')
/** Role that somebody is given. */
export const Role = OneOf(
  USER_ROLES,
  'viewer reads; admin also changes; owner also decides who is an owner. Nobody can take the last owner away.'
)

/** What strangers tell to have an organization. */
export const RegistrationSchema = Strict({
  email: Mailbox,
  password: NewPassword,
  displayName: Type.Optional(PersonName),
  organizationName: Line(100, 'Name of the organization.'),
  ...KYC
})
/** What strangers tell to have an organization. */
export type Registration = Static<typeof RegistrationSchema>

/** A person as those see them who may. */
export const UserSchema = Strict({
  userId: Type.String(),
  organizationId: Type.String(),
  email: Type.String(),
  displayName: Type.String(),
  role: OneOf(USER_ROLES),
  superAdmin: Type.Boolean({ description: 'Operates the server, for every organization.' }),
  status: OneOf(['unverified', 'active', 'disabled']),
  lastLoginAt: Type.Union([Type.String(), Type.Null()], { description: 'ISO 8601, UTC; null: never.' }),
  createdAt: Instant('When the account was made.')
})
/** A person as those see them who may. */
export type UserView = Static<typeof UserSchema>
