import { expect, test } from 'vitest'
import { auditLog } from '../../src/db/schema/index.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { recordConsent } from '../../src/services/consent-recording.ts'
import { addDnc, checkDnc } from '../../src/services/dnc.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { consentHouse } from '../helpers/consent-house.ts'
import { PERSON, sms } from '../helpers/sending-house.ts'

test('recorded consent is on record whole, its proof sealed to its row, and audited without the person', async () => {
  const { deps, owner, rows, clock } = await consentHouse()

  const recorded = await recordConsent(deps, owner, {
    contactAddress: PERSON,
    channel: 'sms',
    consentType: 'express',
    purpose: 'marketing',
    source: 'web form',
    proof: 'Ada Example ticked the box',
    notes: 'met at the fair',
    expiresAt: '2027-01-01T00:00:00+01:00'
  })

  expect(recorded).toEqual({
    consentId: expect.stringMatching(/^cns_/),
    contactAddress: PERSON,
    channel: 'sms',
    consentType: 'express',
    purpose: 'marketing',
    status: 'active',
    since: clock.now().toISOString(),
    source: 'web form',
    expiresAt: '2026-12-31T23:00:00.000Z'
  })
  const [row] = await rows()
  expect(row).toMatchObject({ orgId: owner.orgId, contact: PERSON, recordedBy: 'org:tok_of_org', revokedAt: null })
  expect(row?.proof).not.toContain('Ada Example')
  expect(deps.sealer.open(row?.proof ?? '', row?.id ?? '')).toBe('Ada Example ticked the box')
  const [audited] = await deps.db.select().from(auditLog)
  expect(audited).toMatchObject({ event: 'consent.recorded', actor: 'org:tok_of_org', subject: recorded.consentId })
  expect(JSON.stringify(audited)).not.toContain(PERSON)
})

test('it is express consent to a conversation unless it says otherwise, and takes an email in any case', async () => {
  const { deps, owner, rows } = await consentHouse()

  await recordConsent(deps, owner, { contactAddress: 'Ada@Example.com', channel: 'email' })

  expect(await rows()).toMatchObject([
    { contact: 'ada@example.com', kind: 'express', purpose: 'conversational', expiresAt: null, proof: null }
  ])
})

test('it lets through what it covers and nothing else', async () => {
  const { deps, owner, allowed, withdrawn, send } = await consentHouse()
  await withdrawn()
  await expect(send(sms(PERSON, 'Hello'))).rejects.toMatchObject({ code: 'consent_missing' })

  await recordConsent(deps, owner, { contactAddress: PERSON, channel: 'sms' })

  expect(await allowed('sms')).toEqual(['conversational'])
  expect(await allowed('whatsapp')).toEqual([])
  expect(await send(sms(PERSON, 'Hello'))).toMatchObject({ status: 'sent' })
  await expect(send(sms(PERSON, 'Buy now', { purpose: 'marketing' }))).rejects.toMatchObject({
    code: 'consent_missing',
    details: { reason: 'consent_missing', needed: 'express', purpose: 'marketing', check: 'consent' }
  })
})

test('it ends when it says', async () => {
  const { deps, owner, clock, allowed, withdrawn, check } = await consentHouse()
  await withdrawn()
  const expiresAt = new Date(clock.now().getTime() + 60_000).toISOString()
  await recordConsent(deps, owner, { contactAddress: PERSON, channel: 'any', purpose: 'any', expiresAt })
  expect(await allowed()).toHaveLength(3)

  await clock.advance(60_000)

  expect(await allowed()).toEqual([])
  expect(await check()).toMatchObject({
    status: 'expired',
    expiresAt,
    purposes: [{ reason: 'consent_expired' }, {}, {}]
  })
})

test('it does not take anybody off the list, and says so', async () => {
  const { deps, owner, agent, send, check } = await consentHouse()
  await receiveMessage(deps, arrivingSms(agent, 'STOP'))

  const recorded = await recordConsent(deps, owner, { contactAddress: PERSON, channel: 'any', purpose: 'any' })

  expect(recorded).toMatchObject({ status: 'opted_out', note: expect.stringContaining('START') })
  await expect(send(sms(PERSON, 'Hello'))).rejects.toMatchObject({ code: 'recipient_opted_out' })
  expect(await check()).toMatchObject({
    status: 'opted_out',
    onInternalList: true,
    purposes: [{ reason: 'opted_out' }, {}, {}]
  })
})

test('of who was listed by others it does not say that START alone helps', async () => {
  const { deps, owner, agent } = await consentHouse()
  await addDnc(deps, owner, { contact: PERSON })

  const { note } = await recordConsent(deps, owner, { contactAddress: PERSON, channel: 'any' })
  await receiveMessage(deps, arrivingSms(agent, 'START'))

  expect(note).toContain('(manual)')
  expect(note).toContain('only where it was the person who opted out')
  expect(await checkDnc(deps, owner, PERSON)).toMatchObject({ onInternalList: true })
})

test.each([
  [{ contactAddress: 'nobody' }, 'invalid_recipient'],
  [{ contactAddress: 'ada@example.com' }, 'invalid_recipient'],
  [{ contactAddress: PERSON, channel: 'email' as const }, 'invalid_recipient'],
  [{ expiresAt: '2026-06-15T00:00:00Z' }, 'invalid_input'],
  [{ expiresAt: '2026-99-15T00:00:00Z' }, 'invalid_input']
])('what makes no sense is refused: %j', async (change, code) => {
  const { deps, owner, rows } = await consentHouse()

  const input = { contactAddress: PERSON, channel: 'sms' as const, ...change }
  await expect(recordConsent(deps, owner, input)).rejects.toMatchObject({ code })
  expect(await rows()).toEqual([])
})
