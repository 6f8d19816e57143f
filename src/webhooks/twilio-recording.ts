import Type from 'typebox'
import { receiveRecording } from '../pipeline/recordings.ts'
import { defineWebhook } from './webhook.ts'

/** Source: twilio.com/docs/voice/twiml/recording#recordingstatuscallback */
const RecordingStatus = Type.Object({
  CallSid: Type.String({ minLength: 1, maxLength: 256 }),
  RecordingSid: Type.String({ minLength: 1, maxLength: 256 }),
  RecordingStatus: Type.Optional(Type.String({ maxLength: 32 })),
  RecordingDuration: Type.Optional(Type.String({ maxLength: 16 }))
})

/** A recording is ready; `c` in the query is our call, `heard=1` has it written down for the agent. */
export default defineWebhook({
  path: '/webhooks/:agentId/recording',
  vendor: 'twilio',
  summary: 'A recording is ready (Twilio, Telnyx)',
  body: RecordingStatus,
  reply: { type: 'text/xml', payload: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
  async handle(said, { deps, source: { agent, signer }, query }) {
    const { c: callId, heard } = query
    const state = STATES[said.RecordingStatus ?? 'completed']
    if (!agent || typeof callId !== 'string' || state === undefined) return 'ignored'
    return receiveRecording(deps, agent, {
      ...{ callId, provider: signer, providerRef: said.RecordingSid, callRef: said.CallSid },
      state: state === 'available' && heard === '1' ? 'unheard' : state,
      durationSeconds: /^\d{1,6}$/.test(said.RecordingDuration ?? '') ? Number(said.RecordingDuration) : 0
    })
  }
})

/** What is in progress is told of again when it is over. */
const STATES: Partial<Record<string, 'available' | 'absent'>> = {
  completed: 'available',
  absent: 'absent',
  failed: 'absent'
}
