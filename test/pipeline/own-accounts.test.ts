import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { openDatabase } from '../../src/db/open.ts'
import { organizations, providerCredentials } from '../../src/db/schema/index.ts'
import { orgVendors } from '../../src/pipeline/vendors.ts'
import { webhookSource } from '../../src/services/webhook-sources.ts'
import { SENT, tenant, tenants, text } from '../helpers/tenants.ts'
import { seedAgent, seedOrganization } from '../helpers/test-deps.ts'
import { ACCOUNT_A, ACCOUNT_B, KEY_A, KEY_B, OPERATOR } from '../helpers/vendor-accounts.ts'

describe('an organization with an account of its own', () => {
  test('sends through it, and nobody else does', async () => {
    const t = await tenants()
    await t.register(t.a.orgId, ACCOUNT_A)
    await t.register(t.b.orgId, ACCOUNT_B)
    const third = await tenant(t.deps)
    for (const { agent } of [t.a, t.b, third]) expect(await text(t.deps, agent)).toMatchObject({ kind: 'sent' })

    for (const { accountSid } of [ACCOUNT_A, ACCOUNT_B, OPERATOR])
      expect(t.vendor.by(accountSid).filter((what) => what === SENT)).toHaveLength(1)
  })

  test('is told what the vendor says of it, and none of what it gave', async () => {
    const t = await tenants()

    expect(await t.register(t.a.orgId, ACCOUNT_A)).toEqual({
      provider: 'twilio',
      status: 'active',
      capabilities: ['sms', 'numbers'],
      billingInfo: { plan: 'full', balance: 12.5, currency: 'USD' }
    })
    expect(await t.register(t.a.orgId, { apiKey: KEY_A })).toEqual({
      provider: 'resend',
      status: 'active',
      capabilities: ['email']
    })
  })

  test("has an agent served by the agent's own account first", async () => {
    const t = await tenants()
    const other = await seedAgent(t.deps, t.a.orgId)
    await t.register(t.a.orgId, ACCOUNT_A)
    await t.register(t.a.orgId, ACCOUNT_B, { agentId: other.id })
    await text(t.deps, other)
    await text(t.deps, t.a.agent)

    expect(t.vendor.by(ACCOUNT_B.accountSid).filter((what) => what === SENT)).toHaveLength(1)
    expect(t.vendor.by(ACCOUNT_A.accountSid).filter((what) => what === SENT)).toHaveLength(1)
  })

  test('has its webhooks verified by its own token alone', async () => {
    const t = await tenants()
    await t.register(t.a.orgId, ACCOUNT_A)
    await t.register(t.b.orgId, ACCOUNT_B, { agentId: t.b.agent.id })
    const secrets = async (agentId: string) => (await webhookSource(t.deps, 'twilio', { agentId }))?.secrets

    expect(await secrets(t.a.agent.id)).toEqual([ACCOUNT_A.authToken])
    expect(await secrets(t.b.agent.id)).toEqual([ACCOUNT_B.authToken])
    expect(await secrets((await tenant(t.deps)).agent.id)).toEqual([OPERATOR.authToken])
  })

  test('has the secret that it gave verify the emails of its own account, and of no other', async () => {
    const t = await tenants()
    const webhookSecret = 'whsec_Z2l2ZW4gYnkgdGhlIGhvbGRlcg=='
    await t.register(t.a.orgId, { apiKey: KEY_A, webhookSecret })
    await t.register(t.b.orgId, { apiKey: KEY_B })
    const of = async (agentId: string) => (await webhookSource(t.deps, 'resend', { agentId }))?.secrets

    expect(await of(t.a.agent.id)).toEqual([webhookSecret, webhookSecret])
    expect(await of(t.b.agent.id)).toEqual(['whsec_bWFkZSBieSB0aGUgdmVuZG9y'])
    expect(t.vendor.by(KEY_B)).toContain('POST /webhooks')
  })
})

describe('a row that was tampered with opens for nobody, and nobody else serves in its place', () => {
  test.each([
    ['changed', (sealed: string) => `${sealed.slice(0, -6)}AAAA${sealed.slice(-2)}`],
    ['emptied', () => '']
  ])('when it was %s', async (_how, change) => {
    const t = await tenants()
    await t.register(t.a.orgId, ACCOUNT_A)
    const [row] = await t.rows()
    await t.deps.db.update(providerCredentials).set({ sealed: change(row?.sealed ?? '') })
    await t.clock.advance(10_000)

    expect(await text(t.deps, t.a.agent)).toMatchObject({ kind: 'rejected', error: { code: 'provider_unavailable' } })
    expect(await webhookSource(t.deps, 'twilio', { agentId: t.a.agent.id })).toBeUndefined()
    expect(t.vendor.asked.filter(({ what }) => what === SENT)).toEqual([])
    expect(await t.register(t.a.orgId, ACCOUNT_A)).toMatchObject({ status: 'active' })
    expect(await text(t.deps, t.a.agent)).toMatchObject({ kind: 'sent' })
  })

  test('when it was taken over from another organization', async () => {
    const t = await tenants()
    await t.register(t.a.orgId, ACCOUNT_A)
    await t.register(t.b.orgId, ACCOUNT_B)
    const rows = await t.rows()
    const ofA = rows.find(({ orgId }) => orgId === t.a.orgId)
    const isB = eq(providerCredentials.orgId, t.b.orgId)
    await t.deps.db.delete(providerCredentials).where(eq(providerCredentials.orgId, t.a.orgId))
    await t.deps.db
      .update(providerCredentials)
      .set({ id: ofA?.id ?? '', sealed: ofA?.sealed ?? '' })
      .where(isB)
    await t.clock.advance(10_000)

    expect(await text(t.deps, t.b.agent)).toMatchObject({ kind: 'rejected', error: { code: 'provider_unavailable' } })
  })
})

test('a sandbox knows only accounts of the simulated carrier, and they count for nothing in production', async () => {
  const t = await tenants()
  const sandbox = await seedOrganization(t.deps)

  expect(await t.register(sandbox, ACCOUNT_A)).toMatchObject({ status: 'invalid_credentials' })
  expect(t.vendor.asked).toEqual([])

  await t.register(t.a.orgId, ACCOUNT_A)
  await t.deps.db.update(organizations).set({ mode: 'sandbox' })
  await t.clock.advance(10_000)
  expect(await orgVendors(t.deps, t.a.orgId)).toEqual({ id: t.a.orgId, mode: 'sandbox' })
})

test('a change is known here at once', async () => {
  const t = await tenants()
  await text(t.deps, t.a.agent)
  await t.register(t.a.orgId, ACCOUNT_A)
  await text(t.deps, t.a.agent)
  await t.register(t.a.orgId, ACCOUNT_B)
  await text(t.deps, t.a.agent)

  const sent = t.vendor.asked.filter(({ what }) => what === SENT).map(({ who }) => who)
  expect(sent).toEqual([OPERATOR.accountSid, ACCOUNT_A.accountSid, ACCOUNT_B.accountSid])
})

test.runIf(dialect === 'postgres')('a change is known at another replica before it would look by itself', async () => {
  const t = await tenants()
  const replica = await openDatabase(t.databaseUrl)
  const there = { ...t.deps, db: replica.db, bus: replica.bus }
  await t.register(t.a.orgId, ACCOUNT_A)
  await text(there, t.a.agent)
  const told = new Promise<void>((resolve) => replica.bus.subscribe('credentials.changed', () => resolve()))
  await t.register(t.a.orgId, ACCOUNT_B)
  await told
  await text(there, t.a.agent)

  const sent = t.vendor.asked.filter(({ what }) => what === SENT).map(({ who }) => who)
  expect(sent).toEqual([ACCOUNT_A.accountSid, ACCOUNT_B.accountSid])
  await replica.close()
})
