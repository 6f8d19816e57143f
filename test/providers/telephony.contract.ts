import { expect, test } from 'vitest'
import type { CallDraft, TelephonyProvider } from '../../src/providers/contracts.ts'
import { failuresContract } from './failures.contract.ts'
import type { Stage } from './stage.ts'

/** A text that every vendor takes. */
export const SMS = {
  from: '+14155550100',
  to: '+14155550199',
  body: 'Ready at noon? Zwölf Uhr & 100% 👍',
  statusCallbackUrl: 'https://comms.example.com/webhooks/agt_1/message-status?m=msg_1&t=2'
}

/** A call that every vendor places. */
export const CALL: CallDraft = {
  from: '+14155550100',
  to: '+14155550199',
  answerUrl: 'https://comms.example.com/webhooks/agt_1/voice?c=call_1',
  statusUrl: 'https://comms.example.com/webhooks/agt_1/call-status?c=call_1',
  machineDetectionUrl: 'https://comms.example.com/webhooks/agt_1/call-status?c=call_1&amd=1',
  ringSeconds: 30,
  limitSeconds: 660
}

/** What every vendor of telephony must do. */
export function telephonyContract(open: () => Promise<Stage<TelephonyProvider>>): void {
  smsContract(open)
  callsContract(open)
  failuresContract('telephony', open, {
    does: (provider) => provider.sendSms(SMS),
    reads: (provider) => provider.priceOf(`SM${'0'.repeat(32)}`)
  })
  failuresContract('calls', open, {
    does: (provider) => provider.call(CALL),
    reads: (provider) => provider.listCalls({ from: CALL.from, to: CALL.to, since: new Date(0) })
  })
}

function callsContract(open: () => Promise<Stage<TelephonyProvider>>): void {
  test('a call that is placed is found by its reference, and by who calls whom', async () => {
    const { provider } = await open()
    const since = new Date()
    const { ref, state } = await provider.call(CALL)

    expect(state).toBe('initiated')
    expect(await provider.fetchCall(ref)).toMatchObject({ ref, from: CALL.from, to: CALL.to, costMicroUsd: null })
    const listed = await provider.listCalls({ from: CALL.from, to: CALL.to, since })
    expect(listed.map((call) => call.ref)).toContain(ref)
  })
  test('a call whose answer was lost is found again, once', async () => {
    const { provider, fail } = await open()
    const to = `+1415555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`
    const since = new Date()
    await fail({ cut: 'after' })
    await expect(provider.call({ ...CALL, to })).rejects.toMatchObject({ code: 'provider_timeout' })

    expect(await provider.listCalls({ from: CALL.from, to, since })).toHaveLength(1)
  })
  test('what was never placed is not found', async () => {
    const { provider } = await open()

    expect(await provider.listCalls({ from: CALL.from, to: '+14155550111', since: new Date(0) })).toEqual([])
  })
}

function smsContract(open: () => Promise<Stage<TelephonyProvider>>): void {
  test('sending an SMS returns a reference, and a price that is whole micro-dollars or not known yet', async () => {
    const { provider } = await open()

    const sent = await provider.sendSms(SMS)

    expect(sent.ref).toMatch(/./)
    expect(sent.status).toBe('queued')
    expect(sent.costMicroUsd === null || Number.isInteger(sent.costMicroUsd)).toBe(true)
  })
  test('a price that the vendor has not named yet is not known', async () => {
    const { provider } = await open()
    const { ref } = await provider.sendSms(SMS)

    const price = await provider.priceOf(ref)

    expect(price === null || Number.isInteger(price)).toBe(true)
  })
}

/** What every vendor must do with a call that lasts; the contract-checking fake ends each after a moment. */
export function liveCallsContract(open: () => Promise<Stage<TelephonyProvider>>): void {
  test('a live call goes on with another document, and is ended twice over', async () => {
    const { provider } = await open()
    const { ref } = await provider.call(CALL)

    await provider.redirectCall(ref, provider.answer([{ do: 'hangup' }]))
    await provider.endCall(ref)
    await provider.endCall(ref)

    expect(await provider.fetchCall(ref)).toMatchObject({ state: 'completed' })
  })
}

/** What every vendor must do whose record of messages can be searched. */
export function smsRecordContract(open: () => Promise<Stage<TelephonyProvider>>): void {
  test('what was sent is found again by sender and recipient, word for word', async () => {
    const { provider } = await open()
    const since = new Date()
    const sent = await provider.sendSms(SMS)

    const found = await provider.listSms({ from: SMS.from, to: SMS.to, since })

    expect(found?.find(({ ref }) => ref === sent.ref)).toMatchObject({ body: SMS.body, createdAt: expect.any(Date) })
  })
  test('a send whose answer was lost is found again', async () => {
    const { provider, fail } = await open()
    const body = `lost ${Math.random()}`
    const since = new Date()
    await fail({ cut: 'after' })
    await expect(provider.sendSms({ ...SMS, body })).rejects.toMatchObject({ code: 'provider_timeout' })

    const found = await provider.listSms({ from: SMS.from, to: SMS.to, since })

    expect(found?.filter((message) => message.body === body)).toHaveLength(1)
  })
  test('what was never sent is not found', async () => {
    const { provider } = await open()

    expect(await provider.listSms({ from: SMS.from, to: '+14155550111', since: new Date(0) })).toEqual([])
  })
}
