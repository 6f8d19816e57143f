import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, alerts, auditLog, decisions, limitWindows, organizations } from '../../src/db/schema/index.ts'
import { dryRun } from '../../src/pipeline/dry-run.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import { effectiveLimits } from '../../src/pipeline/limits.ts'
import { type Limited, takeAction } from '../../src/pipeline/windows.ts'
import type { LimitOverrides } from '../../src/schemas/usage.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const ROOMY: LimitOverrides = { maxActionsPerMinute: 1000, maxActionsPerHour: 1000, maxActionsPerDay: 1000 }

async function house(limits: LimitOverrides) {
  const t = await sendingHouse()
  await t.deps.db.update(organizations).set({ limits }).where(eq(organizations.id, t.agent.orgId))
  return t
}

test.each<[string, LimitOverrides, object]>([
  ['maxActionsPerMinute', { maxActionsPerMinute: 2 }, { of: 'agent', period: 'minute', max: 2, used: 2, left: 0 }],
  ['maxActionsPerHour', { maxActionsPerHour: 2 }, { period: 'hour', resetsAt: '2026-06-15T16:00:00.000Z' }],
  ['maxActionsPerDay', { maxActionsPerDay: 2 }, { period: 'day', resetsAt: '2026-06-16T00:00:00.000Z' }],
  [
    'maxSpendPerDay',
    { maxSpendPerDayMicroUsd: 15_801 },
    { of: 'agent', max: 0.015801, used: 0.0158, left: 0.000001, needed: 0.0079, leftMicroUsd: 1 }
  ],
  ['maxSpendPerMonth', { maxSpendPerMonthMicroUsd: 15_800 }, { period: 'month', resetsAt: '2026-07-01T00:00:00.000Z' }],
  [
    'organizationSpendPerDay',
    { orgSpendPerDayMicroUsd: 15_800 },
    { of: 'organization', period: 'day', leftMicroUsd: 0 }
  ],
  ['organizationSpendPerMonth', { orgSpendPerMonthMicroUsd: 15_800 }, { of: 'organization', period: 'month' }]
])('%s lets two pass and refuses the third with what is left and when it resets', async (limit, limits, details) => {
  const t = await house(limits)
  await t.send(sms(PERSON, 'one'))
  await t.send(sms(PERSON, 'two'))

  const third = t.send(sms(PERSON, 'three'))

  await expect(third).rejects.toMatchObject({ code: 'rate_limited', retryable: true, details: { limit, ...details } })
  expect(t.texts()).toHaveLength(2)
  const [refused] = await t.deps.db.select().from(decisions).where(eq(decisions.verdict, 'refused'))
  expect(refused).toMatchObject({ code: 'rate_limited', check: limit.includes('Spend') ? 'spend' : 'limits' })
  expect((await auditLedger(t.deps.db)).imbalances).toEqual([])
})

test('the limits of an agent go before those of its organization, and those before the ones of the server', async () => {
  const { deps } = await testDeps({ DEFAULT_MAX_COST_PER_ACTION: '2.5' })

  const limits = effectiveLimits(
    deps,
    { limits: { maxActionsPerHour: 7, maxActionsPerDay: 8, orgSpendPerDayMicroUsd: 9 } },
    { limits: { maxActionsPerHour: 0, orgSpendPerDayMicroUsd: 1 } }
  )

  expect(limits).toEqual({
    maxActionsPerMinute: 10,
    maxActionsPerHour: 0,
    maxActionsPerDay: 8,
    maxSpendPerDayMicroUsd: 10_000_000,
    maxSpendPerMonthMicroUsd: 100_000_000,
    maxCallDurationMinutes: 10,
    maxCallsPerDayToSameNumber: 2,
    maxCostPerActionMicroUsd: 2_500_000,
    orgSpendPerDayMicroUsd: 9,
    orgSpendPerMonthMicroUsd: undefined
  })
})

test('an action that never fits is not worth a retry', async () => {
  const t = await house({ maxSpendPerDayMicroUsd: 7899 })

  await expect(t.send(sms(PERSON, 'hello'))).rejects.toMatchObject({ code: 'rate_limited', retryable: false })
})

test('a limit that is used up is over when its window is, also at the turn of a month', async () => {
  const t = await house({ maxSpendPerMonthMicroUsd: 7900 })
  await t.clock.advance(Date.parse('2026-06-30T15:59:59Z') - t.clock.now().getTime())
  await t.send(sms(PERSON, 'in June'))
  await expect(t.send(sms(PERSON, 'still June'))).rejects.toMatchObject({ code: 'rate_limited' })

  await t.clock.advance(Date.parse('2026-07-01T15:00:00Z') - t.clock.now().getTime())

  await expect(t.send(sms(PERSON, 'in July'))).resolves.toMatchObject({ status: 'sent' })
})

test('agents of one organization share its cap and nothing else', async () => {
  const t = await house({ orgSpendPerDayMicroUsd: 20_000, maxSpendPerDayMicroUsd: 8000 })
  const others = await Promise.all([1, 2].map(() => seedAgent(t.deps, t.agent.orgId)))
  const take = (agent: Limited['agent']) => t.deps.db.batch([takeAction(t.deps, intentOf(t, agent), t.clock.now())])

  await t.send(sms(PERSON, 'hello'))
  await take(others[0] ?? t.agent)

  await expect(take(others[1] ?? t.agent)).rejects.toThrow()
  await expect(take(others[0] ?? t.agent)).rejects.toThrow()
})

const intentOf = (t: { agent: { orgId: string } }, agent: Limited['agent']): Limited => ({
  org: { id: t.agent.orgId, limits: { orgSpendPerDayMicroUsd: 20_000, maxSpendPerDayMicroUsd: 8000 } },
  ...{ agent, contact: PERSON, channel: 'sms', action: 'message', purpose: 'conversational', costMicroUsd: 7900 }
})

test('one number gets as many calls in a day as are allowed, over all agents of the organization', async () => {
  const { deps, clock } = await testDeps()
  const orgId = await seedOrganization(deps)
  const call = (id: string, contact: string) => {
    const org = { id: orgId, limits: ROOMY }
    const what = { channel: 'voice', action: 'call', purpose: 'conversational', costMicroUsd: 110_000 } as const
    return deps.db.batch([takeAction(deps, { org, agent: { id, limits: {} }, contact, ...what }, clock.now())])
  }

  await call('agt_a', PERSON)
  await call('agt_b', PERSON)

  await expect(call('agt_c', PERSON)).rejects.toThrow()
  await expect(call('agt_c', '+14155550124')).resolves.toHaveLength(1)
  expect(JSON.stringify(await deps.db.select().from(limitWindows))).not.toContain(PERSON)
})

test('a dry run says that money is used up, and takes none', async () => {
  const t = await house({ maxSpendPerDayMicroUsd: 7900 })
  const fits = await dryRun(t.deps, t.sender, sms(PERSON, 'hello'))
  await t.send(sms(PERSON, 'hello'))

  const refused = await dryRun(t.deps, t.sender, sms(PERSON, 'hello again'))

  expect(fits).toMatchObject({ verdict: 'allowed', costMicroUsd: 7900 })
  expect(refused).toMatchObject({ verdict: 'refused', code: 'rate_limited', check: 'spend' })
  expect((await auditLedger(t.deps.db)).holds).toBe(1)
})

test('of many sends at once with mixed costs none passes a cap, whichever of them is the tightest', async () => {
  const t = await house({
    ...ROOMY,
    maxActionsPerDay: 30,
    maxSpendPerDayMicroUsd: 400_000,
    orgSpendPerDayMicroUsd: 390_000
  })
  const bodies = Array.from({ length: 120 }, (_, n) => `${n} ${'x'.repeat((n % 4) * 150)}`)

  const outcomes = await Promise.allSettled(bodies.map((body) => t.send(sms(PERSON, body))))

  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
  expect(new Set(reasons)).toEqual(new Set(['rate_limited']))
  const rows = await t.rows()
  const cost = rows.reduce((sum, row) => sum + row.costMicroUsd, 0)
  expect(cost).toBeLessThanOrEqual(390_000)
  expect(rows.length).toBeLessThanOrEqual(30)
  expect(rows.length).toBe(t.texts().length)
  // Whatever did not fit would not fit now either.
  expect(rows.length === 30 || cost > 390_000 - 4 * 7900).toBe(true)
  expect((await auditLedger(t.deps.db)).imbalances).toEqual([])
})

test('an agent whose limits are changed is limited by the new ones at its next action', async () => {
  const t = await house({})
  await t.send(sms(PERSON, 'one'))

  await t.deps.db
    .update(agents)
    .set({ limits: { maxActionsPerMinute: 1 } })
    .where(eq(agents.id, t.agent.id))
  t.agent.limits = { maxActionsPerMinute: 1 }

  await expect(t.send(sms(PERSON, 'two'))).rejects.toMatchObject({ details: { max: 1, used: 1 } })
})

test('of many refusals in a window the first is audited, and told to an operator where it is money', async () => {
  const t = await house({ maxSpendPerDayMicroUsd: 7900, orgSpendPerDayMicroUsd: 100_000_000 })
  await t.send(sms(PERSON, 'one'))

  await Promise.allSettled([1, 2, 3, 4].map((n) => t.send(sms(PERSON, `refused ${n}`))))

  expect(await t.deps.db.select().from(auditLog)).toMatchObject([
    { event: 'cap.hit', subject: t.agent.id, details: { limit: 'maxSpendPerDay', period: 'day' } }
  ])
  expect(await t.deps.db.select().from(alerts)).toMatchObject([
    { severity: 'HIGH', event: 'spend_cap_breached', subject: t.agent.id }
  ])
})

test('a refusal for actions is audited and alerts nobody; the next window is another breach', async () => {
  const t = await house({ maxActionsPerMinute: 0 })

  await t.send(sms(PERSON, 'refused')).catch(() => undefined)
  await t.clock.advance(60_000)
  await t.send(sms(PERSON, 'refused again')).catch(() => undefined)

  const entries = await t.deps.db.select().from(auditLog)
  expect(entries.map(({ event }) => event)).toEqual(['limit.breached', 'limit.breached'])
  expect(await t.deps.db.select().from(alerts)).toEqual([])
})
