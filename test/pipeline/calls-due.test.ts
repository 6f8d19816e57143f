import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calls, inboxEvents, reservations } from '../../src/db/schema/index.ts'
import { settleCallsDue } from '../../src/pipeline/calls-due.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import { orgVendors } from '../../src/pipeline/vendors.ts'
import { openProvider } from '../../src/providers/index.ts'
import { callSid, carrierHouse } from '../helpers/carrier-house.ts'
import { until } from '../helpers/until.ts'

const BUSY = '+15550100006'
const DAY_MS = 86_400_000
const house = await carrierHouse()
const { agent, app, comesIn, row, reports, placed, simulator, base } = house
simulator.behave({ speechMsPerChar: 0, ringMs: 5, actionDelayMs: 5, statusDelayMs: 2, patienceMs: 600_000 })

const due = (ref: string, values: Partial<typeof calls.$inferInsert> = {}) =>
  app.db
    .update(calls)
    .set({ dueAt: new Date(Date.now() - 1000), ...values })
    .where(eq(calls.providerRef, ref))

const holdOf = async (callId: string) =>
  (await app.db.select().from(reservations).where(eq(reservations.actionId, callId)))[0]

/** A call on the carrier's record whose reports are lost. */
async function unreported(to: string): Promise<string> {
  const telephony = await openProvider(app.providers, 'telephony', await orgVendors(app, agent.orgId, agent.id))
  const lost = { answerUrl: `${base}/nowhere`, statusUrl: `${base}/nowhere` }
  const { ref } = await telephony.call({
    ...{ from: agent.phoneNumber ?? '', to, ringSeconds: 30, limitSeconds: 60, ...lost }
  })
  await placed(ref, { contact: to })
  return ref
}

/** A call that came in through the carrier and is talked on. */
async function live(): Promise<string> {
  const { sid } = simulator.call({ from: '+14155550123', to: agent.phoneNumber ?? '', script: [] })
  await until(async () => (await app.db.$count(calls, eq(calls.providerRef, sid))) === 1, 'the call comes in')
  await until(async () => (await row(sid)).state === 'in-progress', 'the call is talked on')
  return sid
}

describe('a call whose end nobody reported', () => {
  test('is found to be over, and its agent is told', async () => {
    const ref = await unreported(BUSY)
    await until(() => simulator.calls({ to: BUSY })[0]?.status === 'busy', 'the line is busy')
    await due(ref)
    await settleCallsDue(app)

    const call = await row(ref)
    expect(call.state).toBe('busy')
    const events = await app.db.select().from(inboxEvents)
    expect(events.filter(({ payload }) => payload.callId === call.id)).toMatchObject([{ kind: 'call.status' }])
  })

  test('is ended when it lasts longer than it may', async () => {
    const sid = await live()
    await due(sid)
    await settleCallsDue(app)
    await until(async () => (await row(sid)).state === 'completed', 'the call ends')

    expect((await row(sid)).endedBy).toBe('max_duration')
  })

  test('is waited for while its carrier does not answer, and given up after days', async () => {
    const sid = callSid() // the carrier has no such call
    await placed(sid, { state: 'in-progress' })
    await due(sid)
    await settleCallsDue(app)
    expect((await row(sid)).state).toBe('in-progress')

    await due(sid, { createdAt: new Date(Date.now() - 4 * DAY_MS) })
    await settleCallsDue(app)
    expect(await row(sid)).toMatchObject({ state: 'failed', errorCode: 'unknown' })
  })
})

describe('the price of a call', () => {
  const ended = async () => {
    const sid = callSid()
    await comesIn(sid)
    await reports(sid, 'completed', 0, { CallDuration: '61' })
    return sid
  }

  test('takes the place of the estimate, and the books stay even', async () => {
    const sid = await live()
    simulator.act({ sid, script: [{ hangup: true }] })
    await until(async () => (await row(sid)).state === 'completed', 'the call ends')
    await until(() => simulator.calls().some((call) => call.sid === sid && call.price !== null), 'the call is billed')
    await due(sid)
    await settleCallsDue(app)

    const price = Math.round(-Number(simulator.calls().find((call) => call.sid === sid)?.price) * 1_000_000)
    const call = await row(sid)
    expect(call).toMatchObject({ costMicroUsd: price, dueAt: null })
    expect(await holdOf(call.id)).toMatchObject({ state: 'settled', spentMicroUsd: price })
    expect((await auditLedger(app.db)).imbalances).toEqual([])
  })

  test('is asked for again while the carrier has not billed it, less and less often', async () => {
    const sid = await ended()
    const pauses: number[] = []
    for (const ageMs of [0, 3_600_000, DAY_MS]) {
      await due(sid, { endedAt: new Date(Date.now() - ageMs) })
      await settleCallsDue(app)
      pauses.push(Math.round((((await row(sid)).dueAt?.getTime() ?? 0) - Date.now()) / 60_000))
    }

    expect(pauses).toEqual([1, 60, 360])
  })

  test('that never comes leaves the estimate, for good', async () => {
    const sid = await ended()
    await due(sid, { endedAt: new Date(Date.now() - 4 * DAY_MS) })
    await settleCallsDue(app)

    const call = await row(sid)
    expect(call).toMatchObject({ costMicroUsd: 2 * 110_000, dueAt: null })
    expect(await holdOf(call.id)).toMatchObject({ state: 'settled', spentMicroUsd: 2 * 110_000 })
    expect((await auditLedger(app.db)).imbalances).toEqual([])
  })

  test('is settled once by however many workers', async () => {
    const sid = await ended()
    await due(sid, { endedAt: new Date(Date.now() - 4 * DAY_MS) })
    await Promise.all([settleCallsDue(app), settleCallsDue(app), settleCallsDue(app)])

    expect((await auditLedger(app.db)).imbalances).toEqual([])
  })
})
