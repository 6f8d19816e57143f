import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { agents, inboxEvents, messageBodies } from '../../src/db/schema/index.ts'
import { ack } from '../../src/delivery/ack.ts'
import { LEASE_MS, leaseEvents, release, takeEvents } from '../../src/delivery/inbox.ts'
import { countWaiting, readAcknowledged } from '../../src/delivery/waiting.ts'
import { bodies, inboxHouse } from '../helpers/inbox-house.ts'

const ANN = '+14155550101'
const BEN = '+14155550102'
const HOUR_MS = 3_600_000

test('events are handed out in the order in which they came, and marked as not to be trusted', async () => {
  const { write, take } = await inboxHouse()
  for (const text of ['one', 'two', 'three']) await write(ANN, text)

  const first = await take({ max: 2 })

  expect(bodies(first)).toEqual(['one', 'two'])
  expect(first.more).toBe(true)
  expect(first.lease).toMatch(/^lse_/)
  for (const event of first.events) expect(event.untrusted).toBe(true)
})

test('what one consumer holds is handed to no other', async () => {
  const { write, take } = await inboxHouse()
  await write(ANN, 'one')

  const both = await Promise.all([take(), take(), take(), take()])

  expect(both.flatMap(bodies)).toEqual(['one'])
})

test('many consumers share many events without losing or doubling one, and none overtakes another of its contact', async () => {
  const { deps, agent, write, take } = await inboxHouse()
  const people = [ANN, BEN, '+14155550103', '+14155550104']
  for (let n = 0; n < 24; n++) await write(people[n % 4] ?? ANN, String(n))
  const seen: string[] = []

  const consume = async () => {
    for (;;) {
      const taken = await take({ max: 3 })
      if (taken.lease === null && !taken.more) return
      seen.push(...bodies(taken).map(String))
      if (taken.lease !== null) await ack(deps, agent, taken.lease)
    }
  }
  await Promise.all([consume(), consume(), consume()])
  await consume()

  expect([...seen].sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 24 }, (_, n) => String(n)))
  for (const person of [0, 1, 2, 3]) {
    const own = seen.map(Number).filter((n) => n % 4 === person)
    expect(own).toEqual([...own].sort((a, b) => a - b))
  }
})

test('a later event of a contact waits while an earlier one is with somebody else', async () => {
  const { deps, agent, write, take } = await inboxHouse()
  await write(ANN, 'first of Ann')
  const held = await take()
  await write(ANN, 'second of Ann')
  await write(BEN, 'of Ben')

  expect(bodies(await take({ max: 1 }))).toEqual(['of Ben'])
  await ack(deps, agent, held.lease ?? '')

  expect(bodies(await take())).toEqual(['second of Ann'])
})

test('a consumer that looked before another one took an event does not overtake it', async () => {
  const { deps, agent, write, take, events } = await inboxHouse()
  for (const text of ['first', 'second']) await write(ANN, text)
  const [, second] = await events()
  await take({ max: 1 })

  expect(await leaseEvents(deps, agent.id, second ? [second] : [], 'lse_late')).toEqual(new Set())
})

test.runIf(dialect === 'postgres')(
  'a consumer that takes events while another one is just taking an earlier one does not overtake it',
  async () => {
    const { deps, agent, write, events } = await inboxHouse()
    for (const text of ['first', 'second']) await write(ANN, text)
    const [first, second] = await events()
    if (!first || !second) expect.fail()
    const leased = {
      state: 'leased',
      leaseId: 'lse_first',
      leaseUntil: new Date(deps.clock.now().getTime() + 1)
    } as const

    const other = await deps.db.transaction(async (tx) => {
      await tx.update(agents).set({ updatedAt: deps.clock.now() }).where(eq(agents.id, agent.id))
      const taking = leaseEvents(deps, agent.id, [second], 'lse_second')
      for (let turns = 0; turns < 20; turns++) await deps.db.select().from(inboxEvents)
      await tx.update(inboxEvents).set(leased).where(eq(inboxEvents.id, first.id))
      return { taking }
    })

    expect(await other.taking).toEqual(new Set())
  }
)

test('an event that is not acknowledged comes again when its lease is over, and the late acknowledgement of its first holder does nothing', async () => {
  const { deps, agent, clock, write, take, events } = await inboxHouse()
  await write(ANN, 'one')
  const first = await take()
  await clock.advance(LEASE_MS - 1)
  expect(bodies(await take())).toEqual([])

  await clock.advance(1)
  const second = await take()
  await ack(deps, agent, first.lease ?? '')

  expect(bodies(second)).toEqual(['one'])
  expect(second.events[0]?.id).toBe(first.events[0]?.id)
  expect(await events()).toMatchObject([{ state: 'leased', attempts: 2, leaseId: second.lease }])
})

test('a late acknowledgement counts while nobody else has taken the event', async () => {
  const { deps, agent, clock, write, take } = await inboxHouse()
  await write(ANN, 'one')
  const { lease } = await take()

  await clock.advance(10 * LEASE_MS)
  await ack(deps, agent, lease ?? '')

  expect(bodies(await take())).toEqual([])
})

test('an acknowledgement can be repeated, and settles nothing of another agent', async () => {
  const house = await inboxHouse()
  const { deps, agent, clock, write, take, events } = house
  await write(ANN, 'one')
  const { lease } = await take()

  await ack(deps, { id: 'agt_other', storage: {} }, lease ?? '')
  expect(await events()).toMatchObject([{ state: 'leased' }])
  await ack(deps, agent, lease ?? '')
  const [wipe] = await deps.db.select().from(messageBodies)
  await clock.advance(1000)
  await ack(deps, agent, lease ?? '')

  expect(await events()).toMatchObject([{ state: 'acked', dueAt: null }])
  expect(await deps.db.select().from(messageBodies)).toEqual([wipe])
})

test('events that never reached their consumer are there again at once', async () => {
  const { deps, agent, write, take } = await inboxHouse()
  await write(ANN, 'one')
  const { lease } = await take()

  await release(deps, agent, lease ?? '')

  expect(bodies(await take())).toEqual(['one'])
})

test('a consumer takes only the kinds, the channel and the contact that it asks for', async () => {
  const { write, take } = await inboxHouse()
  await write(ANN, 'of Ann')
  await write(BEN, 'STOP')

  expect((await take({ kinds: ['contact.opted_out'] })).events.map(({ kind }) => kind)).toEqual(['contact.opted_out'])
  expect(bodies(await take({ channel: 'email' }))).toEqual([])
  expect(bodies(await take({ contact: BEN }))).toEqual(['STOP'])
  expect(bodies(await take())).toEqual(['of Ann'])
})

test('an agent never gets the events of another', async () => {
  const { deps, write } = await inboxHouse()
  await write(ANN, 'one')

  expect(bodies(await takeEvents(deps, { id: 'agt_other' }, { max: 10 }))).toEqual([])
})

test('the content of an event is wiped an hour after it was acknowledged, or when the retention of its owner ends', async () => {
  const short = await inboxHouse()
  const long = await inboxHouse({}, { storage: { sms: { bodies: true, retentionDays: 3 } } })

  const wipes = await Promise.all(
    [short, long].map(async ({ deps, agent, clock, write, take }) => {
      await write(ANN, 'one')
      expect(await deps.db.select().from(messageBodies)).toMatchObject([{ wipeAt: null }])
      await ack(deps, agent, (await take()).lease ?? '')
      const [row] = await deps.db.select().from(messageBodies)
      return (row?.wipeAt?.getTime() ?? 0) - clock.now().getTime()
    })
  )

  expect(wipes).toEqual([HOUR_MS, 72 * HOUR_MS])
})

test('what was acknowledged in the last hour can be read again', async () => {
  const { deps, agent, clock, write, take } = await inboxHouse()
  await write(ANN, 'one')
  await write(BEN, 'two')
  await ack(deps, agent, (await take()).lease ?? '')

  expect((await readAcknowledged(deps, agent, undefined, 10)).map(({ body }) => body)).toEqual(['one', 'two'])
  await clock.advance(HOUR_MS + 1)

  expect(await readAcknowledged(deps, agent, undefined, 10)).toEqual([])
})

test('content that can no longer be decrypted holds up neither itself nor what comes after', async () => {
  const { deps, write, take } = await inboxHouse()
  await write(ANN, 'one')
  await deps.db.update(messageBodies).set({ sealed: 'v1.AAAA' })
  await write(ANN, 'two')

  const { events } = await take()

  expect(events).toMatchObject([{ note: expect.stringContaining('cannot be read') }, { body: 'two' }])
  expect(events[0]?.body).toBeUndefined()
})

test('the number of waiting events counts neither what is held nor what is settled', async () => {
  const { deps, agent, write, take } = await inboxHouse()
  for (const text of ['one', 'two', 'three', 'four']) await write(ANN, text)
  await ack(deps, agent, (await take({ max: 1 })).lease ?? '')
  await take({ max: 1 })

  expect(await countWaiting(deps, agent, undefined)).toBe(2)
  expect(await countWaiting(deps, agent, 'email')).toBe(0)
})
