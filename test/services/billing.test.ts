import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agentPool, auditLog, calls, limitWindows, usageDaily } from '../../src/db/schema/index.ts'
import { endCallRow } from '../../src/pipeline/call-ending.ts'
import { settleCallPrice } from '../../src/pipeline/call-settlement.ts'
import { placeCall } from '../../src/pipeline/dial.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import { billingSummary } from '../../src/services/billing.ts'
import { setBillingConfig } from '../../src/services/billing-config.ts'
import { orgCaller, superCaller } from '../helpers/callers.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

async function house() {
  const t = await sendingHouse()
  const { orgId } = t.agent
  const budgets = async () => {
    const rows = await t.deps.db.select().from(limitWindows).where(eq(limitWindows.subjectId, orgId))
    return Object.fromEntries(rows.map(({ period, used, max }) => [period, { used, max }]))
  }
  return { ...t, owner: orgCaller(orgId), operator: superCaller(orgId), budgets }
}

test('the bill is what the vendors charge and the markup, by channel, and of this organization alone', async () => {
  const t = await house()
  await setBillingConfig(t.deps, t.operator, { markupPercent: 12.5, billingEmail: 'bills@example.com' })
  await t.send(sms(PERSON, 'one'))
  await t.send(sms(PERSON, 'two'))
  await t.send({ channel: 'email', to: 'ada@example.com', subject: 'Hi', body: 'hello' })
  const stranger = await house()

  const bill = await billingSummary(t.deps, t.owner)

  expect(bill).toMatchObject({
    ...{ period: 'month', since: '2026-06-01', tier: 'enterprise', markupPercent: 12.5 },
    ...{ providerCostMicroUsd: 16_800, markupMicroUsd: 2100, billedMicroUsd: 18_900, billed: 0.0189 },
    billingEmail: 'bills@example.com',
    estimatedMicroUsd: 15_800
  })
  expect(bill.perChannel).toMatchObject([
    { channel: 'email', actions: 1, providerCostMicroUsd: 1000, markupMicroUsd: 125 },
    { channel: 'sms', actions: 2, providerCostMicroUsd: 15_800, markupMicroUsd: 1975 }
  ])
  expect(await billingSummary(stranger.deps, stranger.owner)).toMatchObject({ billedMicroUsd: 0, perChannel: [] })
})

test('how one organization is billed is nothing to another', async () => {
  const t = await house()
  const other = superCaller(await seedOrganization(t.deps))
  await setBillingConfig(t.deps, other, { tier: 'free', billingEmail: 'theirs@example.com' })

  expect(await billingSummary(t.deps, t.owner)).toMatchObject({ tier: 'enterprise', billingEmail: null })
  await setBillingConfig(t.deps, t.operator, { tier: 'pro' })
  expect(await billingSummary(t.deps, other)).toMatchObject({ tier: 'free', billingEmail: 'theirs@example.com' })
})

test('what came before the period is not in its bill', async () => {
  const t = await house()
  await t.send(sms(PERSON, 'in June'))
  await t.clock.advance(20 * 86_400_000)
  await t.send(sms(PERSON, 'in July'))

  expect(await billingSummary(t.deps, t.owner)).toMatchObject({ since: '2026-07-01', providerCostMicroUsd: 7900 })
  expect(await billingSummary(t.deps, t.owner, 'all')).toMatchObject({ since: null, providerCostMicroUsd: 15_800 })
})

test('a plan brings its caps, its pool and its markup; a smaller one takes no agent away', async () => {
  const t = await house()
  await t.deps.db.update(agentPool).set({ used: 12 }).where(eq(agentPool.orgId, t.agent.orgId))

  const pro = await setBillingConfig(t.deps, t.operator, { tier: 'pro' })
  const starter = await setBillingConfig(t.deps, t.operator, { tier: 'starter' })

  expect(pro).toMatchObject({ markupPercent: 15, maxSpendPerDay: 500, maxSpendPerMonth: 5000, pool: { maxAgents: 50 } })
  expect(starter).toMatchObject({ markupPercent: 20, maxSpendPerDay: 50, pool: { maxAgents: 12, remaining: 0 } })
})

test('a cap that is set in the middle of a day counts what was spent and what is held on it already', async () => {
  const t = await house()
  await t.send(sms(PERSON, 'sent'))
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after' })
  await t.send(sms(PERSON, 'unknown'))

  await setBillingConfig(t.deps, t.owner, { maxSpendPerDay: 0.02 })

  expect(await t.budgets()).toEqual({ day: { used: 15_800, max: 20_000 } })
  await expect(t.send(sms(PERSON, 'one too many'))).rejects.toMatchObject({
    details: { limit: 'organizationSpendPerDay', used: 0.0158 },
    nextAction: expect.stringContaining('comms_set_billing_config')
  })
  expect((await auditLedger(t.deps.db)).imbalances).toEqual([])
})

test('a cap counts what its own organization has spent in its window, and nothing else', async () => {
  const t = await house()
  const { orgId } = t.agent
  const other = await seedOrganization(t.deps)
  const spent = (of: string, day: string, costMicroUsd: number) => ({
    ...{ orgId: of, agentId: `agt_of_${of}`, day, channel: 'sms', stripe: 0, actions: 1, inbound: 0, failed: 0 },
    ...{ refused: 0, rateLimitHits: 0, costMicroUsd }
  })
  await t.deps.db
    .insert(usageDaily)
    .values([
      spent(orgId, '2026-05-31', 1),
      spent(orgId, '2026-06-14', 20),
      spent(orgId, '2026-06-15', 300),
      spent(other, '2026-06-15', 4000)
    ])

  await setBillingConfig(t.deps, t.owner, { maxSpendPerDay: 1, maxSpendPerMonth: 10 })

  expect(await t.budgets()).toEqual({ day: { used: 300, max: 1_000_000 }, month: { used: 320, max: 10_000_000 } })
})

test('a cap below what was spent already lets nothing pass, and a cap that is taken away is forgotten', async () => {
  const t = await house()
  await t.send(sms(PERSON, 'sent'))
  await setBillingConfig(t.deps, t.owner, { maxSpendPerDay: 0.001, maxSpendPerMonth: 0.001 })
  await expect(t.send(sms(PERSON, 'refused'))).rejects.toMatchObject({ code: 'rate_limited', retryable: false })

  const cleared = await setBillingConfig(t.deps, t.owner, { maxSpendPerDay: null, maxSpendPerMonth: null })

  expect(cleared).toMatchObject({ maxSpendPerDay: null, maxSpendPerMonth: null })
  expect(await t.budgets()).toEqual({})
  await expect(t.send(sms(PERSON, 'passes'))).resolves.toMatchObject({ status: 'sent' })
  expect((await auditLedger(t.deps.db)).imbalances).toEqual([])
})

test('what a replica let pass before it knew of the cap is counted when all know', async () => {
  const t = await house()
  await setBillingConfig(t.deps, t.owner, { maxSpendPerDay: 1 })
  const { orgId } = t.agent
  await t.send(sms(PERSON, 'sent'))
  await t.deps.db.update(limitWindows).set({ used: 0 }).where(eq(limitWindows.subjectId, orgId))

  await t.clock.advance(5000)

  await expect.poll(t.budgets).toMatchObject({ day: { used: 7900 } })
})

test('plan, markup and caps above the plan are for the operator; within them an owner sets its own', async () => {
  const t = await house()
  await setBillingConfig(t.deps, t.operator, { tier: 'free' })
  const refused = [{ tier: 'pro' }, { markupPercent: 0 }, { maxSpendPerDay: 5.01 }, { maxSpendPerMonth: 21 }] as const

  for (const change of refused)
    await expect(setBillingConfig(t.deps, t.owner, change)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(setBillingConfig(t.deps, t.owner, {})).rejects.toMatchObject({ code: 'invalid_input' })

  expect(await setBillingConfig(t.deps, t.owner, { maxSpendPerDay: 5 })).toMatchObject({ maxSpendPerDay: 5 })
  expect(await setBillingConfig(t.deps, t.owner, { maxSpendPerMonth: 20 })).toMatchObject({ maxSpendPerMonth: 20 })
  expect(await setBillingConfig(t.deps, t.owner, { maxSpendPerDay: null })).toMatchObject({ maxSpendPerDay: 5 })
})

test('changes that are made at once are all made', async () => {
  const t = await house()

  await Promise.all([
    setBillingConfig(t.deps, t.operator, { tier: 'pro' }),
    ...Array.from({ length: 5 }, (_, n) =>
      setBillingConfig(t.deps, t.owner, { billingEmail: `bills-${n}@example.com` })
    )
  ])

  const { tier, billingEmail, maxSpendPerDay } = await setBillingConfig(t.deps, t.operator, { markupPercent: 3 })
  expect([tier, billingEmail, maxSpendPerDay]).toEqual(['pro', expect.stringMatching(/^bills-\d@example/), 500])
})

test('a change is audited without the address of the bill', async () => {
  const t = await house()

  await setBillingConfig(t.deps, t.operator, { tier: 'free', billingEmail: 'bills@example.com' })

  const [entry] = await t.deps.db.select().from(auditLog)
  expect(entry).toMatchObject({ event: 'limits.changed', subject: t.agent.orgId, details: { tier: 'free' } })
  expect(JSON.stringify(entry)).not.toContain('bills@example.com')
})

test('a call counts in a cap that is set while it lasts, and its price is an estimate until the carrier names it', async () => {
  const t = await house()
  const wish = { to: PERSON, purpose: 'transactional', maxDurationMinutes: 2 } as const
  const { callId } = await placeCall(t.deps, t.sender, wish)

  await setBillingConfig(t.deps, t.owner, { maxSpendPerDay: 1 })
  expect(await t.budgets()).toEqual({ day: { used: 220_000, max: 1_000_000 } })

  const [call] = await t.deps.db.select().from(calls).where(eq(calls.id, callId))
  if (!call) throw new Error('there is no call')
  await t.deps.db.transaction((tx) => endCallRow(t.deps, tx, call, { state: 'completed', durationSeconds: 30 }))
  expect(await billingSummary(t.deps, t.owner)).toMatchObject({ estimatedMicroUsd: 110_000 })
  await settleCallPrice(t.deps, callId, 90_000)
  expect(await billingSummary(t.deps, t.owner)).toMatchObject({ estimatedMicroUsd: 0, providerCostMicroUsd: 90_000 })
  expect(await t.budgets()).toEqual({ day: { used: 90_000, max: 1_000_000 } })
  expect((await auditLedger(t.deps.db)).imbalances).toEqual([])
})
