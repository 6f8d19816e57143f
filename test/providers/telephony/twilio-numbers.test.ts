import { expect, test } from 'vitest'
import { openAt } from '../stage.ts'
import { twilioWire } from '../twilio-wire.ts'

test('a base URL may have a path of its own', async () => {
  const wire = await twilioWire()
  const numbers = await openAt('numbers', `${wire.url}/api.twilio.com/`)

  await expect(numbers.verify()).rejects.toMatchObject({ details: { providerCode: '20404' } })

  expect(wire.requests[0]?.path).toMatch(/^\/api\.twilio\.com\/2010-04-01\/Accounts\/AC0+\/Balance\.json$/)
})

test('a country without local numbers is asked for mobile and then for toll-free ones', async () => {
  const offer = { phone_number: '+448005550100', iso_country: 'GB', capabilities: { voice: true, SMS: true } }
  const wire = await twilioWire({
    'GET /AvailablePhoneNumbers/GB/Mobile.json': () => ({ body: { available_phone_numbers: [] } }),
    'GET /AvailablePhoneNumbers/GB/TollFree.json': () => ({ body: { available_phone_numbers: [offer] } })
  })
  const numbers = await openAt('numbers', wire.url)

  const found = await numbers.search({ country: 'GB', sms: true, voice: false, limit: 3 })

  expect(found).toEqual([
    { number: '+448005550100', country: 'GB', capabilities: { sms: true, mms: false, voice: true } }
  ])
  expect(wire.requests.map(({ path }) => path.replace(/^.*\//, ''))).toEqual([
    'Local.json',
    'Mobile.json',
    'TollFree.json'
  ])
  expect(wire.requests[0]?.query.get('SmsEnabled')).toBe('true')
  expect(wire.requests[0]?.query.has('VoiceEnabled')).toBe(false)
})

test('a country that has nothing yields nothing', async () => {
  const numbers = await openAt('numbers', (await twilioWire()).url)

  expect(await numbers.search({ country: 'FR', sms: true, voice: true, limit: 3 })).toEqual([])
})

test('a number is pointed at us with everything that it may post', async () => {
  const wire = await twilioWire()
  const numbers = await openAt('numbers', wire.url)
  const webhooks = {
    smsUrl: 'https://c.example/sms',
    voiceUrl: 'https://c.example/voice',
    statusUrl: 'https://c.example/status'
  }

  const { ref } = await numbers.buy('+14155550120', webhooks, 'agt_1')
  await numbers.configure(ref, webhooks)

  for (const { body } of wire.requests)
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      SmsUrl: 'https://c.example/sms',
      SmsMethod: 'POST',
      VoiceUrl: 'https://c.example/voice',
      VoiceMethod: 'POST',
      StatusCallback: 'https://c.example/status',
      StatusCallbackMethod: 'POST'
    })
})

test('a balance in another currency is not passed off as dollars', async () => {
  const balance = { account_sid: `AC${'0'.repeat(32)}`, balance: '9.50', currency: 'EUR' }
  const wire = await twilioWire({ 'GET /Balance.json': () => ({ body: balance }) })

  expect(await (await openAt('numbers', wire.url)).verify()).toMatchObject({ balanceMicroUsd: null, currency: 'EUR' })
})
