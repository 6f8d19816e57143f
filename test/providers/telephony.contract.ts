import { expect, test } from 'vitest'
import type { TelephonyProvider } from '../../src/providers/contracts.ts'
import { failuresContract } from './failures.contract.ts'
import type { Stage } from './stage.ts'

/** A text that every vendor takes. */
export const SMS = {
  from: '+14155550100',
  to: '+14155550199',
  body: 'Ready at noon? Zwölf Uhr & 100% 👍',
  statusCallbackUrl: 'https://comms.example.com/webhooks/agt_1/message-status?m=msg_1&t=2'
}

/** What every vendor of telephony must do. */
export function telephonyContract(open: () => Promise<Stage<TelephonyProvider>>): void {
  test('sending an SMS returns a reference, and a price that is whole micro-dollars or not known yet', async () => {
    const { provider } = await open()

    const sent = await provider.sendSms(SMS)

    expect(sent.ref).toMatch(/./)
    expect(sent.status).toBe('queued')
    expect(sent.costMicroUsd === null || Number.isInteger(sent.costMicroUsd)).toBe(true)
  })
  test('what was sent is found again by sender and recipient, word for word', async () => {
    const { provider } = await open()
    const since = new Date()
    const sent = await provider.sendSms(SMS)

    const found = await provider.listSms({ from: SMS.from, to: SMS.to, since })

    expect(found.find(({ ref }) => ref === sent.ref)).toMatchObject({ body: SMS.body, createdAt: expect.any(Date) })
  })
  test('a send whose answer was lost is found again', async () => {
    const { provider, fail } = await open()
    const body = `lost ${Math.random()}`
    const since = new Date()
    await fail({ cut: 'after' })
    await expect(provider.sendSms({ ...SMS, body })).rejects.toMatchObject({ code: 'provider_timeout' })

    const found = await provider.listSms({ from: SMS.from, to: SMS.to, since })

    expect(found.filter((message) => message.body === body)).toHaveLength(1)
  })
  test('a price that the vendor has not named yet is not known', async () => {
    const { provider } = await open()
    const { ref } = await provider.sendSms(SMS)

    const price = await provider.priceOf(ref)

    expect(price === null || Number.isInteger(price)).toBe(true)
  })
  test('what was never sent is not found', async () => {
    const { provider } = await open()

    expect(await provider.listSms({ from: SMS.from, to: '+14155550111', since: new Date(0) })).toEqual([])
  })
  failuresContract('telephony', open, {
    does: (provider) => provider.sendSms(SMS),
    reads: (provider) => provider.listSms({ from: SMS.from, to: SMS.to, since: new Date(0) })
  })
}
