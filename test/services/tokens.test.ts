import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditLog, tokens } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { createAuthenticator } from '../../src/services/authentication.ts'
import { issueToken, revokeToken, rotateToken } from '../../src/services/tokens.ts'
import { agentCaller, orgCaller, superCaller } from '../helpers/callers.ts'
import { everything } from '../helpers/everything.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

async function house() {
  const { deps, clock } = await testDeps()
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId)
  const authenticator = createAuthenticator(deps)
  const who = async (token: string) => authenticator.authenticate(token)
  const told = (topic: string) => new Promise((resolve) => deps.bus.subscribe(topic, resolve))
  return { deps, clock, orgId, agent, caller: orgCaller(orgId), who, told }
}

const audited = (deps: Deps, subject: string) => deps.db.select().from(auditLog).where(eq(auditLog.subject, subject))

test('an issued token names its agent, and an entry of the audit says who issued it', async () => {
  const { deps, orgId, agent, caller, who } = await house()

  const issued = await issueToken(deps, caller, { scope: 'agent', agentId: agent.id })

  expect(await who(issued.token)).toEqual({ role: 'agent', orgId, agentId: agent.id, tokenId: issued.tokenId })
  expect(issued.expiresAt).toBeNull()
  expect(await audited(deps, issued.tokenId)).toMatchObject([
    { orgId, event: 'token.issued', actor: 'org:tok_of_org', details: { scope: 'agent', agentId: agent.id } }
  ])
})

test('a token is nowhere in the database, whatever was done with it', async () => {
  const { deps, agent, caller } = await house()

  const first = await issueToken(deps, caller, { scope: 'agent', agentId: agent.id })
  const next = await rotateToken(deps, caller, { tokenId: first.tokenId })
  await revokeToken(deps, caller, next.tokenId)

  const dump = await everything(deps)
  expect(dump).toContain(first.tokenId)
  for (const { token } of [first, next]) {
    expect(dump).not.toContain(token)
    expect(dump).not.toContain(token.slice(8, 51))
  }
})

test.each([
  ['org', 'agent'],
  ['org', 'org'],
  ['super', 'agent'],
  ['super', 'org'],
  ['super', 'super']
] as const)('a caller of role %s may issue a token of scope %s', async (role, scope) => {
  const { deps, orgId, agent, who } = await house()
  const caller = role === 'org' ? orgCaller(orgId) : superCaller(orgId)

  const { token } = await issueToken(deps, caller, { scope, ...(scope === 'agent' && { agentId: agent.id }) })

  expect(await who(token)).toMatchObject({ role: scope, orgId })
})

test.each([
  ['org', 'super'],
  ['agent', 'agent'],
  ['agent', 'org'],
  ['agent', 'super']
] as const)('a caller of role %s may not issue a token of scope %s', async (role, scope) => {
  const { deps, orgId, agent } = await house()
  const caller = role === 'org' ? orgCaller(orgId) : agentCaller(agent)

  const issuing = issueToken(deps, caller, { scope, ...(scope === 'agent' && { agentId: agent.id }) })

  await expect(issuing).rejects.toMatchObject({ code: 'forbidden' })
  expect(await deps.db.select().from(tokens)).toEqual([])
})

test('a token of scope agent names its agent, and no other scope does', async () => {
  const { deps, agent, caller } = await house()

  await expect(issueToken(deps, caller, { scope: 'agent' })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('agentId')
  })
  await expect(issueToken(deps, caller, { scope: 'org', agentId: agent.id })).rejects.toMatchObject({
    code: 'invalid_input'
  })
})

test('an agent of another organization, a removed one and one that never was get no token, and look the same', async () => {
  const { deps, caller } = await house()
  const foreign = await seedAgent(deps, await seedOrganization(deps))
  const removed = await seedAgent(deps, caller.orgId, { status: 'removed' })

  const answers = [foreign.id, removed.id, 'agt_never'].map((agentId) =>
    issueToken(deps, caller, { scope: 'agent', agentId }).catch((error) => [error.code, error.message])
  )

  const [one, ...others] = await Promise.all(answers)
  expect(one).toEqual(['not_found', 'There is no agent with this id.'])
  for (const other of others) expect(other).toEqual(one)
})

test('a token ends on its day, also for whoever used it a moment before', async () => {
  const { deps, clock, caller, who } = await house()
  const { token, expiresAt } = await issueToken(deps, caller, { scope: 'org', expiresInDays: 1 })
  expect(expiresAt).toBe('2026-06-16T15:00:00.000Z')
  await clock.advance(86_400_000 - 1)
  expect(await who(token)).toMatchObject({ role: 'org' })

  await clock.advance(1)

  expect(await who(token)).toBeUndefined()
})

test('a rotated token stays valid for the grace period and not a moment longer', async () => {
  const { deps, clock, caller, who, told } = await house()
  const old = await issueToken(deps, caller, { scope: 'org' })
  expect(await who(old.token)).toBeDefined()
  const changed = told('token.changed')

  const next = await rotateToken(deps, caller, { tokenId: old.tokenId, graceSeconds: 5 })

  await changed
  await clock.advance(4999)
  expect(await who(old.token)).toMatchObject({ tokenId: old.tokenId })
  expect(await who(next.token)).toMatchObject({ tokenId: next.tokenId, role: 'org' })
  await clock.advance(1)
  expect(await who(old.token)).toBeUndefined()
  expect(await who(next.token)).toMatchObject({ tokenId: next.tokenId })
  expect(await audited(deps, old.tokenId)).toMatchObject([
    { event: 'token.issued' },
    { event: 'token.rotated', details: { replacedBy: next.tokenId, graceMs: 5000 } }
  ])
})

test('without a grace period a rotated token ends at once', async () => {
  const { deps, caller, who, told } = await house()
  const old = await issueToken(deps, caller, { scope: 'org' })
  expect(await who(old.token)).toBeDefined()
  const revoked = told('token.revoked')

  await rotateToken(deps, caller, { tokenId: old.tokenId, graceSeconds: 0 })

  expect(await revoked).toBe(old.tokenId)
  expect(await who(old.token)).toBeUndefined()
})

test('the new token lives as long as the old one was made to live, and a grace period prolongs nothing', async () => {
  const { deps, clock, caller, who } = await house()
  const old = await issueToken(deps, caller, { scope: 'org', expiresInDays: 1 })
  await clock.advance(86_400_000 - 1000)

  const next = await rotateToken(deps, caller, { tokenId: old.tokenId, graceSeconds: 60 })

  expect(next.expiresAt).toBe('2026-06-17T14:59:59.000Z')
  await clock.advance(1000)
  expect(await who(old.token)).toBeUndefined()
})

test('of ten that rotate one token at once, one gets a new token', async () => {
  const { deps, caller } = await house()
  const { tokenId } = await issueToken(deps, caller, { scope: 'org' })

  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => rotateToken(deps, caller, { tokenId })))

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
  expect(await deps.db.select().from(tokens)).toHaveLength(2)
})

test('a token that has ended is not rotated into a living one', async () => {
  const { deps, clock, caller } = await house()
  const revoked = await issueToken(deps, caller, { scope: 'org' })
  await revokeToken(deps, caller, revoked.tokenId)
  const expired = await issueToken(deps, caller, { scope: 'org', expiresInDays: 1 })
  await clock.advance(86_400_000)

  for (const { tokenId } of [revoked, expired])
    await expect(rotateToken(deps, caller, { tokenId })).rejects.toMatchObject({ code: 'conflict' })
})

test('a revoked token is refused at once, though it was used a moment before, and revoking twice is audited once', async () => {
  const { deps, caller, who, told } = await house()
  const { token, tokenId } = await issueToken(deps, caller, { scope: 'org' })
  expect(await who(token)).toBeDefined()
  const revoked = told('token.revoked')

  await revokeToken(deps, caller, tokenId)

  await revoked
  expect(await who(token)).toBeUndefined()
  await revokeToken(deps, caller, tokenId)
  expect((await audited(deps, tokenId)).map(({ event }) => event)).toEqual(['token.issued', 'token.revoked'])
})

test("another organization's token, a super-admin's and one that never was look the same to an organization", async () => {
  const { deps, caller, orgId } = await house()
  const otherOrg = await seedOrganization(deps)
  const foreign = await issueToken(deps, orgCaller(otherOrg), { scope: 'org' })
  const admins = await issueToken(deps, superCaller(orgId), { scope: 'super' })

  for (const tokenId of [foreign.tokenId, admins.tokenId, newId('tok')])
    for (const attempt of [() => rotateToken(deps, caller, { tokenId }), () => revokeToken(deps, caller, tokenId)])
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found', message: 'There is no token with this id.' })
  expect((await deps.db.select().from(tokens)).filter((row) => row.revokedAt || row.replacedBy)).toEqual([])
})

test('an agent manages no tokens, not even its own', async () => {
  const { deps, caller, agent } = await house()
  const { tokenId } = await issueToken(deps, caller, { scope: 'agent', agentId: agent.id })

  for (const attempt of [
    () => rotateToken(deps, agentCaller(agent), { tokenId }),
    () => revokeToken(deps, agentCaller(agent), tokenId)
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' })
})

test('a token whose audit entry cannot be written is not issued', async () => {
  const { deps, caller } = await house()
  const db: Deps['db'] = Object.create(deps.db, {
    batch: {
      value: (statements: { toSQL(): { sql: string; params: unknown[] } }[]) =>
        deps.db.batch([...statements, { toSQL: () => ({ sql: 'insert into no_such_table values (1)', params: [] }) }])
    }
  })

  await expect(issueToken({ ...deps, db }, caller, { scope: 'org' })).rejects.toThrow()

  expect(await deps.db.select().from(tokens)).toEqual([])
  expect(await deps.db.select().from(auditLog)).toEqual([])
})
