import { expect, test } from 'vitest'
import { agents, auditLog, countryTermsAccepted } from '../../src/db/schema/index.ts'
import { COUNTRIES } from '../../src/policy/countries/index.ts'
import { countryTerms } from '../../src/services/country-terms.ts'
import { expectNothingLeft, provisioningHouse } from '../helpers/provisioning-house.ts'

test('who provisions in a country takes note of its duties, once for each version of them', async () => {
  const { deps, provision, orgId } = await provisioningHouse()

  const made = await provision({ agentId: 'ada' })
  await provision({ agentId: 'bob' })

  const [terms, ...others] = await deps.db.select().from(countryTermsAccepted)
  expect(others).toEqual([])
  expect(terms).toMatchObject({
    orgId,
    country: 'US',
    termsVersion: made.countryTerms.version,
    acceptedBy: 'org:tok_of_org',
    acceptedAt: deps.clock.now()
  })
  expect((await deps.db.select().from(auditLog))[0]?.details).toMatchObject({
    country: 'US',
    countryTermsAccepted: made.countryTerms.version
  })
})

test('an agent in another country is another note', async () => {
  const { deps, provision } = await provisioningHouse()

  await provision()
  await provision({ country: 'GB' })

  const noted = await deps.db.select().from(countryTermsAccepted)
  expect(noted.map(({ country }) => country).toSorted()).toEqual(['GB', 'US'])
})

test('nothing is noted of a provisioning that failed', async () => {
  const house = await provisioningHouse()

  await expect(house.provision({ country: 'JP' })).rejects.toMatchObject({ code: 'no_number_available' })

  expect(await house.deps.db.select().from(countryTermsAccepted)).toEqual([])
  await expectNothingLeft(house)
  expect(await house.deps.db.select().from(agents)).toEqual([])
})

test('the duties are told in words: registration, consent, register, disclosure, recording, opt-out', () => {
  const { duties, version } = countryTerms('US')

  expect(version).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  for (const duty of [
    /A2P 10DLC.*30034/,
    /express consent/,
    /National Do Not Call Registry/,
    /AI/,
    /recorded/,
    /opt-out/
  ])
    expect(duties).toContainEqual(expect.stringMatching(duty))
})

test.each([...COUNTRIES.map(({ iso }) => iso), 'ZZ'])('%s has duties of some version', (iso) => {
  const terms = countryTerms(iso)

  expect(terms.country).toBe(iso)
  expect(terms.version).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  expect(terms.duties.length).toBeGreaterThan(1)
})
