import { expect, test } from 'vitest'
import { auditLog, contactConsent, dncList } from '../../src/db/schema/index.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { pseudonymOf } from '../../src/pipeline/intent.ts'
import { recordConsent } from '../../src/services/consent-recording.ts'
import { addDnc, checkDnc } from '../../src/services/dnc.ts'
import { importRegistry } from '../../src/services/national-registry.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { agentCaller, orgCaller } from '../helpers/callers.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

async function house() {
  const sending = await sendingHouse()
  const { deps, agent } = sending
  return { ...sending, caller: agentCaller(agent), owner: orgCaller(agent.orgId), db: deps.db }
}

test('who is put on the list is reached by nobody of the organization, has no consent left, and it is audited', async () => {
  const { deps, caller, owner, send, clock, db } = await house()
  await recordConsent(deps, owner, { contactAddress: PERSON, channel: 'any' })

  expect(await addDnc(deps, caller, { contact: PERSON, reason: 'asked by email' })).toEqual({
    contact: PERSON,
    onInternalList: true,
    added: true,
    source: 'manual',
    since: clock.now().toISOString(),
    consentsRevoked: 1
  })

  await expect(send(sms(PERSON, 'Hello'))).rejects.toMatchObject({ code: 'recipient_opted_out' })
  expect(await db.select().from(dncList)).toMatchObject([{ contact: PERSON, reason: 'asked by email' }])
  expect((await db.select().from(contactConsent)).every(({ revokedAt }) => revokedAt !== null)).toBe(true)
  const audited = (await db.select().from(auditLog)).filter(({ event }) => event === 'dnc.added')
  expect(audited).toMatchObject([{ actor: 'agent:tok_of_agent', details: { added: true } }])
  expect(JSON.stringify(audited)).not.toContain(PERSON)
})

test('who is on the list stays there as he came there', async () => {
  const { deps, caller, agent, clock, db } = await house()
  await receiveMessage(deps, arrivingSms(agent, 'STOP'))
  const since = clock.now().toISOString()
  await clock.advance(60_000)

  expect(await addDnc(deps, caller, { contact: PERSON })).toMatchObject({ added: false, source: 'keyword', since })
  expect(await checkDnc(deps, caller, PERSON)).toMatchObject({ onInternalList: true, source: 'keyword', since })
  expect(await db.select().from(dncList)).toHaveLength(1)
})

test('who is kept under a pseudonym is on the list', async () => {
  const { deps, caller, agent, clock, db } = await house()
  const contact = pseudonymOf(deps, PERSON)
  const entry = { orgId: agent.orgId, contact, reason: 'kept', source: 'keyword' as const, createdAt: clock.now() }
  await db.insert(dncList).values(entry)

  expect(await checkDnc(deps, caller, PERSON)).toMatchObject({ onInternalList: true, source: 'keyword' })
  expect(await addDnc(deps, caller, { contact: PERSON })).toMatchObject({ added: false })
})

test('the list of one organization is not that of another', async () => {
  const { deps, caller } = await house()
  const other = orgCaller(await seedOrganization(deps))
  await addDnc(deps, other, { contact: PERSON })

  expect(await checkDnc(deps, caller, PERSON)).toMatchObject({ onInternalList: false, source: null, since: null })
})

test('a check tells whether the registry of the country has the number, and how old its copy is', async () => {
  const { deps, caller, clock } = await house()
  const unknown = { onNationalRegistry: null, lastChecked: null, nationalRegistry: 'National Do Not Call Registry' }
  expect(await checkDnc(deps, caller, PERSON)).toMatchObject(unknown)
  async function* file() {
    yield PERSON
  }
  await importRegistry(deps, 'us-ftc', file)

  const lastChecked = clock.now().toISOString()
  expect(await checkDnc(deps, caller, PERSON)).toMatchObject({ onNationalRegistry: true, lastChecked })
  expect(await checkDnc(deps, caller, '+14155550124')).toMatchObject({ onNationalRegistry: false, lastChecked })
  expect(await checkDnc(deps, caller, 'Ada@example.com')).toMatchObject({
    contact: 'ada@example.com',
    onNationalRegistry: null,
    nationalRegistry: null
  })
})

test('what is no address is refused', async () => {
  const { deps, caller, db } = await house()

  await expect(addDnc(deps, caller, { contact: 'everybody' })).rejects.toMatchObject({ code: 'invalid_recipient' })
  await expect(checkDnc(deps, caller, '4155550123')).rejects.toMatchObject({ code: 'invalid_recipient' })
  expect(await db.select().from(dncList)).toEqual([])
})
