import { expect, test } from 'vitest'
import { auditLog, contactConsent, contactWindows, dncList } from '../../src/db/schema/index.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { recordConsent } from '../../src/services/consent-recording.ts'
import { revokeConsent } from '../../src/services/consent-revocation.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { orgCaller } from '../helpers/callers.ts'
import { consentHouse } from '../helpers/consent-house.ts'
import { PERSON } from '../helpers/sending-house.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

const GIVEN = [
  ['sms', 'conversational'],
  ['sms', 'marketing'],
  ['email', 'any'],
  ['any', 'transactional'],
  ['any', 'any']
] as const

test.each([
  [{}, ['sms conversational', 'sms marketing', 'email any', 'any transactional', 'any any']],
  [
    { channel: 'any', purpose: 'any' },
    ['sms conversational', 'sms marketing', 'email any', 'any transactional', 'any any']
  ],
  [{ channel: 'sms' }, ['sms conversational', 'sms marketing', 'any transactional', 'any any']],
  [{ channel: 'whatsapp' }, ['any transactional', 'any any']],
  [{ purpose: 'marketing' }, ['sms marketing', 'email any', 'any any']],
  [{ purpose: 'conversational' }, ['sms conversational', 'sms marketing', 'email any', 'any any']],
  [{ channel: 'sms', purpose: 'transactional' }, ['sms marketing', 'any transactional', 'any any']]
] as const)('revoking %j ends every consent that covers it', async (what, expected) => {
  const { deps, owner, caller, rows, clock } = await consentHouse()
  for (const [channel, purpose] of GIVEN) {
    const now = clock.now()
    const rest = { orgId: owner.orgId, contact: PERSON, kind: 'express' as const, source: 'test', recordedBy: 'x' }
    const id = `cns_${channel}${purpose}`
    await deps.db.insert(contactConsent).values({ ...rest, id, channel, purpose, grantedAt: now, createdAt: now })
  }

  const revoked = await revokeConsent(deps, caller, { contactAddress: PERSON, ...what })

  expect(revoked).toMatchObject({ status: 'revoked', revoked: expected.length, onInternalList: false })
  const ended = (await rows()).filter(({ revokedAt }) => revokedAt !== null)
  expect(ended.map(({ channel, purpose }) => `${channel} ${purpose}`).sort()).toEqual([...expected].sort())
})

test('what the person wrote before makes nothing an answer any more, but for what is sold', async () => {
  const { deps, agent, caller, withdrawn, allowed } = await consentHouse()
  const windows = () => deps.db.select().from(contactWindows)
  await withdrawn()
  await receiveMessage(deps, arrivingSms(agent, 'hello there'))
  expect(await allowed()).toEqual(['conversational', 'transactional'])

  await revokeConsent(deps, caller, { contactAddress: PERSON, purpose: 'marketing' })
  await revokeConsent(deps, caller, { contactAddress: PERSON, channel: 'voice' })
  expect(await windows()).toHaveLength(1)
  await revokeConsent(deps, caller, { contactAddress: PERSON, channel: 'sms' })

  expect(await windows()).toEqual([])
  expect(await allowed()).toEqual([])
})

test('a revocation may put the person on the list, is audited without the person, and may be repeated', async () => {
  const { deps, caller, agent } = await consentHouse()

  const input = { contactAddress: PERSON, reason: 'asked on the phone', addToDnc: true }
  expect(await revokeConsent(deps, caller, input)).toMatchObject({ status: 'none', revoked: 0, onInternalList: true })
  expect(await revokeConsent(deps, caller, input)).toMatchObject({ status: 'none', onInternalList: true })

  expect(await deps.db.select().from(dncList)).toMatchObject([
    { orgId: agent.orgId, contact: PERSON, source: 'manual', reason: 'asked on the phone' }
  ])
  const audited = await deps.db.select().from(auditLog)
  expect(audited.map(({ event }) => event)).toEqual(['consent.revoked', 'dnc.added', 'consent.revoked', 'dnc.added'])
  expect(audited[0]?.details).toEqual({ channel: 'any', purpose: 'any', addToDnc: true })
  expect(JSON.stringify(audited)).not.toContain(PERSON)

  await revokeConsent(deps, caller, { contactAddress: PERSON, channel: 'sms', purpose: 'marketing' })
  expect((await deps.db.select().from(auditLog)).at(-1)?.details).toEqual({
    ...{ channel: 'sms', purpose: 'marketing', addToDnc: false }
  })
})

test('a revocation leaves other organizations and other people alone', async () => {
  const { deps, caller, owner, rows } = await consentHouse()
  const other = orgCaller(await seedOrganization(deps))
  await recordConsent(deps, other, { contactAddress: PERSON, channel: 'sms' })
  await recordConsent(deps, owner, { contactAddress: '+14155550124', channel: 'sms' })

  expect(await revokeConsent(deps, caller, { contactAddress: PERSON })).toMatchObject({ revoked: 0 })
  expect((await rows()).every(({ revokedAt }) => revokedAt === null)).toBe(true)
})
