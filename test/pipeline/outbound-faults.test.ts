import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { dncList, messages } from '../../src/db/schema/index.ts'
import { receiveEmailEvent } from '../../src/pipeline/inbound-email.ts'
import { drainOutbound } from '../../src/pipeline/worker.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'

test.each([
  ['+15550100003', 'provider_rejected', '21614'],
  ['+15550100004', 'recipient_opted_out', '21610']
])(
  'what the carrier refuses for %s fails with its reason, costs no action, and is refused again on repeat',
  async (to, code, providerCode) => {
    const t = await sendingHouse()

    await expect(t.send(sms(to, 'hello'))).rejects.toMatchObject({ code, details: { providerCode } })
    await expect(t.send(sms(to, 'hello'))).rejects.toMatchObject({ code })

    expect(await t.rows()).toMatchObject([{ status: 'failed', errorCode: providerCode }])
    expect((await t.send(sms(PERSON, 'next'))).rateLimitRemaining).toBe(9)
  }
)

test('a carrier that cannot take a message now is asked again until it can, once', async () => {
  const t = await sendingHouse()
  t.simulator.fault({ operation: 'CreateMessage', status: 429, times: 2, retryAfter: 3 })

  const sent = await t.send(sms(PERSON, 'patience'))
  expect(sent.status).toBe('queued')
  for (let minutes = 0; minutes < 5; minutes++) {
    await t.clock.advance(60_000)
    await drainOutbound(t.deps)
  }

  expect(await t.rows()).toMatchObject([{ status: expect.stringMatching(/sent|delivered/), attempts: 3 }])
  expect(t.texts()).toHaveLength(1)
})

test('a process that ends after the carrier took a text that had waited does not have it sent again', async () => {
  const t = await sendingHouse()
  t.simulator.fault({ operation: 'CreateMessage', status: 503 })
  await t.send(sms(PERSON, 'patience'))
  const gone = () => Promise.reject(new Error('the process has ended'))
  const ending = { ...t.deps, db: Object.assign(Object.create(t.deps.db), { batch: gone, together: gone }) }

  await t.clock.advance(60_000)
  await drainOutbound(ending)
  expect(t.texts()).toHaveLength(1)
  for (let minutes = 0; minutes < 5; minutes++) {
    await t.clock.advance(60_000)
    await drainOutbound(t.deps)
  }

  expect(t.texts()).toHaveLength(1)
  const settled = { status: expect.stringMatching(/sent|delivered/), providerRef: t.texts()[0]?.sid, dueAt: null }
  expect(await t.rows()).toMatchObject([settled])
})

test('an email of unknown outcome stays unknown while its vendor takes no requests', async () => {
  const t = await sendingHouse()
  t.simulator.fault({ operation: 'SendEmail', dropConnection: 'after', times: 1 })
  t.simulator.fault({ operation: 'SendEmail', status: 429, times: 20 })
  await t.send({ channel: 'email', to: 'ada@example.com', subject: 'Hi', body: 'hello' })

  for (let minutes = 0; minutes < 20; minutes++) {
    await t.clock.advance(60_000)
    await drainOutbound(t.deps)
    expect(await t.rows()).toMatchObject([{ status: 'unknown' }])
  }
  await t.clock.advance(60_000)
  await drainOutbound(t.deps)

  expect(t.emails()).toHaveLength(1)
  expect(await t.rows()).toMatchObject([{ status: 'sent', providerRef: t.emails()[0]?.id }])
})

test('of two texts whose answers were lost each is known again by its own words, though one ends as the other reads', async () => {
  const t = await sendingHouse()
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after', times: 2 })
  const [short, long] = [await t.send(sms(PERSON, 'noon?')), await t.send(sms(PERSON, 'Is it noon?'))]
  const later = new Date(t.clock.now().getTime() + 120_000)
  await t.deps.db.update(messages).set({ dueAt: later }).where(eq(messages.id, long.messageId))

  await t.clock.advance(60_000)
  await drainOutbound(t.deps)
  await t.clock.advance(60_000)
  await drainOutbound(t.deps)

  const sidOf = (body: string) => t.texts().find((text) => text.body === body)?.sid
  const refs = new Map((await t.rows()).map(({ id, providerRef }) => [id, providerRef]))
  expect(refs).toEqual(
    new Map([
      [long.messageId, sidOf('Is it noon?')],
      [short.messageId, sidOf('noon?')]
    ])
  )
})

test('two hundred sends while the carrier cuts connections before and after the work: each intent happens once', async () => {
  const t = await sendingHouse({
    DEFAULT_MAX_ACTIONS_PER_MINUTE: '1000',
    DEFAULT_MAX_ACTIONS_PER_HOUR: '1000',
    DEFAULT_MAX_ACTIONS_PER_DAY: '1000'
  })
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after', times: 60 })
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'before', times: 60 })
  const bodies = Array.from({ length: 200 }, (_, n) => `intent ${n}`)

  const results = await Promise.all(bodies.map((body) => t.send(sms(PERSON, body))))
  expect(results.filter((result) => result.status === 'unknown')).toHaveLength(120)
  for (let round = 0; round < 12; round++) {
    await t.clock.advance(60_000)
    while ((await drainOutbound(t.deps)) > 0);
  }

  const taken = t.texts().map((message) => message.body)
  expect(taken.sort()).toEqual(bodies.sort())
  const bySid = new Map(t.texts().map((message) => [message.sid, message]))
  for (const row of await t.rows()) expect(bySid.get(row.providerRef ?? '')?.to).toBe(row.contact)
  expect((await t.rows()).filter((row) => !['sent', 'delivered'].includes(row.status))).toEqual([])
  expect(await t.usage()).toMatchObject({ actions: 200 })
})

test('an email whose answer was lost is settled under the same idempotency key, and sent once', async () => {
  const t = await sendingHouse()
  t.simulator.fault({ operation: 'SendEmail', dropConnection: 'after', times: 1 })

  const sent = await t.send({ channel: 'email', to: 'ada@example.com', subject: 'Hi', body: 'hello' })
  expect(sent.status).toBe('unknown')
  await t.clock.advance(60_000)
  await drainOutbound(t.deps)

  expect(t.emails()).toHaveLength(1)
  expect(await t.rows()).toMatchObject([{ status: 'sent', providerRef: t.emails()[0]?.id }])
})

test('the events of an email settle its row although the answer to the send was lost', async () => {
  const t = await sendingHouse()
  t.simulator.fault({ operation: 'SendEmail', dropConnection: 'after', times: 1 })
  await t.send({ channel: 'email', to: 'ada@example.com', subject: 'Hi', body: 'hello' })
  const [email] = t.emails()
  const tags = Object.fromEntries((email?.tags ?? []).map(({ name, value }) => [name, value]))

  const event = { type: 'email.delivered', data: { email_id: email?.id ?? '', tags } }
  const { outcome } = await receiveEmailEvent(t.deps, { orgId: t.agent.orgId, eventId: 'evt', event })

  expect(outcome).toBe('accepted')
  expect(await t.rows()).toMatchObject([{ status: 'delivered', providerRef: email?.id, dueAt: null }])
})

test('who reports an email as spam is not written to again although the answer to the send was lost', async () => {
  const t = await sendingHouse()
  t.simulator.fault({ operation: 'SendEmail', dropConnection: 'after', times: 1 })
  await t.send({ channel: 'email', to: 'ada@example.com', subject: 'Hi', body: 'hello' })
  const [email] = t.emails()
  const tags = Object.fromEntries((email?.tags ?? []).map(({ name, value }) => [name, value]))

  const event = { type: 'email.complained', data: { email_id: email?.id ?? '', tags } }
  const { outcome } = await receiveEmailEvent(t.deps, { orgId: t.agent.orgId, eventId: 'evt', event })

  expect(outcome).toBe('accepted')
  expect(await t.deps.db.select().from(dncList)).toMatchObject([{ contact: 'ada@example.com', source: 'complaint' }])
})
