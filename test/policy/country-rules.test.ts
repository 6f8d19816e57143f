import { describe, expect, test } from 'vitest'
import type { Queries } from '../../src/db/open.ts'
import type { Intent, Subject } from '../../src/policy/check.ts'
import { countryRulesCheck } from '../../src/policy/country-rules.ts'
import { registrationsOf } from '../../src/policy/registrations.ts'
import { subject } from '../helpers/subject.ts'

interface Case extends Partial<Subject> {
  contact?: string
  allowedCountries?: string[]
  phoneStatus?: string
  agentCountry?: string
  ownAddress?: string
}

async function judged({ contact = '+14155550123', allowedCountries, ...given }: Case) {
  const { phoneStatus = 'active', agentCountry = 'US', ownAddress = '+12065550100', ...values } = given
  const intent = {
    ...subject(values),
    ...{ contact, ownAddress },
    org: { settings: { allowedCountries } },
    agent: { phoneStatus, country: agentCountry }
  } as unknown as Intent
  return countryRulesCheck.judge(intent, await countryRulesCheck.load({} as Queries, intent))
}

describe('a country', () => {
  test.each<[string, Case, string | undefined]>([
    ['passes where none is named', { country: 'DE' }, undefined],
    ['passes where it is named', { country: 'DE', allowedCountries: ['US', 'DE'] }, undefined],
    ['is refused where others are named', { country: 'DE', allowedCountries: ['US'] }, 'not-allowed'],
    ['is refused where none may be reached', { country: 'US', allowedCountries: [] }, 'not-allowed'],
    ['that is risky is refused where none is named', { country: 'SO', contact: '+25261234567' }, 'risky'],
    ['that is risky passes where it is named', { country: 'SO', allowedCountries: ['SO'] }, undefined],
    ['is refused on a call too', { country: 'SO', channel: 'voice', action: 'call' }, 'risky'],
    ['is refused on WhatsApp too', { country: 'DE', channel: 'whatsapp', allowedCountries: ['US'] }, 'not-allowed'],
    ['is refused for what answers a keyword', { country: 'SO', purpose: 'opt_out_confirmation' }, 'risky'],
    ['is no matter of an email', { country: null, channel: 'email', allowedCountries: [] }, undefined],
    ['behind a number of nobody passes', { country: null, contact: '+15550100001' }, undefined],
    [
      'behind a number of nobody passes where named',
      { country: null, contact: '+15550100001', allowedCountries: ['US'] },
      undefined
    ],
    [
      'behind a number of nobody is refused',
      { country: null, contact: '+15550100001', allowedCountries: ['DE'] },
      'not-allowed'
    ],
    ['behind a number of no country passes', { country: null, contact: '+999123456789' }, undefined],
    ['behind a number of nobody may be risky', { country: null, contact: '+2465551234' }, 'risky'],
    ['that shares its code with a risky one is refused', { country: null, contact: '+2901234' }, 'risky']
  ])('%s', async (_name, given, reason) => {
    const refusal = await judged(given)

    expect([refusal?.code, refusal?.details?.['reason']]).toEqual([reason && 'destination_blocked', reason])
  })
})

test('a refusal names the country, where it is known, and whether an owner has closed it', async () => {
  expect((await judged({ country: 'DE', allowedCountries: ['US'] }))?.message).toBe(
    'Nothing was sent: this organization does not reach DE.'
  )
  expect((await judged({ country: 'SO', contact: '+25261234567' }))?.message).toMatch(/^Nothing was sent: SO is closed/)
  expect((await judged({ country: null, allowedCountries: [] }))?.message).toBe(
    'Nothing was sent: this organization does not reach this country.'
  )
})

describe('a number that is not registered yet', () => {
  const pending = { phoneStatus: 'pending_registration' }
  test.each<[string, Case, string | undefined]>([
    ['may not text', pending, 'A2P 10DLC brand and campaign'],
    ['may not text abroad either', { ...pending, country: 'CA' }, 'A2P 10DLC brand and campaign'],
    ['that is toll-free lacks its verification', { ...pending, ownAddress: '+18335550100' }, 'Toll-free verification'],
    ['may call', { ...pending, channel: 'voice', action: 'call' }, undefined],
    ['stands in the way of no email', { ...pending, channel: 'email', country: null }, undefined],
    [
      'may text where nothing is to register',
      { ...pending, agentCountry: 'GB', ownAddress: '+447400123456' },
      undefined
    ]
  ])('%s', async (_name, given, registration) => {
    const refusal = await judged(given)

    expect([refusal?.code, refusal?.details?.['registration']]).toEqual([
      registration && 'registration_required',
      registration
    ])
    if (refusal) expect(refusal.message).toContain('may receive and call, but not text yet')
  })
})

test('a registered number may text', async () => {
  expect(await judged({ phoneStatus: 'active' })).toBeUndefined()
})

test.each([
  ['+12065550100', 'US', 'sms', ['A2P 10DLC brand and campaign']],
  ['+18335550100', 'US', 'sms', ['Toll-free verification']],
  ['+12065550100', 'US', 'voice', []],
  ['+12065550100', 'US', 'email', []],
  ['+447400123456', 'GB', 'sms', []],
  ['+6581234567', 'SG', 'sms', []],
  ['+919812345678', 'IN', 'sms', ['TRAI DLT: principal entity, sender header and content template']]
] as const)('%s in %s must have on %s: %j', (number, country, channel, names) => {
  expect(registrationsOf(number, country, channel).map(({ name }) => name)).toEqual(names)
})
