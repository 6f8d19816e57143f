import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { contactConsent, contacts } from '../../src/db/schema/index.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'

const HOUR_MS = 3_600_000

/** What is on record of PERSON. */
async function recordOf({ deps, agent }: Awaited<ReturnType<typeof sendingHouse>>) {
  const his = and(eq(contacts.orgId, agent.orgId), eq(contacts.contact, PERSON))
  const [profile] = await deps.db.select().from(contacts).where(his)
  const consents = await deps.db.select().from(contactConsent).where(eq(contactConsent.contact, PERSON))
  return { profile, consents }
}

test('before a person is written to for the first time, the directory tells his zone and consent, with proof', async () => {
  const house = await sendingHouse()

  await house.send(sms(PERSON, 'Hello'))

  const { profile, consents } = await recordOf(house)
  expect(profile).toMatchObject({ region: 'US-CA', lead: false, askedAt: house.clock.now() })
  expect(consents).toMatchObject([{ kind: 'express', channel: 'any', source: 'directory', recordedBy: 'system' }])
  const [{ id, proof } = { id: '', proof: '' }] = consents
  expect(proof).not.toContain('simulated')
  expect(house.deps.sealer.open(proof ?? '', id)).toBe('simulated form')
})

test('a directory is not asked again while its answer holds, and is when it does not', async () => {
  const house = await sendingHouse()
  await house.send(sms(PERSON, 'one'))
  const first = await recordOf(house)

  await house.send(sms(PERSON, 'two'))
  expect((await recordOf(house)).profile).toEqual(first.profile)

  await house.clock.advance(12 * HOUR_MS)
  await house.send(sms(PERSON, 'three'))
  const { profile, consents } = await recordOf(house)
  expect(profile?.askedAt).toEqual(house.clock.now())
  expect(consents).toHaveLength(1)
})

test('a directory that fails changes nothing on record: what is there decides', async () => {
  const house = await sendingHouse()
  await house.send(sms(PERSON, 'one'))
  const before = await recordOf(house)
  house.simulator.fault({ vendor: 'directory', status: 500 })
  await house.clock.advance(12 * HOUR_MS)

  await house.send(sms(PERSON, 'two', { purpose: 'transactional' }))

  expect(await recordOf(house)).toEqual(before)
  expect(house.texts()).toHaveLength(2)
})

test('however many messages a person gets at once, the directory is asked about him once', async () => {
  const house = await sendingHouse()
  house.simulator.fault({ vendor: 'directory', status: 500, every: 2, times: -1 })

  await Promise.all(Array.from({ length: 8 }, (_, n) => house.send(sms(PERSON, `number ${n}`))))

  expect(house.texts()).toHaveLength(8)
  expect((await recordOf(house)).consents).toHaveLength(1)
})

test('what was recorded otherwise stays when the directory speaks', async () => {
  const house = await sendingHouse()
  const { deps, agent, clock } = house
  const row = { orgId: agent.orgId, contact: PERSON, channel: 'sms', source: 'web form', recordedBy: 'org:test' }
  const rest = { purpose: 'marketing', kind: 'express', grantedAt: clock.now(), createdAt: clock.now() } as const
  await deps.db.insert(contactConsent).values({ id: 'cns_own', ...row, ...rest })

  await house.send(sms(PERSON, 'one'))

  expect((await recordOf(house)).consents.map(({ source }) => source).sort()).toEqual(['directory', 'web form'])
})

test('a directory that lags behind does not revive consent that the person withdrew', async () => {
  const house = await sendingHouse()
  const { deps, clock } = house
  await house.send(sms(PERSON, 'one'))
  const revokedAt = clock.now()
  await deps.db.update(contactConsent).set({ revokedAt }).where(eq(contactConsent.contact, PERSON))
  await clock.advance(12 * HOUR_MS)

  await house.send(sms(PERSON, 'two', { purpose: 'transactional' })).catch(() => undefined)

  expect((await recordOf(house)).profile?.askedAt).toEqual(clock.now())
  expect((await recordOf(house)).consents).toMatchObject([{ revokedAt }])
})
