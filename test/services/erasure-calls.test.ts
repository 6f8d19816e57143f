import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import * as schema from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { conversationIdOf, newId } from '../../src/lib/ids.ts'
import { endCallRow } from '../../src/pipeline/call-ending.ts'
import { placeCall } from '../../src/pipeline/dial.ts'
import { receiveRecording } from '../../src/pipeline/recordings.ts'
import { saveLead } from '../../src/services/leads.ts'
import { receiveVoiceAgentReport } from '../../src/services/voice-agent-report.ts'
import { erasureHouse } from '../helpers/erasure-house.ts'
import { everything } from '../helpers/everything.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import { PERSON } from '../helpers/sending-house.ts'

const { calls, callContents, callTurns, callTransfers, recordings, leads, leadCalls } = schema
const OTHER = '+14155550124'
const LIVE = ['initiated', 'unknown', 'ringing', 'in-progress'] as const

type House = Awaited<ReturnType<typeof erasureHouse>>

/** Calls of an agent, with all that may be kept of them. */
async function callHouse() {
  const house = await erasureHouse()
  const { deps, first } = house
  const call = (contact: string, values: Parameters<typeof seedLiveCall>[2] = {}) =>
    seedLiveCall(deps, first, {
      ...{ contact, conversationId: conversationIdOf(first.id, contact), state: 'completed', costMicroUsd: 42 },
      ...values
    })
  return { ...house, call, keep: (callId: string, ref: string) => keepAll(deps, house, callId, ref) }
}

/** Everything that can be kept of a call. */
async function keepAll(deps: Deps, { first }: House, callId: string, ref: string) {
  const now = deps.clock.now()
  const of = { orgId: first.orgId, agentId: first.id }
  const times = { createdAt: now, updatedAt: now }
  const seal = (id: string) => deps.sealer.seal('{}', id)
  const [turnId, transferId, planId] = [newId('trn'), newId('trf'), newId('lcl')]
  await deps.db.insert(callContents).values({ callId, orgId: first.orgId, sealed: seal(callId), wipeAt: null })
  await deps.db.insert(callTurns).values({
    ...{ id: turnId, callId, ...of, number: 1, sealed: seal(turnId), state: 'answered', takenBy: null },
    ...times
  })
  await deps.db.insert(callTransfers).values({
    ...{ id: transferId, ...of, callId, legId: `leg of ${callId}`, kind: 'cold', state: 'taken' },
    ...{ sealed: seal(transferId), ...times }
  })
  await deps.db.insert(recordings).values({
    ...{ id: newId('rec'), callId, ...of, provider: 'twilio', providerRef: ref, state: 'unheard' },
    ...{ durationSeconds: 5, wipeAt: null, createdAt: now }
  })
  await deps.db.insert(leadCalls).values({
    ...{ id: planId, ...of, leadId: null, callId, voiceAgentId: 'agent_1', compliance: 'approved' },
    ...{ sealed: seal(planId), wipeAt: now, ...times }
  })
}

test('of calls with the person nothing is left that was said, and nothing that names him', async () => {
  const { deps, call, keep, erase, first, pseudonym, clock } = await callHouse()
  const theirs = await call(PERSON)
  const leg = await call(PERSON, { state: 'no-answer', peerCallId: theirs.id })
  await keep(theirs.id, 'RE1')

  const report = await erase()

  const left = await everything(deps)
  for (const trace of [PERSON, PERSON.slice(1), conversationIdOf(first.id, PERSON)]) expect(left).not.toContain(trace)
  expect([await deps.db.$count(callContents), await deps.db.$count(callTurns)]).toEqual([0, 0])
  expect(await deps.db.select().from(callTransfers)).toMatchObject([{ sealed: null }])
  expect(await deps.db.select().from(leadCalls)).toMatchObject([{ sealed: null, wipeAt: null }])
  expect(await deps.db.select().from(recordings)).toMatchObject([{ state: 'available', wipeAt: clock.now() }])
  expect(report).toMatchObject({
    removed: { call_contents: 1, call_turns: 1, recordings: 1 },
    pseudonymised: { calls: 2 }
  })
  const rows = await deps.db.select().from(calls).orderBy(calls.id)
  expect(rows).toMatchObject([
    { id: theirs.id, contact: pseudonym, state: 'completed', costMicroUsd: 42 },
    { id: leg.id, contact: pseudonym, conversationId: conversationIdOf(first.id, pseudonym) }
  ])
})

test('what was announced when a call was handed to the person goes, with the call of another that was handed over', async () => {
  const { deps, call, keep, erase } = await callHouse()
  const handed = await call(OTHER)
  await keep(handed.id, 'RE1')
  const leg = await call(PERSON)
  await deps.db.update(callTransfers).set({ legId: leg.id })

  await erase()

  expect(await deps.db.select().from(callTransfers)).toMatchObject([{ sealed: null }])
  expect(await deps.db.$count(callContents)).toBe(1)
})

test('calls with others keep what they have', async () => {
  const { deps, call, keep, erase } = await callHouse()
  const other = await call(OTHER)
  await keep(other.id, 'RE1')
  const before = [await deps.db.select().from(calls), await deps.db.select().from(recordings)]

  await erase()

  expect([await deps.db.select().from(calls), await deps.db.select().from(recordings)]).toEqual(before)
  expect([await deps.db.$count(callContents), await deps.db.$count(callTurns)]).toEqual([1, 1])
  for (const table of [callTransfers, leadCalls])
    expect((await deps.db.select({ sealed: table.sealed }).from(table))[0]?.sealed).not.toBeNull()
})

test('a lead is forgotten with everything that is on record of him', async () => {
  const { deps, owner, erase, first } = await callHouse()
  const { id } = await saveLead(deps, owner, { firstName: 'Ada', lastName: 'L', phone: PERSON, source: 'web form' })
  const now = deps.clock.now()
  await deps.db.insert(leadCalls).values({
    ...{ id: newId('lcl'), orgId: first.orgId, agentId: first.id, leadId: id, callId: null, voiceAgentId: 'agent_1' },
    ...{ compliance: 'blocked', sealed: 'x', wipeAt: now, createdAt: now, updatedAt: now }
  })

  expect(await erase()).toMatchObject({ removed: { leads: 1, contacts: 1 } })

  expect(await deps.db.$count(leads)).toBe(0)
  expect(await deps.db.select().from(leadCalls)).toMatchObject([{ leadId: id, sealed: null, wipeAt: null }])
})

test.each(LIVE)(
  'while a call with the person is %s nothing is erased, and it is said when to ask again',
  async (state) => {
    const { deps, call, erase, send } = await callHouse()
    await send(PERSON, 'Hello')
    await call(PERSON, { state })
    const before = await everything(deps)

    await expect(erase()).rejects.toMatchObject({ code: 'conflict', retryable: true, details: { calls: 1 } })

    expect(await everything(deps)).toBe(before)
  }
)

test('a recording that its carrier reports after the erasure is deleted unheard', async () => {
  const { deps, call, erase, first, clock } = await callHouse()
  const { id: callId } = await call(PERSON, { providerRef: 'CA1' })
  await erase()

  await receiveRecording(deps, first, {
    ...{ callId, provider: 'twilio', providerRef: 'RE1', callRef: 'CA1', state: 'unheard', durationSeconds: 5 }
  })

  expect(await deps.db.select().from(recordings)).toMatchObject([{ state: 'available', wipeAt: clock.now() }])
})

test('what a vendor reports of a conversation after the erasure is not kept', async () => {
  const { deps, call, keep, erase } = await callHouse()
  const { id: callId } = await call(PERSON)
  await keep(callId, 'RE1')
  await erase()
  const analysis = { summary: 'He wants to sell his house.' }

  expect(
    await receiveVoiceAgentReport(deps, {
      ...{ conversationId: 'conv_1', voiceAgentId: 'agent_1', callId, analysis, transcript: [] }
    })
  ).toBe('ignored')

  expect(await deps.db.select().from(leadCalls)).toMatchObject([{ sealed: null }])
})

test('a call that is placed again after the erasure under the key it was given reaches nobody', async () => {
  const { deps, sender, erase, simulator } = await callHouse()
  const wish = { to: PERSON, purpose: 'transactional', idempotencyKey: 'order-7' } as const
  const { callId } = await placeCall(deps, sender, wish)
  const [row] = await deps.db.select().from(calls).where(eq(calls.id, callId))
  await deps.db.transaction(async (tx) => row && (await endCallRow(deps, tx, row, { state: 'completed' })))

  await erase()

  await expect(placeCall(deps, sender, wish)).rejects.toMatchObject({ code: 'idempotency_conflict' })
  expect(simulator.calls()).toHaveLength(1)
})
