import { describe, expect, test } from 'vitest'
import { operations as smsOperations } from '../../src/providers/telephony/telnyx.ts'
import { operations as callOperations } from '../../src/providers/telephony/telnyx-calls.ts'
import { operations as numberOperations } from '../../src/providers/telephony/telnyx-numbers.ts'
import { operations as routingOperations } from '../../src/providers/telephony/telnyx-routing.ts'
import { answerFake, failFake, fakeUrl, watchFake } from '../helpers/vendor-fake.ts'
import { failuresContract } from './failures.contract.ts'
import { numbersContract } from './numbers.contract.ts'
import { openTelnyx, TELNYX_ACCOUNT } from './stage.ts'
import { CALL, liveCallsContract, SMS, telephonyContract } from './telephony.contract.ts'
import { telnyxWire } from './telnyx-wire.ts'

describe('over a local wire', () => {
  const open = async <P extends 'telephony' | 'numbers'>(port: P) => {
    const { url, requests, fail } = await telnyxWire()
    return { provider: await openTelnyx(port, url), fail, requests: () => requests.length }
  }
  telephonyContract(() => open('telephony'))
  liveCallsContract(() => open('telephony'))
  numbersContract(() => open('numbers'), expect.stringMatching(/^key [0-9a-f]{8}$/))
})

const WEBHOOKS = {
  smsUrl: 'https://comms.example.com/webhooks/agt_1/sms',
  voiceUrl: 'https://comms.example.com/webhooks/agt_1/voice',
  statusUrl: 'https://comms.example.com/webhooks/agt_1/call-status'
}
const PROFILE = '40385f64-5717-4562-b3fc-2c963f66afa6'
const NUMBER = '+14155550120'
const CALLS = `/v2/texml/Accounts/${TELNYX_ACCOUNT.accountId}/Calls`

/** The fake keeps nothing of Telnyx: its answers are given here, its judgement is of what it is asked. */
async function buyAndRelease(url: string): Promise<void> {
  const numbers = await openTelnyx('numbers', url)
  const held = { data: [{ id: '1', phone_number: NUMBER, customer_reference: 'agt_1' }] }
  await answerFake('telnyx', '/v2/available_phone_numbers', { data: [] })
  await numbers.search({ country: 'US', sms: true, voice: true, limit: 2 })
  for (const known of [false, true]) {
    await answerFake('telnyx', '/v2/phone_numbers', held)
    await answerFake('telnyx', '/v2/texml_applications', { data: known ? [{ id: '2', friendly_name: 'agt_1' }] : [] })
    await answerFake('telnyx', '/v2/messaging_profiles', { data: known ? [{ id: PROFILE, name: 'agt_1' }] : [] })
    await numbers.buy(NUMBER, WEBHOOKS, 'agt_1')
  }
  await answerFake('telnyx', '/v2/phone_numbers', held)
  await answerFake('telnyx', '/v2/texml_applications', { data: [{ id: '2', friendly_name: 'agt_1' }] })
  await answerFake('telnyx', '/v2/messaging_profiles', { data: [{ id: PROFILE, name: 'agt_1' }] })
  await numbers.release(NUMBER)
  // What the fake makes up itself counts as used, and fits nothing.
  await answerFake('telnyx', '/v2/phone_numbers', held)
  await numbers.release(NUMBER)
  await numbers.find('agt_1')
  await numbers.register({ ref: NUMBER, number: NUMBER })
  await numbers.verify()
}

async function callAndText(url: string): Promise<void> {
  const telephony = await openTelnyx('telephony', url)
  const call = { sid: 'v3:a', status: 'completed', from: CALL.from, to: CALL.to, date_created: '2026-11-20T12:00:00Z' }
  await answerFake('telnyx', CALLS, { from: CALL.from, to: CALL.to, status: 'queued', sid: 'v3:a' })
  const { ref } = await telephony.call(CALL)
  await telephony.redirectCall(ref, telephony.answer([{ do: 'hangup' }]))
  await telephony.endCall(ref)
  await answerFake('telnyx', `${CALLS}/v3%3Aa`, call)
  await telephony.fetchCall(ref)
  await answerFake('telnyx', CALLS, { calls: [call], next_page_uri: null })
  await telephony.listCalls({ from: CALL.from, to: CALL.to, since: new Date(0) })
  await telephony.listCalls({ from: CALL.from, to: CALL.to, since: new Date(0) }).catch(() => undefined)
  await telephony.sendSms(SMS)
  await telephony.sendSms({ ...SMS, mediaUrls: ['https://files.example.org/a.png'] })
  await telephony.priceOf(PROFILE)
}

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const url = `${fakeUrl}/telnyx`
  const watch = fakeUrl === undefined ? undefined : watchFake('telnyx')
  const stage = {
    fail: (fault: Parameters<typeof failFake>[1]) => failFake('telnyx', fault),
    requests: () => watch?.requests() ?? 0
  }
  failuresContract('telephony', async () => ({ ...stage, provider: await openTelnyx('telephony', url) }), {
    does: (provider) => provider.call(CALL),
    reads: (provider) => provider.fetchCall('v3:a')
  })

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    await buyAndRelease(url)
    await callAndText(url)

    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(
      expect.arrayContaining([...smsOperations, ...callOperations, ...numberOperations, ...routingOperations])
    )
  })
})
