import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import {
  agents,
  callContents,
  calls,
  callTickets,
  callTurns,
  inboxEvents,
  usageDaily
} from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import type { TurnContent } from '../../src/schemas/call.ts'
import { agentCache } from '../../src/services/agent-cache.ts'
import { CALLER, callSid, carrierHouse } from '../helpers/carrier-house.ts'

const house = await carrierHouse()
const { agent, app, comesIn, row, placed, reports, content } = house

/** What the carrier says of a call, with the numbers that it gives to it. */
const REPORTS = [
  ['initiated', 0],
  ['ringing', 1],
  ['in-progress', 2],
  ['completed', 3]
] as const

const permutations = <T>(all: readonly T[]): T[][] =>
  all.length < 2
    ? [[...all]]
    : all.flatMap((first, n) => permutations(all.filter((_, at) => at !== n)).map((rest) => [first, ...rest]))

const told = (callId: string) =>
  app.db
    .select()
    .from(inboxEvents)
    .where(and(eq(inboxEvents.agentId, agent.id), eq(inboxEvents.kind, 'call.status')))
    .then((events) => events.filter(({ payload }) => payload.callId === callId))

/** A call that came in and was talked on, with two turns of it on disk. */
async function talkedOn(): Promise<string> {
  const sid = callSid()
  await comesIn(sid)
  const { id, orgId, agentId } = await row(sid)
  await app.db
    .update(calls)
    .set({ state: 'in-progress', generation: 1, answeredAt: new Date() })
    .where(eq(calls.id, id))
  const turns: TurnContent[] = [
    { kind: 'utterance', text: 'Are you open?', reply: 'Until six, and', heard: 'Until six', way: 'tool' },
    { kind: 'dtmf', digits: '7', reply: 'Thanks.', heard: 'Thanks.', way: 'machine' }
  ]
  for (const [n, turn] of turns.entries()) {
    const turnId = newId('trn')
    await app.db.insert(callTurns).values({
      ...{ id: turnId, callId: id, orgId, agentId, number: n + 1, state: 'answered', takenBy: null },
      ...{ sealed: app.sealer.seal(JSON.stringify(turn), turnId), createdAt: new Date(), updatedAt: new Date() }
    })
  }
  return sid
}

describe('the state of a call', () => {
  test('is the same in whatever order the carrier’s reports come, and one event tells of its end', async () => {
    for (const order of permutations(REPORTS)) {
      const sid = callSid()
      const call = await placed(sid)
      for (const [state, sequence] of order) {
        const more: Record<string, string> = state === 'completed' ? { CallDuration: '61' } : {}
        expect((await reports(sid, state, sequence, more, `?c=${call.id}`)).status).toBe(200)
      }

      const { state, durationSeconds, endedBy, costMicroUsd, sequence } = await row(sid)
      const after = { state, durationSeconds, endedBy, costMicroUsd, sequence }
      expect(after, JSON.stringify(order)).toEqual({
        ...{ state: 'completed', durationSeconds: 61, endedBy: 'caller', sequence: 3 },
        costMicroUsd: 2 * 110_000
      })
      expect(await told(call.id)).toHaveLength(1)
    }
  })

  test('changes once however many copies of a report come at once', async () => {
    const sid = callSid()
    const call = await placed(sid)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => reports(sid, 'completed', 3, { CallDuration: '5' }, `?c=${call.id}`))
    )

    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect(await told(call.id)).toHaveLength(1)
  })

  test('is final, whatever else the carrier says of the end', async () => {
    const sid = callSid()
    const call = await placed(sid)
    await reports(sid, 'completed', 3, { CallDuration: '61' }, `?c=${call.id}`)
    const before = await row(sid)
    await reports(sid, 'completed', 4, { CallDuration: '62' }, `?c=${call.id}`)
    await reports(sid, 'failed', 5, { ErrorCode: '13227', CallDuration: '9' }, `?c=${call.id}`)

    expect(await row(sid)).toEqual({ ...before, durationSeconds: 62, sequence: 5, updatedAt: expect.any(Date) })
    expect(await told(call.id)).toHaveLength(1)
  })

  test('is told to its agent with the reason of a failure', async () => {
    const sid = callSid()
    const call = await placed(sid)
    await reports(sid, 'failed', 3, { ErrorCode: '13227' }, `?c=${call.id}`)

    expect(await row(sid)).toMatchObject({ state: 'failed', endedBy: 'error', errorCode: '13227', costMicroUsd: 0 })
    const [event] = await told(call.id)
    expect(event?.payload).toMatchObject({ to: CALLER, status: 'failed', error: { code: '13227' } })
  })

  test('is not changed by a report of another call, of another agent’s call, or of a leg that was dialled from it', async () => {
    const own = await placed(callSid())
    const foreign = await placed(callSid(), { agentId: 'agt_other' })
    const before = await app.db.select().from(calls)

    await reports(callSid(), 'completed', 3, {}, `?c=${own.id}`)
    await reports(foreign.providerRef ?? '', 'completed', 3, {}, `?c=${foreign.id}`)
    await reports(foreign.providerRef ?? '', 'completed', 4)
    await reports(callSid(), 'completed', 3, {}, '?c=cal_nobody')

    expect(await app.db.select().from(calls)).toEqual(before)
  })

  test('of a call that came in is known by the carrier’s id, and no event tells of what its agent has heard', async () => {
    const sid = await talkedOn()
    await reports(sid, 'completed', 0, { CallDuration: '30' })

    const call = await row(sid)
    expect(call).toMatchObject({ state: 'completed', durationSeconds: 30 })
    expect(await told(call.id)).toEqual([])
  })

  test('keeps who ended it, whatever the carrier thinks', async () => {
    const sid = await talkedOn()
    await app.db.update(calls).set({ endedBy: 'goodbye' }).where(eq(calls.providerRef, sid))
    await reports(sid, 'completed', 0)

    expect((await row(sid)).endedBy).toBe('goodbye')
  })
})

describe('the end of a call', () => {
  test('leaves nothing of what was said, and no ticket', async () => {
    const sid = await talkedOn()
    const { id } = await row(sid)
    await reports(sid, 'completed', 0, { CallDuration: '30' })

    expect(await app.db.select().from(callContents).where(eq(callContents.callId, id))).toEqual([])
    expect(await app.db.select().from(callTurns).where(eq(callTurns.callId, id))).toEqual([])
    expect(await app.db.select().from(callTickets).where(eq(callTickets.callId, id))).toEqual([])
  })

  test('keeps what was said and heard where the owner opted in, for as long as he said', async () => {
    await app.db
      .update(agents)
      .set({ storage: { voice: { transcripts: true, retentionDays: 2 } } })
      .where(eq(agents.id, agent.id))
    agentCache(app).forget(agent.id)
    const sid = await talkedOn()
    const { id } = await row(sid)
    await reports(sid, 'completed', 0, { CallDuration: '30' })
    await app.db.update(agents).set({ storage: agent.storage }).where(eq(agents.id, agent.id))

    const { transcript = [] } = (await content(id)) ?? {}
    expect(transcript.map(({ by, text }) => [by, text]).slice(1)).toEqual([
      ['caller', 'Are you open?'],
      ['agent', 'Until six'],
      ['caller', '7'],
      ['machine', 'Thanks.']
    ])
    const [kept] = await app.db.select().from(callContents).where(eq(callContents.callId, id))
    expect(Math.round(((kept?.wipeAt?.getTime() ?? 0) - Date.now()) / 86_400_000)).toBe(2)
    expect(await app.db.select().from(callTurns).where(eq(callTurns.callId, id))).toEqual([])
  })

  test('keeps the message that was taken down, and nothing else of the conversation', async () => {
    const sid = await talkedOn()
    const { id } = await row(sid)
    const taken = { summary: 'wants a call', message: 'Call me after eight.' }
    const sealed = app.sealer.seal(JSON.stringify({ greeting: 'Hello', context: 'secret', taken }), id)
    await app.db.update(callContents).set({ sealed }).where(eq(callContents.callId, id))
    await reports(sid, 'completed', 0, { CallDuration: '30' })

    expect(await content(id)).toEqual({ taken })
  })

  test('gives back what was held beyond the minutes it took, and the books stay even', async () => {
    const sid = await talkedOn()
    await reports(sid, 'completed', 0, { CallDuration: '61' })

    expect((await row(sid)).costMicroUsd).toBe(2 * 110_000)
    expect((await auditLedger(app.db)).imbalances).toEqual([])
    const used = await app.db.select().from(usageDaily).where(eq(usageDaily.channel, 'call'))
    expect(used.reduce((sum, { inbound }) => sum + inbound, 0)).toBeGreaterThan(0)
  })
})
