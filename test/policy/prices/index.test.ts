import { expect, test } from 'vitest'
import { PRICE_TABLES, unitPriceMicroUsd } from '../../../src/policy/prices/index.ts'

test.each([
  ['twilio', 'sms', 'US', 7900],
  ['twilio', 'sms', 'GB', 56_000],
  ['twilio', 'sms', 'DE', 150_000],
  ['twilio', 'sms', 'ZW', 500_000],
  ['twilio', 'sms', null, 500_000],
  ['twilio', 'mms', 'US', 22_000],
  ['twilio', 'call', 'US', 110_000],
  ['twilio', 'whatsapp', 'US', 80_000],
  ['resend', 'email', null, 1000],
  ['elevenlabs', 'tts', null, 30_000]
] as const)('a unit of %s %s to %s costs %i micro-dollars at most', (provider, medium, country, price) => {
  expect(unitPriceMicroUsd(provider, medium, country)).toBe(price)
})

test('what has no price cannot be sent', () => {
  expect(() => unitPriceMicroUsd('nobody', 'sms', 'US')).toThrow('no price table')
})

test.each(PRICE_TABLES.map((table) => [`${table.provider} ${table.medium}`, table] as const))(
  'the prices of %s are whole, named by country, dated and sourced, and the ceiling is above all of them',
  (_name, { source, checked, prices, assumed, otherwise }) => {
    const all = { ...prices, ...assumed }

    expect(source).toMatch(/^https:\/\//)
    expect(checked).toMatch(/^\d{4}-\d\d-\d\d$/)
    for (const [country, price] of Object.entries(all)) {
      expect(country).toMatch(/^[A-Z]{2}$/)
      expect(Number.isSafeInteger(price) && price > 0 && price <= otherwise).toBe(true)
    }
    expect(Object.keys(prices).filter((country) => country in assumed)).toEqual([])
  }
)
