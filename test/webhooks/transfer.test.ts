import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import { CALLER, carrierHouse } from '../helpers/carrier-house.ts'
import { until } from '../helpers/until.ts'

const HUMAN = '+14155550188'
const house = await carrierHouse()
const { agent, app, row, simulator, must, token } = house
simulator.behave({ speechMsPerChar: 0, ringMs: 5, actionDelayMs: 5, statusDelayMs: 2, patienceMs: 600_000 })

const dialled = () => simulator.calls({ to: HUMAN })[0]

test('a call that was let go for a transfer is joined with whom it was transferred to, by whichever way we are asked', async () => {
  const { sid } = simulator.call({ from: CALLER, to: agent.phoneNumber ?? '', script: [] })
  await until(async () => (await app.db.$count(calls, eq(calls.providerRef, sid))) === 1, 'the call comes in')
  await until(async () => (await row(sid)).state === 'in-progress', 'the call is talked on')
  const callId = (await row(sid)).id

  await must('comms_transfer_call', { callId, transferTo: HUMAN, announcement: 'One moment, I connect you.' }, token)
  await until(() => dialled()?.answeredAt != null, 'the other one answers')

  expect((await row(sid)).endedBy).toBe('transfer')
  expect(simulator.violations()).toEqual([])
  const socket = simulator
    .calls()
    .find((call) => call.sid === sid)
    ?.course.filter(({ what }) => what === 'document')
  expect(JSON.stringify(socket?.at(-1)?.detail)).toContain(HUMAN)
})
