import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agentPool, billingConfig, organizations, users } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { ensureDefaultOrganization } from '../../src/services/organizations.ts'
import { hashPassword, isPassword } from '../../src/services/password.ts'
import { type SessionFacts, whoIsSignedIn } from '../../src/services/sign-in.ts'
import { register } from '../../src/services/sign-in-registration.ts'
import { newUser } from '../../src/services/users.ts'
import { forgetStrangers } from '../../src/services/users-cleanup.ts'
import { acceptInvitation, inviteUser } from '../../src/services/users-invitations.ts'
import { superCaller } from '../helpers/callers.ts'
import { invitationTo } from '../helpers/person.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const HOUR_MS = 3_600_000
const OPEN = { EDITION: 'saas' }

async function seedUser(deps: Deps, orgId: string) {
  const id = newId('usr')
  const given = { id, orgId, email: `${id.toLowerCase()}@example.com`, passwordHash: 'none' } as const
  await deps.db.insert(users).values(newUser(deps, { ...given, role: 'owner', status: 'active' }))
  const facts: SessionFacts = { userId: id, sessionVersion: 1, issuedAt: deps.clock.now().getTime() }
  return { id, facts }
}

test('a session lasts twelve hours, and no longer than its person is active with the same version', async () => {
  const { deps, clock } = await testDeps()
  const { id, facts } = await seedUser(deps, await seedOrganization(deps))
  const set = (change: Partial<typeof users.$inferInsert>) => deps.db.update(users).set(change).where(eq(users.id, id))
  const stands = async () => (await whoIsSignedIn(deps, facts)) !== undefined

  await clock.advance(12 * HOUR_MS - 1)
  expect(await stands()).toBe(true)
  await set({ status: 'disabled' })
  expect(await stands()).toBe(false)
  await set({ status: 'active', sessionVersion: 2 })
  expect(await stands()).toBe(false)
  await set({ sessionVersion: 1 })
  await clock.advance(1)
  expect(await stands()).toBe(false)
  expect(await whoIsSignedIn(deps, { ...facts, issuedAt: Number.NaN })).toBeUndefined()
})

test('a password is kept as Argon2id, is told from others, and none is that of nobody', async () => {
  const hash = await hashPassword('correct horse')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await hashPassword('correct horse')).not.toBe(hash)
  expect(await isPassword('correct horse', hash)).toBe(true)
  expect(await isPassword('correct horsE', hash)).toBe(false)
  expect(await isPassword('correct horse', undefined)).toBe(false)
})

test('more passwords than can be checked in time are refused, and those that were taken are checked', async () => {
  const hash = await hashPassword('correct horse')
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => isPassword('correct horse', hash)))
  const checked = outcomes.filter((each) => each.status === 'fulfilled')
  const refused = outcomes.filter((each) => each.status === 'rejected')
  expect(checked.every(({ value }) => value)).toBe(true)
  expect(checked.length).toBe(66)
  expect(refused.every(({ reason }) => reason.code === 'unavailable')).toBe(true)
  expect(await isPassword('correct horse', hash)).toBe(true)
})

test('an invitation is good for three days, and not while its organization is suspended', async () => {
  const { deps, clock, simulator } = await testDeps()
  const orgId = await seedOrganization(deps)
  const invited = async (email: string) => {
    await inviteUser(deps, superCaller(orgId), { email, role: 'admin' })
    return invitationTo({ simulator }, email.toLowerCase())
  }
  const [early, late] = [await invited('Guest@Example.org'), await invited('late@example.org')]
  const accept = (invitation: string) => acceptInvitation(deps, { invitation, password: 'correct horse' })
  const set = (status: 'suspended' | 'approved') =>
    deps.db.update(organizations).set({ status }).where(eq(organizations.id, orgId))

  await clock.advance(72 * HOUR_MS - 1)
  await set('suspended')
  await expect(accept(early)).rejects.toMatchObject({ code: 'organization_not_active' })
  await set('approved')
  expect(await accept(early)).toMatchObject({ orgId, email: 'guest@example.org', role: 'admin', status: 'active' })
  await clock.advance(1)
  await expect(accept(late)).rejects.toMatchObject({ code: 'invalid_input' })
})

test('an account that nobody confirmed within a week goes with its organization, and nothing else does', async () => {
  const { deps, clock } = await testDeps(OPEN)
  await ensureDefaultOrganization(deps)
  const begin = async (email: string) => {
    const asked = { email, password: 'correct horse', organizationName: 'Acme' }
    const followUp = await register(deps, asked, '198.51.100.1')
    await followUp()
  }
  await begin('left@example.com')
  await begin('used@example.com')
  const [used] = await deps.db.select().from(users).where(eq(users.email, 'used@example.com'))
  await seedAgent(deps, used?.orgId ?? '')
  await seedUser(deps, 'org_default')
  await clock.advance(7 * 24 * HOUR_MS - 1)
  await begin('late@example.com')

  await forgetStrangers(deps)
  expect(await deps.db.select().from(users)).toHaveLength(4)
  await clock.advance(1)
  await forgetStrangers(deps)

  const left = await deps.db.select().from(users)
  expect(left.map(({ email }) => email)).toContain('late@example.com')
  expect(left).toHaveLength(2)
  const kept = (await deps.db.select({ id: organizations.id }).from(organizations)).map(({ id }) => id)
  const owned = left.map((row) => row.orgId)
  expect(new Set(kept)).toEqual(new Set(['org_default', 'org_system', used?.orgId, ...owned]))
  for (const table of [agentPool, billingConfig])
    for (const { orgId } of await deps.db.select({ orgId: table.orgId }).from(table)) expect(kept).toContain(orgId)
  expect(await deps.db.$count(billingConfig)).toBeGreaterThan(0)
})
