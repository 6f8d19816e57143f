import { expect, test } from 'vitest'
import {
  callContents,
  calls,
  callTransfers,
  callTurns,
  leadCalls,
  recordings,
  reservations
} from '../../src/db/schema/index.ts'
import { wipeDue } from '../../src/delivery/retention.ts'
import { firstIdAt, type IdKind } from '../../src/lib/ids.ts'
import { endCallRow } from '../../src/pipeline/call-ending.ts'
import { retainSome } from '../../src/services/retention.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const DAY_MS = 86_400_000
type CallValues = Partial<typeof calls.$inferInsert>
let made = 0
/** An id of exactly this instant; those of the server never go back in time. */
const idAt = (kind: IdKind, at: Date) => firstIdAt(kind, at).slice(0, -4) + String(1000 + made++)

const transfer = (of: { orgId: string; agentId: string }, at: Date, callId: string) => ({
  ...{ id: idAt('trf', at), callId, ...of, legId: `leg of ${callId}`, kind: 'cold' as const },
  ...{ state: 'taken' as const, sealed: 'x', createdAt: at, updatedAt: at }
})

async function house(env: Record<string, string> = {}) {
  const { deps, clock } = await testDeps(env)
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId)
  const of = { orgId, agentId: agent.id }
  const at = clock.now()
  const call = async (values: CallValues = {}) => {
    const id = idAt('cal', at)
    await deps.db.insert(calls).values({
      ...{ id, ...of, direction: 'inbound', contact: '+14155550123', ownAddress: '+14155550100', provider: 'twilio' },
      ...{ conversationId: 'con_1', state: 'completed', purpose: 'conversational', whenVoicemail: 'ignore' },
      ...{ language: 'en-US', recorded: false, maxDurationSeconds: 600, sequence: 0, generation: 1, turns: 0 },
      ...{ costMicroUsd: 0, dueAt: null, createdAt: at, updatedAt: at },
      ...values
    })
    return id
  }
  return { deps, clock, of, at, call, left: () => deps.db.$count(calls) }
}

test('what was kept of a call is wiped when its time is over, not before, and the call stays listed', async () => {
  const { deps, clock, of, call, at, left } = await house()
  const wipeAt = new Date(at.getTime() + 2 * DAY_MS)
  await deps.db.insert(callContents).values([
    { callId: await call(), orgId: of.orgId, sealed: 'x', wipeAt },
    { callId: await call({ state: 'in-progress' }), orgId: of.orgId, sealed: 'x', wipeAt: null }
  ])

  await clock.advance(2 * DAY_MS - 1)
  expect(await wipeDue(deps)).toMatchObject({ calls: 0 })
  await clock.advance(1)
  expect(await wipeDue(deps)).toMatchObject({ calls: 1 })
  expect(await left()).toBe(2)
})

test('a turn that was written down when its call was over is gone within a day', async () => {
  const { deps, clock, of, call, at } = await house()
  await deps.db.insert(callTurns).values({
    ...{ id: idAt('trn', at), callId: await call(), ...of, number: 9, sealed: 'x', state: 'open' },
    ...{ takenBy: null, createdAt: at, updatedAt: at }
  })

  await clock.advance(DAY_MS - 1)
  expect(await wipeDue(deps)).toMatchObject({ turns: 0 })
  await clock.advance(2)
  expect(await wipeDue(deps)).toMatchObject({ turns: 1 })
})

test('calls are listed for a year and no longer, unless something of them is still to be done or kept', async () => {
  const { deps, clock, of, call, at, left } = await house()
  await call()
  await call({ state: 'in-progress' })
  await call({ dueAt: at })
  await deps.db.insert(callContents).values({ callId: await call(), orgId: of.orgId, sealed: 'x', wipeAt: null })
  await deps.db.insert(recordings).values({
    ...{ id: idAt('rec', at), callId: await call(), ...of, provider: 'twilio', providerRef: 'RE1' },
    ...{ state: 'available', durationSeconds: 1, wipeAt: null, createdAt: at }
  })

  await clock.advance(365 * DAY_MS - 1)
  await retainSome(deps)
  expect(await left()).toBe(5)
  await clock.advance(2)
  await retainSome(deps)
  expect(await left()).toBe(4)
})

test('a call whose recording was deleted goes with it, and with the transfer of it', async () => {
  const { deps, clock, of, call, at, left } = await house()
  const callId = await call()
  await deps.db.insert(recordings).values({
    ...{ id: idAt('rec', at), callId, ...of, provider: 'twilio', providerRef: 'RE1', state: 'deleted' },
    ...{ durationSeconds: 1, wipeAt: null, createdAt: at }
  })
  await deps.db.insert(callTransfers).values(transfer(of, at, callId))
  const all = async () => [await left(), await deps.db.$count(recordings), await deps.db.$count(callTransfers)]

  await clock.advance(365 * DAY_MS - 1)
  await retainSome(deps)
  expect(await all()).toEqual([1, 1, 1])
  await clock.advance(2)
  await retainSome(deps)
  expect(await all()).toEqual([0, 0, 0])
})

test('what was announced when a call was handed over goes as soon as either call is over', async () => {
  const { deps, of, call, at } = await house()
  const [handed, leg] = [await call({ state: 'in-progress' }), await call({ state: 'in-progress' })]
  const announced = () => deps.db.select({ sealed: callTransfers.sealed }).from(callTransfers).orderBy(callTransfers.id)
  await deps.db.insert(callTransfers).values([
    { ...transfer(of, at, handed), legId: 'other leg' },
    { ...transfer(of, at, 'other call'), legId: leg },
    { ...transfer(of, at, 'third call'), legId: 'third leg' }
  ])

  const rows = await deps.db.select().from(calls)
  for (const row of rows) await deps.db.transaction((tx) => endCallRow(deps, tx, row, { state: 'completed' }))

  expect(await announced()).toEqual([{ sealed: null }, { sealed: null }, { sealed: 'x' }])
})

test('what a call to a lead came to is wiped when its time is up, also where nothing else is removed', async () => {
  const { deps, clock, of, at, call } = await house({ DATA_RETENTION_ENABLED: 'false' })
  await deps.db.insert(leadCalls).values({
    ...{ id: idAt('lcl', at), ...of, leadId: 'led_1', callId: await call(), voiceAgentId: null },
    ...{ compliance: 'approved', sealed: 'x', wipeAt: new Date(at.getTime() + DAY_MS), createdAt: at, updatedAt: at }
  })

  await clock.advance(DAY_MS - 1)
  expect(await wipeDue(deps)).toMatchObject({ leadCalls: 0 })
  await clock.advance(1)
  expect(await wipeDue(deps)).toMatchObject({ leadCalls: 1 })
  expect(await deps.db.select().from(leadCalls)).toMatchObject([{ sealed: null, wipeAt: null }])
})

test('the books of a call are kept as long as those of a message', async () => {
  const { deps, clock, of, call, at } = await house()
  const hold = (actionId: string, state: 'settled' | 'open') => ({
    ...{ actionId, ...of, state, heldMicroUsd: 5, returnedMicroUsd: 0, dueAt: null, createdAt: at },
    spentMicroUsd: state === 'open' ? 0 : 5
  })
  await deps.db.insert(reservations).values([hold(await call(), 'settled'), hold(await call(), 'open')])

  await deps.db.insert(reservations).values(hold(idAt('spk', at), 'settled'))

  await clock.advance(400 * DAY_MS - 1)
  await retainSome(deps)
  expect(await deps.db.$count(reservations)).toBe(3)
  await clock.advance(2)
  await retainSome(deps)
  expect(await deps.db.$count(reservations)).toBe(1)
})
