import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { callContents, calls, inboxEvents, messageBodies } from '../../src/db/schema/index.ts'
import { ack } from '../../src/delivery/ack.ts'
import { takeEvents } from '../../src/delivery/inbox.ts'
import { wipeDue } from '../../src/delivery/retention.ts'
import { endCallRow } from '../../src/pipeline/call-ending.ts'
import type { TakenMessage } from '../../src/schemas/call.ts'
import { keepTaken } from '../../src/services/call-messages.ts'
import { eraseMessages, noneErased } from '../../src/services/erasure-messages.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import { pastAllIds } from '../helpers/past-all-ids.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const TAKEN: TakenMessage = { summary: 'Ada wants her bicycle.', message: 'Where is my bicycle?', callerName: 'Ada' }
const DAY_MS = 86_400_000

async function house() {
  const { deps, clock } = await testDeps()
  const agent = await seedAgent(deps, await seedOrganization(deps))
  const call = await seedLiveCall(deps, agent)
  const end = async () => {
    const [row] = await deps.db.select().from(calls).where(eq(calls.id, call.id))
    if (!row) throw new Error('there is no call')
    return deps.db.transaction((tx) => endCallRow(deps, tx, row, { state: 'completed' }))
  }
  return {
    ...{ deps, clock, agent, call, end },
    take: () => takeEvents(deps, agent, { max: 10 }),
    bodies: () => deps.db.select().from(messageBodies),
    contents: () => deps.db.select().from(callContents),
    events: () => deps.db.select().from(inboxEvents).where(eq(inboxEvents.kind, 'call.message'))
  }
}

test('a message is kept sealed, and told when the call ends', async () => {
  const { deps, call, end, take, contents, events } = await house()
  await keepTaken(deps, call.id, TAKEN)
  expect(await events()).toEqual([])
  expect(JSON.stringify(await contents())).not.toContain('bicycle')

  await end()

  const { events: told } = await take()
  expect(told).toMatchObject([{ kind: 'call.message', callId: call.id }])
  expect(told[0]?.body).toContain('Where is my bicycle?')
})

test('what comes when the call has ended is told at once, and one call is one event with the last words', async () => {
  const { deps, call, end, take, events } = await house()
  await end()

  await keepTaken(deps, call.id, TAKEN)
  await Promise.all([1, 2, 3].map((n) => keepTaken(deps, call.id, { ...TAKEN, summary: `Summary ${n}.` })))

  expect(await events()).toHaveLength(1)
  expect((await take()).events[0]?.body).toMatch(/^Summary [123]\./)
})

test('a message and the end of its call at the same time tell the agent once, and lose nothing', async () => {
  const { deps, call, end, events, bodies } = await house()

  await Promise.all([keepTaken(deps, call.id, TAKEN), end(), keepTaken(deps, call.id, TAKEN)])

  expect(await events()).toHaveLength(1)
  expect(await bodies()).toHaveLength(1)
})

test('what was said is wiped an hour after the agent has taken it', async () => {
  const { deps, call, end, take, agent, clock, bodies } = await house()
  await keepTaken(deps, call.id, TAKEN)
  await end()
  const { lease } = await take()
  await ack(deps, agent, lease ?? '')
  await clock.advance(3_599_000)
  await wipeDue(deps)
  expect(await bodies()).toHaveLength(1)

  await clock.advance(2000)
  await wipeDue(deps)

  expect(await bodies()).toEqual([])
})

test('with an event that nobody took its content goes', async () => {
  const { deps, call, end, clock, bodies, events } = await house()
  await keepTaken(deps, call.id, TAKEN)
  await end()
  await pastAllIds(clock)
  await clock.advance((deps.config.retention.days.waiting + 1) * DAY_MS)

  await wipeDue(deps)

  expect([await events(), await bodies()]).toEqual([[], []])
})

test('who is erased is erased here too, and nobody else', async () => {
  const { deps, call, end, agent, bodies, events } = await house()
  const other = await seedLiveCall(deps, agent, { contact: '+14155550177' })
  await keepTaken(deps, call.id, TAKEN)
  await end()
  await keepTaken(deps, other.id, TAKEN)
  await deps.db.transaction((tx) => endCallRow(deps, tx, other, { state: 'completed' }))
  const erased = noneErased()

  await eraseMessages(deps, { agentId: agent.id, contact: call.contact, pseudonym: 'gone' }, erased)

  expect((await bodies()).map(({ messageId }) => messageId)).toEqual([other.id])
  expect((await events()).map(({ messageId }) => messageId)).toEqual([other.id])
  expect(erased).toMatchObject({ message_bodies: 1, inbox_events: 1 })
})

test('a call that nobody knows keeps nothing', async () => {
  const { deps, contents } = await house()

  await keepTaken(deps, 'cal_unknown', TAKEN)

  expect(await contents()).toEqual([])
})
