import { expect, test } from 'vitest'
import { receiveCallReport } from '../../src/pipeline/call-status.ts'
import type { CallState } from '../../src/schemas/call.ts'
import { diallingHouse } from '../helpers/dialling-house.ts'

test('a call is answered when that is told first, and not while it rings; its length counts from there', async () => {
  const t = await diallingHouse()
  const { callId, callSid = '' } = await t.call()
  const told = async (state: CallState) => {
    await receiveCallReport(t.deps, {
      ...{ orgId: t.agent.orgId, agentId: t.agent.id, callId, provider: 'twilio', providerRef: callSid },
      ...{ eventKey: `${state} at ${t.clock.now().getTime()}`, state }
    })
    const [row] = await t.callRows()
    return row
  }

  expect(await told('ringing')).toMatchObject({ state: 'ringing', answeredAt: null })
  await t.clock.advance(5000)
  const answeredAt = t.clock.now()
  expect(await told('in-progress')).toMatchObject({ state: 'in-progress', answeredAt })
  await t.clock.advance(60_000)
  expect(await told('in-progress')).toMatchObject({ answeredAt })
  await t.clock.advance(30_000)
  expect(await told('completed')).toMatchObject({ state: 'completed', answeredAt, durationSeconds: 90 })
  expect(await t.imbalances()).toEqual([])
})
