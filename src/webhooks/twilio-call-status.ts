import Type, { type Static } from 'typebox'
import { hearMachine } from '../pipeline/call-machine.ts'
import { receiveCallReport } from '../pipeline/call-status.ts'
import { callStateOf, wholeNumber } from '../schemas/call-form.ts'
import { defineWebhook } from './webhook.ts'

/**
 * Source: twilio.com/docs/voice/api/call-resource#statuscallback and
 * twilio.com/docs/voice/answering-machine-detection#asyncamdstatuscallback-parameters.
 */
const CallStatus = Type.Object({
  CallSid: Type.String({ minLength: 1, maxLength: 256 }),
  CallStatus: Type.Optional(Type.String({ maxLength: 32 })),
  SequenceNumber: Type.Optional(Type.String({ maxLength: 16 })),
  CallDuration: Type.Optional(Type.String({ maxLength: 16 })),
  ErrorCode: Type.Optional(Type.String({ maxLength: 16 })),
  AnsweredBy: Type.Optional(Type.String({ maxLength: 32 }))
})

/** What became of a call, or who answered it; `c` in the query is our row. */
export default defineWebhook({
  path: '/webhooks/:agentId/call-status',
  vendor: 'twilio',
  summary: 'Status of a call (Twilio, Telnyx)',
  body: CallStatus,
  reply: { type: 'text/xml', payload: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
  async handle(said, { deps, source: { agent, orgId, signer }, query }) {
    if (!agent) return 'ignored'
    const callId = typeof query['c'] === 'string' ? query['c'] : undefined
    const call = { orgId, agentId: agent.id, callId, provider: signer, providerRef: said.CallSid }
    if (query['amd'] !== undefined) {
      const { AnsweredBy: heard = '' } = said
      return hearMachine(deps, { ...call, eventKey: `amd:${said.CallSid}:${heard}`, heard })
    }
    const state = callStateOf(said.CallStatus)
    return state === undefined ? 'ignored' : receiveCallReport(deps, { ...call, ...reportOf(said), state })
  }
})

function reportOf({ CallSid, CallStatus: word, SequenceNumber, CallDuration, ErrorCode }: Static<typeof CallStatus>) {
  return {
    eventKey: `call:${CallSid}:${word}:${SequenceNumber ?? ''}`,
    sequence: wholeNumber(SequenceNumber),
    durationSeconds: wholeNumber(CallDuration),
    errorCode: ErrorCode || undefined
  }
}
