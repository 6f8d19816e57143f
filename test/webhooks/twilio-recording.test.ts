import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { recordings } from '../../src/db/schema/index.ts'
import { callSid, carrierHouse } from '../helpers/carrier-house.ts'

const { app, placed, post, webhook } = await carrierHouse()
let made = 0
const fields = (CallSid: string | null, more: Record<string, string> = {}) => ({
  ...{ CallSid: CallSid ?? '', RecordingSid: `RE${String(++made).padStart(32, '0')}`, RecordingStatus: 'completed' },
  ...{ RecordingDuration: '61', ...more }
})
const kept = (callId: string) => app.db.select().from(recordings).where(eq(recordings.callId, callId))

test('a recording of a call of the agent is on disk when its carrier is answered', async () => {
  const call = await placed(callSid(), { recorded: true })
  const said = fields(call.providerRef)

  expect((await post(`recording?c=${call.id}`, said)).status).toBe(200)
  expect((await post(`recording?c=${call.id}`, said)).status).toBe(200)
  expect(await kept(call.id)).toMatchObject([
    { providerRef: said.RecordingSid, state: 'available', durationSeconds: 61, provider: 'twilio' }
  ])
})

test.each([
  ['in-progress', []],
  ['absent', ['absent']],
  ['failed', ['absent']]
])('of a recording that is %s is kept: %j', async (RecordingStatus, states) => {
  const call = await placed(callSid(), { recorded: true })
  await post(`recording?c=${call.id}&heard=1`, fields(call.providerRef, { RecordingStatus }))

  expect((await kept(call.id)).map(({ state }) => state)).toEqual(states)
})

test('one of another agent’s call, or unsigned, leaves nothing', async () => {
  const call = await placed(callSid(), { agentId: 'agt_other' })
  expect((await post(`recording?c=${call.id}`, fields(call.providerRef))).status).toBe(200)
  const own = await placed(callSid())
  const unsigned = { method: 'POST', body: new URLSearchParams(fields(own.providerRef)) }

  expect((await fetch(webhook(`recording?c=${own.id}`), unsigned)).status).toBe(403)
  expect([await kept(call.id), await kept(own.id)]).toEqual([[], []])
})
