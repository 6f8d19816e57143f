import { eq } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import type { Bus } from '../../src/db/bus.ts'
import { dialect } from '../../src/db/dialect.ts'
import { openDatabase } from '../../src/db/open.ts'
import { agents, organizations, tokens } from '../../src/db/schema/index.ts'
import { mintToken } from '../../src/lib/token.ts'
import { createAuthenticator } from '../../src/services/authentication.ts'
import { newToken } from '../../src/services/token-rows.ts'
import { issueToken, revokeToken } from '../../src/services/tokens.ts'
import { orgCaller } from '../helpers/callers.ts'
import { scratchDatabase } from '../helpers/database.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'
import { until } from '../helpers/until.ts'

/** A bus that a test speaks through by hand. */
function handBus() {
  const listeners = new Map<string, (payload: string) => void>()
  const state = { connected: true }
  const bus: Bus = {
    publish: async () => undefined,
    subscribe: (topic, listener) => {
      listeners.set(topic, listener)
      return () => void listeners.delete(topic)
    },
    onReset: (listener) => {
      listeners.set('reset', listener)
      return () => void listeners.delete('reset')
    },
    connected: () => state.connected,
    close: async () => undefined
  }
  return { bus, state, tell: (topic: string, payload = '') => listeners.get(topic)?.(payload) }
}

async function house() {
  const { deps, clock, config } = await testDeps()
  const orgId = await seedOrganization(deps)
  const { token, tokenId } = await issueToken(deps, orgCaller(orgId), { scope: 'org' })
  const hand = handBus()
  const authenticator = createAuthenticator({ ...deps, bus: hand.bus })
  return { deps, clock, config, orgId, token, tokenId, authenticator, ...hand }
}

test('a token seen lately is answered at once, and asked for anew after ten seconds', async () => {
  const { authenticator, token, tokenId, clock } = await house()
  await authenticator.authenticate(token)

  expect(authenticator.authenticate(token)).toMatchObject({ tokenId })
  await clock.advance(10_000)
  const later = authenticator.authenticate(token)

  expect(later).toBeInstanceOf(Promise)
  expect(await later).toMatchObject({ tokenId })
})

test('what does not look like a token is refused without asking the database', async () => {
  const { deps } = await house()
  const authenticator = createAuthenticator({ ...deps, db: null as never })

  for (const text of ['', 'x', `${mintToken('org').token}0`, 'x'.repeat(100_000)])
    expect(authenticator.authenticate(text)).toBeUndefined()
})

test('a token that is not valid yet is not remembered as refused', async () => {
  const { deps, authenticator, orgId } = await house()
  const { row, issued } = newToken(deps, { orgId, scope: 'org' })
  expect(await authenticator.authenticate(issued.token)).toBeUndefined()

  await deps.db.insert(tokens).values(row)

  expect(await authenticator.authenticate(issued.token)).toMatchObject({ tokenId: row.id })
})

test('the master token is a super-admin of the default organization, and a token one character off is nobody', async () => {
  const { authenticator, config } = await house()
  const { masterToken } = config.secrets

  expect(authenticator.authenticate(masterToken)).toEqual({ role: 'super', orgId: 'org_default', tokenId: 'master' })
  expect(authenticator.authenticate(`${masterToken.slice(0, -1)}!`)).toBeUndefined()
  expect(authenticator.authenticate(`${masterToken}!`)).toBeUndefined()
})

test('without a master token nobody is let in for showing none', async () => {
  const { deps, config } = await house()
  const bare = { ...config, secrets: { ...config.secrets, masterToken: '' } }

  expect(createAuthenticator({ ...deps, config: bare }).authenticate('')).toBeUndefined()
})

test('a suspended organization is refused', async () => {
  const { deps, authenticator, orgId, token } = await house()

  await deps.db.update(organizations).set({ status: 'suspended' }).where(eq(organizations.id, orgId))

  expect(await authenticator.authenticate(token)).toBeUndefined()
})

test.each([
  ['provisioning', false],
  ['active', true],
  ['suspended', true],
  ['removed', false]
] as const)('the token of an agent that is %s is valid: %s', async (status, valid) => {
  const { deps, authenticator, orgId } = await house()
  const agent = await seedAgent(deps, orgId)
  const { token } = await issueToken(deps, orgCaller(orgId), { scope: 'agent', agentId: agent.id })

  await deps.db.update(agents).set({ status }).where(eq(agents.id, agent.id))

  expect((await authenticator.authenticate(token)) !== undefined).toBe(valid)
})

test.each(['token.revoked', 'token.changed', 'agent.changed', 'reset'])(
  'at word of %s a token is looked up anew',
  async (topic) => {
    const { deps, authenticator, orgId, tell } = await house()
    const agent = await seedAgent(deps, orgId)
    const { token, tokenId } = await issueToken(deps, orgCaller(orgId), { scope: 'agent', agentId: agent.id })
    await authenticator.authenticate(token)
    expect(authenticator.authenticate(token)).not.toBeInstanceOf(Promise)

    tell(topic, topic === 'agent.changed' ? agent.id : tokenId)

    expect(authenticator.authenticate(token)).toBeInstanceOf(Promise)
  }
)

test('word of one token leaves the others remembered', async () => {
  const { authenticator, token, tell } = await house()
  await authenticator.authenticate(token)

  tell('token.revoked', 'tok_another')

  expect(authenticator.authenticate(token)).not.toBeInstanceOf(Promise)
})

test('a token that is revoked while it is being looked up is not remembered as valid', async () => {
  const { authenticator, token, tokenId, tell } = await house()
  const found = authenticator.authenticate(token)

  tell('token.revoked', tokenId)
  await found

  expect(authenticator.authenticate(token)).toBeInstanceOf(Promise)
})

test('while the bus is cut every token is looked up', async () => {
  const { deps, authenticator, token, tokenId, state } = await house()
  await authenticator.authenticate(token)

  state.connected = false
  await deps.db.update(tokens).set({ revokedAt: deps.clock.now() }).where(eq(tokens.id, tokenId))

  expect(await authenticator.authenticate(token)).toBeUndefined()
})

test('the last use of a token is written to the minute, in one go, and never moves back', async () => {
  const { deps, clock, authenticator, token, tokenId } = await house()
  const lastUse = async () =>
    (await deps.db.select({ at: tokens.lastUsedAt }).from(tokens).where(eq(tokens.id, tokenId)))[0]?.at
  await clock.advance(90_500)
  await authenticator.authenticate(token)
  await clock.advance(5000)
  await authenticator.authenticate(token)
  expect(await lastUse()).toBeNull()

  await authenticator.flushLastUse()

  expect(await lastUse()).toEqual(new Date('2026-06-15T15:01:00.000Z'))
  const ahead = new Date('2026-06-15T16:00:00.000Z')
  await deps.db.update(tokens).set({ lastUsedAt: ahead }).where(eq(tokens.id, tokenId))
  await authenticator.authenticate(token)
  await authenticator.flushLastUse()
  expect(await lastUse()).toEqual(ahead)
})

test.runIf(dialect === 'postgres')('a token revoked at one replica is refused by the other at once', async () => {
  const { deps } = await testDeps()
  const scratch = await scratchDatabase()
  const [one, other] = await Promise.all([openDatabase(scratch.url), openDatabase(scratch.url)])
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()])
    await scratch.drop()
  })
  const here = { ...deps, db: one.db, bus: one.bus }
  const there = { ...deps, db: other.db, bus: other.bus }
  const caller = orgCaller(await seedOrganization(here))
  const agent = await seedAgent(here, caller.orgId)
  const atTheOther = createAuthenticator(there)
  const { token, tokenId } = await issueToken(here, caller, { scope: 'agent', agentId: agent.id })
  expect(await atTheOther.authenticate(token)).toMatchObject({ tokenId })
  expect(atTheOther.authenticate(token)).toMatchObject({ tokenId })
  const heard = new Promise((resolve) => other.bus.subscribe('token.revoked', resolve))

  await revokeToken(here, caller, tokenId)

  expect(await heard).toBe(tokenId)
  expect(await atTheOther.authenticate(token)).toBeUndefined()
})

test('a token in use is looked up before it is too old: nobody waits, and an end that nobody told of is found', async () => {
  const { deps, authenticator, token, tokenId, clock } = await house()
  await authenticator.authenticate(token)
  await deps.db.update(tokens).set({ revokedAt: deps.clock.now() }).where(eq(tokens.id, tokenId))

  await clock.advance(6_000)

  expect(authenticator.authenticate(token)).toMatchObject({ tokenId })
  await until(async () => (await authenticator.authenticate(token)) === undefined, 'the token is refused')
})
