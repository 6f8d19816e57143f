import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { contactConsent, dncList, inboxEvents, messages } from '../../src/db/schema/index.ts'
import { takeEvents } from '../../src/delivery/inbox.ts'
import { newId } from '../../src/lib/ids.ts'
import { fetchDue } from '../../src/pipeline/fetch-email.ts'
import { receiveEmailEvent } from '../../src/pipeline/inbound-email.ts'
import type { ResendEvent } from '../../src/schemas/resend-event.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const HOUR_MS = 3_600_000

async function mailHouse() {
  const { deps, clock, simulator } = await testDeps()
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId, { emailAddress: 'ada@agents.example.com' })
  /** An email that somebody wrote, as the vendor's event tells of it. */
  const written = (more: Partial<Parameters<typeof simulator.email>[0]> = {}) => {
    const to = more.to ?? 'Ada Agent <ADA@agents.example.com>'
    const { emailId } = simulator.email({
      from: 'Bob <Bob@Example.com>',
      subject: 'Hello',
      text: 'How are you?',
      ...more,
      to
    })
    const { from, cc, receivedFor, messageId } = simulator.emails().find(({ id }) => id === emailId) ?? expect.fail()
    const data = { email_id: emailId, from, to: [to].flat(), cc, received_for: receivedFor, message_id: messageId }
    return event('email.received', { ...data, subject: more.subject ?? 'Hello' })
  }
  const event = (type: string, data: ResendEvent['data']) => ({ orgId, eventId: newId('evt'), event: { type, data } })
  const take = (who = agent) => takeEvents(deps, who, { max: 10 })
  const inbound = () => deps.db.select().from(messages).where(eq(messages.direction, 'inbound'))
  return { deps, clock, simulator, orgId, agent, written, event, take, inbound }
}

test('an email is on disk before its content is, and is delivered whole when it is fetched', async () => {
  const house = await mailHouse()
  const attachments = [{ filename: 'a.txt', contentType: 'text/plain', contentBase64: 'aGk=' }]

  const { outcome } = await receiveEmailEvent(house.deps, house.written({ attachments, html: '<p>How are you?</p>' }))

  expect(outcome).toBe('accepted')
  expect(await house.inbound()).toMatchObject([{ status: 'fetching', contact: 'bob@example.com' }])
  expect((await house.take()).events).toEqual([])
  await fetchDue(house.deps)
  const { events } = await house.take()
  expect(events).toMatchObject([
    {
      kind: 'message.received',
      from: 'bob@example.com',
      to: 'ada@agents.example.com',
      subject: 'Hello',
      body: 'How are you?',
      html: '<p>How are you?</p>',
      untrusted: true
    }
  ])
  expect(events[0]?.media).toMatchObject([{ filename: 'a.txt', contentType: 'text/plain' }])
  expect(await house.inbound()).toMatchObject([{ status: 'received' }])
})

test('two workers fetch an email once', async () => {
  const house = await mailHouse()
  await receiveEmailEvent(house.deps, house.written())

  const taken = await Promise.all([fetchDue(house.deps), fetchDue(house.deps), fetchDue(house.deps)])

  expect(taken.reduce((sum, count) => sum + count)).toBe(1)
})

test('an email that a vendor cannot hand out yet is asked for again, later and later, and is delivered then', async () => {
  const house = await mailHouse()
  house.simulator.fault({ vendor: 'resend', operation: 'GetReceivedEmail', status: 500, times: 5 })
  await receiveEmailEvent(house.deps, house.written())
  const waits: number[] = []

  for (let tries = 0; tries < 5; tries++) {
    expect(await fetchDue(house.deps)).toBe(1)
    const [event] = await house.deps.db.select().from(inboxEvents)
    const wait = (event?.dueAt?.getTime() ?? 0) - house.clock.now().getTime()
    waits.push(wait)
    await house.clock.advance(wait)
  }
  await fetchDue(house.deps)

  waits.forEach((wait, index) => {
    expect(wait).toBeGreaterThanOrEqual(0.8 * 2000 * 2 ** index)
    expect(wait).toBeLessThanOrEqual(1.2 * 2000 * 2 ** index)
  })
  expect((await house.take()).events).toMatchObject([{ body: 'How are you?' }])
})

test('an email that cannot be fetched within a day is delivered with what is known of it', async () => {
  const house = await mailHouse()
  house.simulator.fault({ vendor: 'resend', operation: 'GetReceivedEmail', status: 500, times: -1 })
  await receiveEmailEvent(house.deps, house.written())

  for (let hours = 0; hours < 60 && (await house.take()).events.length === 0; hours++) {
    await fetchDue(house.deps)
    await house.clock.advance(HOUR_MS / 2)
  }

  const [event] = await house.deps.db.select().from(inboxEvents)
  expect(event?.state).toBe('leased')
  const age = house.clock.now().getTime() - (event?.createdAt.getTime() ?? 0)
  expect(age).toBeGreaterThanOrEqual(24 * HOUR_MS)
  expect(age).toBeLessThanOrEqual(26 * HOUR_MS)
  await house.clock.advance(HOUR_MS)
  expect((await house.take()).events).toMatchObject([
    { from: 'bob@example.com', subject: 'Hello', body: '', note: expect.stringContaining('could not be fetched') }
  ])
})

test('a later email of the same person does not overtake one that is still being fetched', async () => {
  const house = await mailHouse()
  house.simulator.fault({ vendor: 'resend', operation: 'GetReceivedEmail', status: 500 })
  await receiveEmailEvent(house.deps, house.written({ subject: 'first' }))
  await fetchDue(house.deps)
  await receiveEmailEvent(house.deps, house.written({ subject: 'second' }))
  await fetchDue(house.deps)

  expect((await house.take()).events).toEqual([])
  await house.clock.advance(10_000)
  await fetchDue(house.deps)

  expect((await house.take()).events.map(({ subject }) => subject)).toEqual(['first', 'second'])
})

test('an email to several agents reaches each of them once, and nobody else', async () => {
  const house = await mailHouse()
  const { deps, orgId } = house
  const cora = await seedAgent(deps, orgId, { emailAddress: 'cora@agents.example.com' })
  const dan = await seedAgent(deps, orgId, { emailAddress: 'dan@agents.example.com' })
  const foreign = await seedAgent(deps, await seedOrganization(deps), { emailAddress: 'eve@agents.example.com' })
  const email = house.written({
    to: ['ada@agents.example.com', 'eve@agents.example.com'],
    cc: ['Cora <cora@agents.example.com>', 'ada@agents.example.com']
  })

  const first = await receiveEmailEvent(deps, email)
  const copy = await receiveEmailEvent(deps, email)
  const otherCopy = await receiveEmailEvent(deps, { ...email, eventId: newId('evt') })
  await fetchDue(deps)

  expect([first.outcome, copy.outcome, otherCopy.outcome]).toEqual(['accepted', 'duplicate', 'duplicate'])
  for (const agent of [house.agent, cora]) expect((await house.take(agent)).events).toHaveLength(1)
  for (const agent of [dan, foreign]) expect((await house.take(agent)).events).toEqual([])
})

test('a webhook of one agent takes the emails of no other', async () => {
  const house = await mailHouse()
  const cora = await seedAgent(house.deps, house.orgId, { emailAddress: 'cora@agents.example.com' })

  const { outcome } = await receiveEmailEvent(house.deps, { ...house.written(), agentId: cora.id })

  expect(outcome).toBe('ignored')
  expect(await house.inbound()).toEqual([])
})

test('a hostile sender is stored as text, and delivered', async () => {
  const house = await mailHouse()
  const email = house.written()
  email.event.data.from = '"\u0000\ud800 x" <Bob\u0000\ud800@evil.example>\r\nBcc: all@example.com'

  await receiveEmailEvent(house.deps, email)
  await fetchDue(house.deps)

  const [event] = (await house.take()).events
  expect(event?.from).toBe('bob\ufffd@evil.example')
})

test('a sent email is followed through the events of its vendor', async () => {
  const house = await mailHouse()
  const id = newId('msg')
  await house.deps.db.insert(messages).values(sentEmail(house, id))
  const said = (type: string) => receiveEmailEvent(house.deps, house.event(type, { email_id: 'em_1' }))

  expect((await said('email.delivery_delayed')).outcome).toBe('ignored')
  expect((await said('email.bounced')).outcome).toBe('accepted')
  expect((await said('email.sent')).outcome).toBe('accepted')

  const [row] = await house.deps.db.select().from(messages).where(eq(messages.id, id))
  expect(row?.status).toBe('undelivered')
  const [event] = (await house.take()).events
  expect(event).toMatchObject({ kind: 'message.status', status: 'undelivered', error: { code: 'bounced' } })
  expect(event?.error?.meaning).toContain('refused')
})

test('who complains is never written to again, and the agent learns of it once', async () => {
  const house = await mailHouse()
  await house.deps.db.insert(messages).values(sentEmail(house, newId('msg')))
  const now = house.clock.now()
  await house.deps.db.insert(contactConsent).values({
    ...{ id: newId('cns'), orgId: house.orgId, contact: 'bob@example.com', channel: 'email', purpose: 'any' },
    ...{ kind: 'express', source: 'web form', recordedBy: 'org:tok', grantedAt: now, createdAt: now }
  })
  const complaint = house.event('email.complained', { email_id: 'em_1' })

  const outcomes = [
    (await receiveEmailEvent(house.deps, complaint)).outcome,
    (await receiveEmailEvent(house.deps, complaint)).outcome,
    (await receiveEmailEvent(house.deps, house.event('email.complained', { email_id: 'em_unknown' }))).outcome
  ]

  expect(outcomes).toEqual(['accepted', 'duplicate', 'ignored'])
  const isListed = and(eq(dncList.orgId, house.orgId), eq(dncList.contact, 'bob@example.com'))
  expect(await house.deps.db.select().from(dncList).where(isListed)).toMatchObject([{ source: 'complaint' }])
  expect((await house.take()).events).toMatchObject([{ kind: 'contact.opted_out', from: 'bob@example.com' }])
  expect(await house.deps.db.select().from(contactConsent)).toMatchObject([{ revokedAt: now }])
})

test('events of no use are ignored', async () => {
  const house = await mailHouse()
  const said = (type: string, data: ResendEvent['data']) => receiveEmailEvent(house.deps, house.event(type, data))

  expect((await said('domain.created', {})).outcome).toBe('ignored')
  expect((await said('email.opened', { email_id: 'em_1' })).outcome).toBe('ignored')
  expect((await said('email.received', { email_id: 'em_1', to: ['nobody@example.com'] })).outcome).toBe('ignored')
})

const sentEmail = (
  { deps, orgId, agent }: Awaited<ReturnType<typeof mailHouse>>,
  id: string
): typeof messages.$inferInsert => ({
  ...{ id, orgId, agentId: agent.id, channel: 'email', direction: 'outbound', contact: 'bob@example.com' },
  ...{ ownAddress: 'ada@agents.example.com', conversationId: 'con_1', status: 'sent', purpose: 'conversational' },
  ...{ provider: 'resend', providerRef: 'em_1', segments: 1, costMicroUsd: 1000, attempts: 1 },
  createdAt: deps.clock.now(),
  updatedAt: deps.clock.now()
})
