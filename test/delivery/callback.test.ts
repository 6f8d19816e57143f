import { eq } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { agents, deliveries, inboxEvents } from '../../src/db/schema/index.ts'
import { ack } from '../../src/delivery/ack.ts'
import { deliverDue } from '../../src/delivery/callback.ts'
import { PAUSES_MS } from '../../src/delivery/callback-schedule.ts'
import { bodies, inboxHouse } from '../helpers/inbox-house.ts'
import { type SinkPost, sink } from '../helpers/sink.ts'
import { seedAgent } from '../helpers/test-deps.ts'

const ANN = '+14155550101'
const BEN = '+14155550102'
const DAY_MS = 86_400_000

async function callbackHouse(path = '/hook') {
  const receiver = await sink()
  const house = await inboxHouse({ ALLOW_PRIVATE_CALLBACKS: 'true' }, { callbackUrl: `${receiver.url}${path}` })
  const said = () => receiver.posts.map(textOf)
  return { ...house, receiver, said, deliver: () => deliverDue(house.deps) }
}
const textOf = ({ body }: SinkPost) => (JSON.parse(body) as { data: { body?: string } }).data.body

/** Moves the clock to the next try of the oldest event; undefined when there is none. */
async function toNextTry({ events, clock }: Awaited<ReturnType<typeof callbackHouse>>): Promise<number | undefined> {
  const [event] = await events()
  if (!event?.dueAt) return undefined
  const wait = event.dueAt.getTime() - clock.now().getTime()
  await clock.advance(wait)
  return wait
}

test('an event is posted once, signed by the Standard Webhooks scheme, and is settled by a 2xx', async () => {
  const { deps, agent, write, receiver, deliver, events, clock } = await callbackHouse()
  await write(ANN, 'hello')

  await deliver()
  await deliver()

  const [post] = receiver.posts
  const [event] = await events()
  expect(receiver.posts).toHaveLength(1)
  expect(post?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': event?.id })
  const secret = deps.sealer.open(agent.callbackSecret, agent.id)
  const at = new Date(Number(post?.headers['webhook-timestamp']) * 1000)
  expect(at).toEqual(clock.now())
  expect(new Webhook(secret).sign(event?.id ?? '', at, post?.body ?? '')).toBe(post?.headers['webhook-signature'])
  expect(JSON.parse(post?.body ?? '')).toMatchObject({
    type: 'message.received',
    data: { id: event?.id, from: ANN, body: 'hello', untrusted: true }
  })
  expect(event?.state).toBe('acked')
  expect(await deps.db.select().from(deliveries)).toMatchObject([{ outcome: 'delivered', httpStatus: 204, attempt: 1 }])
})

test('an agent whose signing secret cannot be read gets no unsigned post, is tried on the schedule, and holds up nobody', async () => {
  const { deps, orgId, agent, write, receiver, said, deliver, events } = await callbackHouse()
  const other = await seedAgent(deps, orgId, { callbackUrl: `${receiver.url}/other` })
  await deps.db.update(agents).set({ callbackSecret: 'sealed elsewhere' }).where(eq(agents.id, agent.id))
  await write(ANN, 'unsigned')
  await write(ANN, 'signed', other)

  await deliver()

  expect(said()).toEqual(['signed'])
  const [event] = await events()
  expect(event).toMatchObject({ state: 'pending', leaseId: null, dueAt: expect.any(Date) })
  const log = await deps.db.select().from(deliveries).where(eq(deliveries.agentId, agent.id))
  expect(log).toMatchObject([{ outcome: 'failed', attempt: 1, problem: expect.stringContaining('secret') }])
})

test('many workers post an event once', async () => {
  const { write, receiver, deliver } = await callbackHouse()
  for (const text of ['one', 'two', 'three']) await write(ANN, text)

  await Promise.all([deliver(), deliver(), deliver(), deliver()])

  expect(receiver.posts.map(textOf)).toEqual(['one', 'two', 'three'])
})

test('a callback that fails is tried again on the schedule of a day, then the event is left for its agent', async () => {
  const house = await callbackHouse()
  house.receiver.answer(() => 500)
  await house.write(ANN, 'hello')
  const waits: number[] = []

  await house.deliver()
  for (let wait = await toNextTry(house); wait !== undefined; wait = await toNextTry(house)) {
    waits.push(wait)
    await house.deliver()
  }

  expect(waits).toHaveLength(PAUSES_MS.length)
  waits.forEach((wait, index) => {
    expect(wait).toBeGreaterThanOrEqual((PAUSES_MS[index] ?? 0) * 0.8)
    expect(wait).toBeLessThanOrEqual((PAUSES_MS[index] ?? 0) * 1.2)
  })
  expect(house.receiver.posts).toHaveLength(PAUSES_MS.length + 1)
  expect(await house.events()).toMatchObject([{ state: 'waiting', dueAt: null }])
  expect(bodies(await house.take())).toEqual(['hello'])
  expect(await house.deps.db.select().from(agents)).toMatchObject([{ callbackFailures: PAUSES_MS.length + 1 }])
})

test('after a callback is back, everything arrives in order per contact, each once', async () => {
  const house = await callbackHouse()
  house.receiver.answer(() => 503)
  for (const text of ['Ann 1', 'Ann 2']) await house.write(ANN, text)
  await house.write(BEN, 'Ben 1')
  await house.deliver()
  await toNextTry(house)
  await house.deliver()
  await house.write(ANN, 'Ann 3')
  await house.deliver()
  const failed = house.receiver.posts.length

  house.receiver.answer(() => 200)
  await house.clock.advance(10 * 60_000)
  await house.deliver()

  const arrived = house.said().slice(failed)
  expect(arrived.filter((text) => text?.startsWith('Ann'))).toEqual(['Ann 1', 'Ann 2', 'Ann 3'])
  expect(arrived.filter((text) => text?.startsWith('Ben'))).toEqual(['Ben 1'])
  expect((await house.events()).every(({ state }) => state === 'acked')).toBe(true)
  expect(await house.deps.db.select().from(agents)).toMatchObject([{ callbackFailures: 0 }])
})

test('a later event of a contact is not posted before an earlier one that still fails', async () => {
  const house = await callbackHouse()
  house.receiver.answer((post) => (textOf(post) === 'Ann 1' ? 500 : 200))
  await house.write(ANN, 'Ann 1')
  await house.deliver()
  await house.write(ANN, 'Ann 2')
  await house.write(BEN, 'Ben 1')

  await house.deliver()

  expect(house.said()).toEqual(['Ann 1', 'Ben 1'])
})

test('events that queued up behind one that was given up are not each tried for a day', async () => {
  const house = await callbackHouse()
  house.receiver.answer(() => 500)
  for (const text of ['Ann 1', 'Ann 2']) await house.write(ANN, text)
  await house.deliver()
  await house.clock.advance(2 * DAY_MS)

  await house.deliver()
  await house.deliver()

  expect(house.said()).toEqual(['Ann 1', 'Ann 1', 'Ann 2'])
  expect((await house.events()).map(({ state }) => state)).toEqual(['waiting', 'waiting'])
})

test('an event that the agent fetches between two tries is not posted again', async () => {
  const house = await callbackHouse()
  house.receiver.answer(() => 500)
  await house.write(ANN, 'hello')
  await house.deliver()

  const { lease } = await house.take()
  await ack(house.deps, house.agent, lease ?? '')
  await house.clock.advance(DAY_MS)
  await house.deliver()

  expect(house.receiver.posts).toHaveLength(1)
})

test('an agent without a callback keeps its events for itself', async () => {
  const house = await inboxHouse({ ALLOW_PRIVATE_CALLBACKS: 'true' })
  await house.write(ANN, 'hello')

  expect(await deliverDue(house.deps)).toBe(0)
  expect(bodies(await house.take())).toEqual(['hello'])
})

test('the callback of the server stands in for one of the agent, under its id', async () => {
  const receiver = await sink()
  const house = await inboxHouse({
    ALLOW_PRIVATE_CALLBACKS: 'true',
    AGENTOS_CALLBACK_URL: `${receiver.url}/agents/{agentId}/events`
  })
  await house.write(ANN, 'hello')

  await deliverDue(house.deps)

  expect(receiver.posts.map(({ path }) => path)).toEqual([`/agents/${house.agent.id}/events`])
})

test('no connection is opened to a private address, and the event is not lost', async () => {
  const receiver = await sink()
  const house = await inboxHouse({}, { callbackUrl: receiver.url.replace('127.0.0.1', 'localhost') })
  await house.write(ANN, 'hello')

  await deliverDue(house.deps)

  expect(receiver.connections()).toBe(0)
  expect(await house.deps.db.select().from(deliveries)).toMatchObject([
    { outcome: 'blocked', problem: 'The host is not on the public internet.' }
  ])
  expect(bodies(await house.take())).toEqual(['hello'])
})

test('a redirect is no acknowledgement', async () => {
  const house = await callbackHouse()
  house.receiver.answer(() => 302)
  await house.write(ANN, 'hello')

  await house.deliver()

  expect(await house.events()).toMatchObject([{ state: 'pending' }])
})

test('the log of attempts holds neither content nor addresses', async () => {
  const house = await callbackHouse()
  house.receiver.answer(() => 500)
  await house.write(ANN, 'a secret')
  await house.deliver()

  const log = JSON.stringify(await house.deps.db.select().from(deliveries))
  expect(log).toContain('answered 500')
  for (const hidden of ['a secret', ANN, house.receiver.url]) expect(log).not.toContain(hidden)
})

test('an event that another worker found behind an unsettled one does not wait when that is settled', async () => {
  const { deps, write, said, deliver, events } = await callbackHouse()
  for (const text of ['one', 'two']) await write(ANN, text)
  const [, second] = await events()
  const later = new Date(deps.clock.now().getTime() + 60_000)
  await deps.db
    .update(inboxEvents)
    .set({ dueAt: later })
    .where(eq(inboxEvents.id, second?.id ?? ''))

  await deliver()

  expect(said()).toEqual(['one', 'two'])
})
