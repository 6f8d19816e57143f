import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import * as schema from '../../src/db/schema/index.ts'
import { conversationIdOf, newId } from '../../src/lib/ids.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { recordConsent } from '../../src/services/consent-recording.ts'
import { checkDnc } from '../../src/services/dnc.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { erasureHouse, everything } from '../helpers/erasure-house.ts'
import { PERSON } from '../helpers/sending-house.ts'
import { seedAgent, seedOrganization } from '../helpers/test-deps.ts'

const OTHER = '+14155550124'

test('nothing that names the person is left, of any agent, in any table', async () => {
  const { deps, first, second, owner, erase, send } = await erasureHouse()
  await send(PERSON, 'Hello')
  await send(PERSON, 'Hello from the other', second)
  await receiveMessage(deps, arrivingSms(second, 'STOP'))
  await receiveMessage(deps, arrivingSms(first, 'my secret is 42', { emailMessageId: '<ada@example.com>' }))
  await recordConsent(deps, owner, {
    contactAddress: PERSON,
    channel: 'sms',
    source: 'Ada told us',
    proof: 'p',
    notes: 'n'
  })
  const now = deps.clock.now()
  const attempt = { id: newId('att'), orgId: owner.orgId, agentId: first.id, contact: PERSON, createdAt: now }
  await deps.db.insert(schema.contactAttempts).values(attempt)
  expect(await everything(deps)).toContain(PERSON)

  const report = await erase()

  const left = await everything(deps)
  for (const trace of [PERSON, PERSON.slice(1), conversationIdOf(first.id, PERSON), 'Ada told us', 'ada@example.com'])
    expect(left).not.toContain(trace)
  const { messageBodies, inboxEvents, contacts, contactWindows, contactAttempts } = schema
  for (const table of [messageBodies, inboxEvents, contacts, contactWindows, contactAttempts])
    expect(await deps.db.select().from(table)).toEqual([])
  expect(report).toMatchObject({
    removed: { message_bodies: 3, contacts: 1, contact_windows: 1, contact_attempts: 1, idempotency_keys: 2 },
    pseudonymised: { messages: 4, dnc_list: 1 },
    cancelled: 0
  })
  expect(report.removed['inbox_events']).toBeGreaterThanOrEqual(3)
})

test('messages, their prices and the counters stay, under a name that nobody can trace back', async () => {
  const { deps, first, erase, send, pseudonym } = await erasureHouse()
  const { messageId } = await send(PERSON, 'Hello')
  const money = async () => [
    await deps.db.select().from(schema.reservations),
    await deps.db.select().from(schema.usageDaily),
    await deps.db.select().from(schema.limitWindows)
  ]
  const before = await money()

  await erase()

  expect(await money()).toEqual(before)
  expect(await deps.db.select().from(schema.messages)).toMatchObject([
    {
      id: messageId,
      contact: pseudonym,
      conversationId: conversationIdOf(first.id, pseudonym),
      status: 'sent',
      costMicroUsd: 7900
    }
  ])
})

test('consent that was given and ended is kept without its proof, and counts no more', async () => {
  const { deps, owner, erase, pseudonym, clock } = await erasureHouse()
  await recordConsent(deps, owner, { contactAddress: PERSON, channel: 'sms', proof: 'p', notes: 'n', source: 'Ada' })

  await erase()

  expect(await deps.db.select().from(schema.contactConsent)).toMatchObject([
    { contact: pseudonym, kind: 'express', proof: null, notes: null, source: 'erased', revokedAt: clock.now() }
  ])
})

test('consent that had ended before keeps the day on which it did', async () => {
  const { deps, first, erase, send, clock } = await erasureHouse()
  await send(PERSON, 'Hello')
  await receiveMessage(deps, arrivingSms(first, 'STOP'))
  const revokedAt = clock.now()
  await clock.advance(86_400_000)

  await erase()

  expect(await deps.db.select().from(schema.contactConsent)).toMatchObject([{ revokedAt }])
})

describe('an opt-out', () => {
  test('holds after the erasure, and is lifted by START alone', async () => {
    const { deps, first, erase, send, owner, clock } = await erasureHouse()
    await receiveMessage(deps, arrivingSms(first, 'STOP'))
    const since = clock.now().toISOString()

    await clock.advance(60_000)
    await erase()

    await expect(send(PERSON, 'are you sure?')).rejects.toMatchObject({ code: 'recipient_opted_out' })
    expect(await checkDnc(deps, owner, PERSON)).toMatchObject({ onInternalList: true, source: 'keyword', since })
    await receiveMessage(deps, arrivingSms(first, 'START'))
    expect(await send(PERSON, 'welcome back')).toMatchObject({ status: 'sent' })
  })

  test('after the erasure works as before, and survives another', async () => {
    const { deps, first, erase, send } = await erasureHouse()
    await send(PERSON, 'Hello')
    await erase()
    expect(await send(PERSON, 'Hello again')).toMatchObject({ status: 'sent' })

    await receiveMessage(deps, arrivingSms(first, 'STOP'))
    await expect(send(PERSON, 'Hello?')).rejects.toMatchObject({ code: 'recipient_opted_out' })
    await erase()
    await expect(send(PERSON, 'Hello??')).rejects.toMatchObject({ code: 'recipient_opted_out' })
  })

  test('is not made up for who did not opt out', async () => {
    const { deps, erase, send } = await erasureHouse()
    await send(PERSON, 'Hello')
    await erase()
    expect(await deps.db.select().from(schema.dncList)).toEqual([])
  })
})

test('others, and the same person at another organization, keep what they have', async () => {
  const { deps, first, erase, send } = await erasureHouse()
  const foreign = await seedAgent(deps, await seedOrganization(deps))
  await receiveMessage(deps, arrivingSms(first, 'mine', { from: OTHER }))
  await receiveMessage(deps, arrivingSms(foreign, 'STOP'))
  await send(OTHER, 'Hello')
  const before = await everything(deps)

  const report = await erase()

  expect(report.removed).toEqual({
    ...{ message_bodies: 0, inbox_events: 0, deliveries: 0, idempotency_keys: 0 },
    ...{ call_contents: 0, call_turns: 0, recordings: 0 },
    ...{ contacts: 0, contact_windows: 0, contact_attempts: 0, leads: 0 }
  })
  const { erasureRequests, auditLog } = schema
  await deps.db.delete(erasureRequests)
  const [audited] = await deps.db.select().from(auditLog)
  expect(audited?.event).toBe('contact.erased')
  const rest = (text: string) => text.split('"').filter((part) => part.includes('_'))
  expect(rest(await everything(deps))).toEqual(expect.arrayContaining(rest(before)))
})

test('an erasure may be repeated, and each is on record without the person', async () => {
  const { deps, erase, send, pseudonym, owner } = await erasureHouse()
  await send(PERSON, 'Hello')

  const first = await erase()
  const second = await erase()

  expect(second).toMatchObject({ pseudonymised: { messages: 0, contact_consent: 0, dnc_list: 0 } })
  expect(Object.values(second.removed).every((rows) => rows === 0)).toBe(true)
  const requests = await deps.db.select().from(schema.erasureRequests)
  expect(requests.map(({ id }) => id).sort()).toEqual([first.requestId, second.requestId].sort())
  expect(requests).toMatchObject([{ contactHash: pseudonym, requestedBy: 'org:tok_of_org' }, { orgId: owner.orgId }])
  const audited = await deps.db.select().from(schema.auditLog)
  expect(audited.map(({ event, subject }) => [event, subject])).toEqual(
    expect.arrayContaining([['contact.erased', first.requestId]])
  )
  expect(JSON.stringify([requests, audited])).not.toContain(PERSON)
})

test('an agent that was removed is not forgotten', async () => {
  const { deps, second, erase, send } = await erasureHouse()
  await send(PERSON, 'Hello', second)
  await deps.db.update(schema.agents).set({ status: 'removed' }).where(eq(schema.agents.id, second.id))

  await erase()

  expect(await everything(deps)).not.toContain(PERSON)
})

test('a person with more messages than one batch is erased in many', async () => {
  const { deps, first, erase } = await erasureHouse()
  const createdAt = deps.clock.now()
  const common = { orgId: first.orgId, agentId: first.id, channel: 'sms', contact: PERSON } as const
  const conversationId = conversationIdOf(first.id, PERSON)
  const ids = Array.from({ length: 1200 }, () => newId('msg'))
  const row = { direction: 'inbound', ownAddress: 'x', status: 'received', purpose: 'conversational' } as const
  const rest = { provider: 'twilio', segments: 1, costMicroUsd: 0, attempts: 0, createdAt, updatedAt: createdAt }
  for (let from = 0; from < ids.length; from += 400) {
    const some = ids.slice(from, from + 400)
    await deps.db.insert(schema.messages).values(some.map((id) => ({ id, ...common, conversationId, ...row, ...rest })))
    await deps.db
      .insert(schema.messageBodies)
      .values(some.map((id) => ({ messageId: id, orgId: first.orgId, sealed: 's' })))
  }

  expect(await erase()).toMatchObject({ removed: { message_bodies: 1200 }, pseudonymised: { messages: 1200 } })
})

test('only an address can be erased', async () => {
  const { erase, second } = await erasureHouse()
  await expect(erase(second.id)).rejects.toMatchObject({ code: 'invalid_recipient' })
})
