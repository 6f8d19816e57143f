import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { limitWindows, reservations } from '../../src/db/schema/index.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import { countUsage } from '../../src/pipeline/usage.ts'
import { moneyHouse } from '../helpers/money-house.ts'
import { PERSON, sms } from '../helpers/sending-house.ts'
import { verifyLedger } from '../helpers/verify-ledger.ts'

/** A house with a message that was sent, one that was refused and one whose outcome is unknown. */
async function house() {
  const t = await moneyHouse({ orgSpendPerDayMicroUsd: 1_000_000 })
  await t.send(sms(PERSON, 'sent'))
  await t.send(sms('+15550100003', 'refused')).catch(() => undefined)
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after' })
  await t.send(sms(PERSON, 'unknown'))
  return t
}

/** Has the counters of usage say more than was spent. */
const overcount = ({ deps, agent }: Awaited<ReturnType<typeof house>>, costMicroUsd: number) =>
  countUsage(deps.db, { orgId: agent.orgId, agentId: agent.id, channel: 'sms' }, deps.clock.now(), { costMicroUsd })

test('what was held is what was spent, what was returned and what is open', async () => {
  const t = await house()

  expect(await auditLedger(t.deps.db)).toEqual({
    ...{ holds: 3, heldMicroUsd: 23_700, spentMicroUsd: 7900, returnedMicroUsd: 7900 },
    ...{ openMicroUsd: 7900, windows: 3, days: 1, imbalances: [] }
  })
})

test.each(['agent', 'organization'])('a budget of the %s that was tampered with is found', async (whose) => {
  const t = await house()
  const subjectId = whose === 'agent' ? t.agent.id : t.agent.orgId
  const isBudget = and(eq(limitWindows.subjectId, subjectId), eq(limitWindows.metric, 'spend'))
  await t.deps.db.update(limitWindows).set({ used: 15_799 }).where(isBudget)

  const { imbalances } = await auditLedger(t.deps.db)

  expect(imbalances).toContainEqual({
    ...{ what: 'window', subjectId, when: 'day 2026-06-15T00:00:00.000Z' },
    ...{ expectedMicroUsd: 15_800, foundMicroUsd: 15_799 }
  })
})

test('usage that does not say what was spent is found', async () => {
  const t = await house()
  await overcount(t, 1)

  expect((await auditLedger(t.deps.db)).imbalances).toMatchObject([
    { what: 'usage', subjectId: t.agent.id, when: '2026-06-15', expectedMicroUsd: 7900, foundMicroUsd: 7901 }
  ])
})

test('a hold that was forgotten by its budgets is found, and one that does not add up is refused by the database', async () => {
  const t = await house()
  await t.deps.db.delete(reservations).where(eq(reservations.state, 'open'))

  expect((await auditLedger(t.deps.db)).imbalances.map(({ what }) => what)).toEqual(['window', 'window', 'window'])
  await expect(t.deps.db.update(reservations).set({ spentMicroUsd: 1 })).rejects.toThrow()
})

test('the command prints the totals and what differs, and ends with 1 then', async () => {
  const t = await house()
  const url = t.databaseUrl

  const right = await verifyLedger(url)
  await overcount(t, 1)
  const wrong = await verifyLedger(url)

  expect(right).toMatchObject({ code: 0, printed: expect.stringContaining('3 holds of $0.023700') })
  expect(right.printed).toContain('$0.007900 spent, $0.007900 returned, $0.007900 open')
  expect(wrong.code).toBe(1)
  expect(wrong.printed).toContain(`usage ${t.agent.id} 2026-06-15: $0.007901 instead of $0.007900`)
})
