import { describe, expect, test } from 'vitest'
import { operations as smsOperations } from '../../src/providers/telephony/twilio.ts'
import { operations as accountOperations } from '../../src/providers/telephony/twilio-accounts.ts'
import { operations as callOperations } from '../../src/providers/telephony/twilio-calls.ts'
import { operations as numberOperations } from '../../src/providers/telephony/twilio-numbers.ts'
import { operations as registrationOperations } from '../../src/providers/telephony/twilio-registration.ts'
import { answerFake, failFake, fakeUrl, watchFake } from '../helpers/vendor-fake.ts'
import { accountsContract } from './accounts.contract.ts'
import { numbersContract } from './numbers.contract.ts'
import { openAt } from './stage.ts'
import { CALL, liveCallsContract, smsRecordContract, telephonyContract } from './telephony.contract.ts'
import { twilioWire } from './twilio-wire.ts'

/** Asks for every registration once: of numbers that are looked for, taken in, and toll-free. */
async function register(url: string): Promise<void> {
  const ref = `PN${'5'.repeat(32)}`
  const messagingServiceSid = `MG${'1'.repeat(32)}`
  const verified = { compliance: [{ campaign_status: 'VERIFIED' }], meta: { key: 'compliance' } }
  const looking = await openAt('numbers', url)
  const taking = await openAt('numbers', url, undefined, { messagingServiceSid })
  await answerFake('twilio', '/Compliance/Usa2p', verified)
  await looking.register({ ref, number: '+14155550120' })
  await answerFake('twilio', '/Compliance/Usa2p', verified)
  await answerFake('twilio', '/v1/Services', { services: [{ sid: messagingServiceSid }], meta: { key: 'services' } })
  await answerFake('twilio', `/PhoneNumbers/${ref}`, { code: 20404, message: 'not found', status: 404 }, 404)
  await taking.register({ ref, number: '+14155550120' })
  await looking.register({ ref, number: '+14155550120' })
  await looking.register({ ref, number: '+18335550120' })
}

describe('over a local wire', () => {
  const open = async <P extends 'telephony' | 'numbers' | 'accounts'>(port: P) => {
    const { url, requests, fail } = await twilioWire()
    return { provider: await openAt(port, url), fail, requests: () => requests.length }
  }
  telephonyContract(() => open('telephony'))
  smsRecordContract(() => open('telephony'))
  liveCallsContract(() => open('telephony'))
  numbersContract(() => open('numbers'))
  accountsContract(() => open('accounts'))
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const url = `${fakeUrl}/api.twilio.com`
  const watch = fakeUrl === undefined ? undefined : watchFake('twilio')
  const stage = {
    fail: (fault: Parameters<typeof failFake>[1]) => failFake('twilio', fault),
    requests: () => watch?.requests() ?? 0
  }
  telephonyContract(async () => ({ ...stage, provider: await openAt('telephony', url) }))
  smsRecordContract(async () => ({ ...stage, provider: await openAt('telephony', url) }))
  numbersContract(async () => ({ ...stage, provider: await openAt('numbers', url) }))

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    const numbers = await openAt('numbers', url)
    for (const kinds of [['Local'], ['Local', 'Mobile']]) {
      for (const kind of kinds) await answerFake('twilio', `/${kind}.json`, { available_phone_numbers: [] })
      await numbers.search({ country: 'US', sms: true, voice: true, limit: 1 })
    }

    const telephony = await openAt('telephony', url)
    await telephony.endCall((await telephony.call(CALL)).ref)

    // The fake keeps no accounts: what it is asked is checked here, what it means over the local wire.
    const accounts = await openAt('accounts', url)
    const { accountSid } = await accounts.create('crd_of_an_organization')
    await Promise.all([accounts.find('crd_of_an_organization'), accounts.close(accountSid), accounts.plan()])

    await register(`${fakeUrl}/messaging.twilio.com`)

    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(
      expect.arrayContaining([
        ...smsOperations,
        ...callOperations,
        ...numberOperations,
        ...accountOperations,
        ...registrationOperations
      ])
    )
  })
})
