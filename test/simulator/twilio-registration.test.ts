import { expect, test } from 'vitest'
import { createProviders, openProvider } from '../../src/providers/index.ts'
import { credentials, simulated } from './simulated.ts'

const HOOKS = {
  smsUrl: 'https://ours.example/sms',
  voiceUrl: 'https://ours.example/voice',
  statusUrl: 'https://ours.example/status'
}

/** The port of the product over the simulated carrier. */
async function numbers() {
  const { simulator } = await simulated()
  const { accountSid, authToken } = credentials
  const handle = createProviders({
    vendors: { telephony: 'twilio', email: 'resend', baseUrls: {} } as never,
    simulator: { url: simulator.url, credentials: { twilio: { accountSid, authToken } } }
  })
  return { simulator, port: await openProvider(handle, 'numbers', { id: 'org_a', mode: 'sandbox' }) }
}

test.each(['+14155550155', '+18335550155'])(
  '%s may text while the campaign of the account is verified',
  async (wanted) => {
    const { simulator, port } = await numbers()
    const { ref, number } = await port.buy(wanted, HOOKS, 'num_1')

    const registered = await port.register({ ref, number })
    simulator.behave({ campaign: 'IN_PROGRESS' })
    const waiting = await port.register({ ref, number })
    simulator.behave({ campaign: 'FAILED' })
    const failed = await port.register({ ref, number })

    expect([registered, waiting, failed]).toEqual([true, false, false])
  }
)

test('a number that the account does not hold is in no service of it', async () => {
  const { port } = await numbers()

  expect(await port.register({ ref: `PN${'0'.repeat(32)}`, number: '+14155550155' })).toBe(false)
  expect(await port.register({ ref: `PN${'0'.repeat(32)}`, number: '+18335550155' })).toBe(false)
})
