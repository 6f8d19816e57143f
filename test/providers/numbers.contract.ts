import { expect, test } from 'vitest'
import type { NumberProvider } from '../../src/providers/contracts.ts'
import { failuresContract } from './failures.contract.ts'
import type { Stage } from './stage.ts'

const WEBHOOKS = {
  smsUrl: 'https://comms.example.com/webhooks/agt_1/sms',
  voiceUrl: 'https://comms.example.com/webhooks/agt_1/voice',
  statusUrl: 'https://comms.example.com/webhooks/agt_1/call-status'
}

const label = () => `agt_${Math.random().toString(36).slice(2)}`
const nextNumber = () => `+1415${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`

/** What every vendor of numbers must do. */
export function numbersContract(open: () => Promise<Stage<NumberProvider>>, account: unknown = 'AC…0000'): void {
  test('numbers for sale are E.164, of the country and able to do what was asked', async () => {
    const { provider } = await open()

    const offers = await provider.search({ country: 'US', sms: true, voice: true, limit: 2 })

    expect(offers.length).toBeGreaterThan(0)
    for (const offer of offers) {
      expect(offer.number).toMatch(/^\+[1-9]\d{6,14}$/)
      expect(offer).toMatchObject({ country: 'US', capabilities: { sms: true, voice: true } })
    }
  })
  test('a number that was bought is found by its label until it is released', async () => {
    const { provider } = await open()
    const mine = label()
    await provider.buy(nextNumber(), WEBHOOKS, `${mine}_other`)
    const bought = await provider.buy(nextNumber(), WEBHOOKS, mine)

    expect(await provider.find(mine)).toEqual([bought])
    await provider.release(bought.ref)

    expect(await provider.find(mine)).toEqual([])
  })
  test('a purchase whose answer was lost is found by its label', async () => {
    const { provider, fail } = await open()
    const [mine, number] = [label(), nextNumber()]
    await fail({ cut: 'after' })
    await expect(provider.buy(number, WEBHOOKS, mine)).rejects.toMatchObject({ code: 'provider_timeout' })

    expect(await provider.find(mine)).toMatchObject([{ number }])
  })
  test('a number can be pointed at us and released twice over', async () => {
    const { provider } = await open()
    const { ref } = await provider.buy(nextNumber(), WEBHOOKS, label())

    await provider.configure(ref, WEBHOOKS)
    await provider.configure(ref, WEBHOOKS)
    await provider.release(ref)
    await provider.release(ref)
  })
  test('a number that is sold is refused', async () => {
    const { provider } = await open()
    const number = nextNumber()
    await provider.buy(number, WEBHOOKS, label())

    await expect(provider.buy(number, WEBHOOKS, label())).rejects.toMatchObject({ code: 'provider_rejected' })
  })
  test('a good credential is told from its balance, without the account being named', async () => {
    const { provider } = await open()

    expect(await provider.verify()).toMatchObject({ account, balanceMicroUsd: 42_170_000, currency: 'USD' })
  })
  failuresContract('numbers', open, {
    does: (provider) => provider.buy(nextNumber(), WEBHOOKS, label()),
    reads: (provider) => provider.verify()
  })
}
