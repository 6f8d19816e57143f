import { expect, test } from 'vitest'
import {
  createProviders,
  openProvider,
  ownAccounts,
  telephonyVendor,
  webhookSecret
} from '../../../src/providers/index.ts'
import { openTelnyx, TELNYX_ACCOUNT } from '../stage.ts'
import { SMS } from '../telephony.contract.ts'
import { refusal, telnyxWire } from '../telnyx-wire.ts'

const PRODUCTION = { id: 'org_a', mode: 'production' } as const
const WEBHOOKS = {
  smsUrl: 'https://comms.example.com/webhooks/agt_1/sms',
  voiceUrl: 'https://comms.example.com/webhooks/agt_1/voice',
  statusUrl: 'https://comms.example.com/webhooks/agt_1/call-status'
}

test('an SMS leaves as JSON, once, with every medium and where its report goes', async () => {
  const wire = await telnyxWire()
  const telephony = await openTelnyx('telephony', wire.url)

  await telephony.sendSms({ ...SMS, mediaUrls: ['https://a.example/1.png'] })

  expect(wire.requests.map(({ body }) => JSON.parse(body))).toEqual([
    {
      ...{ from: SMS.from, to: SMS.to, text: SMS.body, webhook_url: SMS.statusCallbackUrl },
      ...{ type: 'MMS', media_urls: ['https://a.example/1.png'] }
    }
  ])
})

test.each([
  [{ cost: { amount: '0.0051', currency: 'USD' } }, 5100],
  [{ cost: { amount: '0.0051', currency: 'EUR' } }, null],
  [{ cost: null }, null],
  [{}, null]
])('a message with %j cost %s micro-dollars', async (fields, cost) => {
  const wire = await telnyxWire({ 'GET /v2/messages/*': () => ({ body: { data: { id: '1', ...fields } } }) })

  expect(await (await openTelnyx('telephony', wire.url)).priceOf('1234567')).toBe(cost)
})

test('a message that failed at once was not sent', async () => {
  const data = { id: '1', to: [{ status: 'sending_failed' }], errors: [{ code: '40010' }] }
  const wire = await telnyxWire({ 'POST /v2/messages': () => ({ body: { data } }) })

  await expect((await openTelnyx('telephony', wire.url)).sendSms(SMS)).rejects.toMatchObject({
    code: 'provider_rejected',
    details: { providerCode: 'telnyx_40010' }
  })
})

test('an opted-out recipient is named as such', async () => {
  const wire = await telnyxWire({ 'POST /v2/messages': () => refusal(40300) })

  await expect((await openTelnyx('telephony', wire.url)).sendSms(SMS)).rejects.toMatchObject({
    details: { optedOut: true, providerCode: 'telnyx_40300' }
  })
})

test('a refusal that is not listed is quoted without the numbers in it', async () => {
  const wire = await telnyxWire({ 'POST /v2/messages': () => refusal(49999, 422, 'Cannot reach +1 (415) 555-0199.') })

  await expect((await openTelnyx('telephony', wire.url)).sendSms(SMS)).rejects.toMatchObject({
    message: 'Telnyx refused: Cannot reach (number).',
    details: { providerCode: 'telnyx_49999' }
  })
})

test('a message of unknown outcome is never said to be absent, for Telnyx has no list to look into', async () => {
  const wire = await telnyxWire()
  const telephony = await openTelnyx('telephony', wire.url)

  expect(await telephony.listSms({ from: SMS.from, to: SMS.to, since: new Date(0) })).toBeUndefined()
  expect(wire.requests).toEqual([])
})

test('a number that is bought posts its calls and texts here, under an application and a profile of its own', async () => {
  const wire = await telnyxWire()
  const numbers = await openTelnyx('numbers', wire.url)

  await numbers.buy('+14155550120', WEBHOOKS, 'agt_1')
  await numbers.buy('+14155550121', WEBHOOKS, 'agt_11')

  const [application, other] = [...wire.applications.values()]
  const [profile] = [...wire.profiles.values()]
  expect(wire.applications.size).toBe(2)
  expect(application).toMatchObject({ friendly_name: 'agt_1', voice_url: WEBHOOKS.voiceUrl, voice_method: 'post' })
  expect(application).toMatchObject({ status_callback: WEBHOOKS.statusUrl, status_callback_method: 'post' })
  expect(profile).toMatchObject({ name: 'agt_1', webhook_url: WEBHOOKS.smsUrl, webhook_api_version: '2' })
  expect([...wire.numbers.values()]).toMatchObject([
    { connection_id: application?.['id'], messaging_profile_id: profile?.['id'] },
    { connection_id: other?.['id'] }
  ])
})

test('pointing a number elsewhere changes what it has, and makes nothing new', async () => {
  const wire = await telnyxWire()
  const numbers = await openTelnyx('numbers', wire.url)
  const { ref } = await numbers.buy('+14155550120', WEBHOOKS, 'agt_1')

  await numbers.configure(ref, { ...WEBHOOKS, voiceUrl: 'https://moved.example/voice' })

  expect([...wire.applications.values()]).toMatchObject([{ voice_url: 'https://moved.example/voice' }])
  expect(wire.profiles.size).toBe(1)
})

test('a number that is given back leaves nothing behind, and takes nothing of another with it', async () => {
  const wire = await telnyxWire()
  const numbers = await openTelnyx('numbers', wire.url)
  const { ref } = await numbers.buy('+14155550120', WEBHOOKS, 'agt_1')
  await numbers.buy('+14155550121', WEBHOOKS, 'agt_11')

  await numbers.release(ref)

  expect([...wire.numbers.values()]).toMatchObject([{ phone_number: '+14155550121' }])
  expect([...wire.applications.values()]).toMatchObject([{ friendly_name: 'agt_11' }])
  expect([...wire.profiles.values()]).toMatchObject([{ name: 'agt_11' }])
})

test('a number that was ordered and cannot be put to use is looked for, not bought again', async () => {
  const wire = await telnyxWire({ 'POST /v2/texml_applications': () => refusal(10015, 400) })
  const numbers = await openTelnyx('numbers', wire.url)

  await expect(numbers.buy('+14155550120', WEBHOOKS, 'agt_1')).rejects.toMatchObject({ code: 'provider_timeout' })
  expect(await numbers.find('agt_1')).toEqual([{ ref: '+14155550120', number: '+14155550120' }])
})

test('a number that the account does not hold is refused', async () => {
  const wire = await telnyxWire()

  await expect((await openTelnyx('numbers', wire.url)).configure('+14155550120', WEBHOOKS)).rejects.toMatchObject({
    code: 'provider_rejected'
  })
})

test.each([
  [[{ phoneNumber: '+14155550120', assignmentStatus: 'ASSIGNED' }], true],
  [[{ phoneNumber: '+14155550120', assignmentStatus: 'PENDING_ASSIGNMENT' }], false],
  [[{ phoneNumber: '+14155550199', assignmentStatus: 'ASSIGNED' }], false],
  [[], false]
])('with the campaigns %j a number is registered: %s', async (records, registered) => {
  const wire = await telnyxWire({ 'GET /v2/10dlc/phone_number_campaigns': () => ({ body: { records } }) })

  expect(await (await openTelnyx('numbers', wire.url)).register({ ref: '+14155550120', number: '+14155550120' })).toBe(
    registered
  )
})

test('nobody has an account of his own at Telnyx', async () => {
  const accounts = await openTelnyx('accounts', 'http://127.0.0.1:9')

  for (const refused of [accounts.plan(), accounts.create('x'), accounts.find('x'), accounts.close('x')])
    await expect(refused).rejects.toMatchObject({ code: 'capability_unavailable' })
})

test.each([
  ['TELNYX_API_KEY', { apiKey: 'line\nbreak' }],
  ['TELNYX_ACCOUNT_ID', { accountId: '../../messages' }],
  ['TELNYX_CONNECTION_ID', { connectionId: 'the first one' }]
])('a malformed %s is named and not shown', async (name, wrong) => {
  const telnyx = { ...TELNYX_ACCOUNT, publicKey: 'unused', ...wrong }
  const handle = createProviders({ vendors: { telephony: 'telnyx', email: 'resend', telnyx } })

  const error = await openProvider(handle, 'telephony', PRODUCTION).catch((thrown: unknown) => thrown)

  expect(error).toMatchObject({ code: 'provider_rejected', message: expect.stringContaining(name) })
  for (const value of Object.values(wrong))
    expect(JSON.stringify(error)).not.toContain(JSON.stringify(value).slice(1, -1))
})

test('who carries for whom: the operator, the simulator for a sandbox, and Twilio for whoever brings an account', () => {
  const telnyx = { ...TELNYX_ACCOUNT, publicKey: 'the key' }
  const handle = createProviders({ vendors: { telephony: 'telnyx', email: 'resend', telnyx } })
  const own = ownAccounts({ twilio: { accountSid: `AC${'1'.repeat(32)}`, authToken: 't' } })

  expect(telephonyVendor(handle, PRODUCTION)).toBe('telnyx')
  expect(telephonyVendor(handle, { id: 'org_b', mode: 'sandbox' })).toBe('twilio')
  expect(telephonyVendor(handle, { ...PRODUCTION, own })).toBe('twilio')
  expect(webhookSecret(handle, 'telnyx', PRODUCTION)).toEqual({ publicKey: 'the key' })
})

test('without an account it is said what Telnyx needs', async () => {
  const handle = createProviders({ vendors: { telephony: 'telnyx', email: 'resend' } })

  await expect(openProvider(handle, 'telephony', PRODUCTION)).rejects.toMatchObject({
    code: 'provider_unavailable',
    details: { variables: ['TELNYX_API_KEY', 'TELNYX_ACCOUNT_ID', 'TELNYX_CONNECTION_ID', 'TELNYX_PUBLIC_KEY'] }
  })
})
