import Type, { type Static } from 'typebox'
import { contactKey } from '../lib/phone.ts'
import { answerInbound, answerOutbound } from '../services/call-answer.ts'
import { afterRelay } from '../services/call-relay-ended.ts'
import { callStateOf } from './call-states.ts'
import { defineWebhook } from './webhook.ts'

/** Source: twilio.com/docs/voice/twiml#request-parameters and …/connect/conversationrelay#action-url-callbacks. */
const VoiceRequest = Type.Object({
  CallSid: Type.String({ minLength: 1, maxLength: 256 }),
  From: Type.Optional(Type.String({ maxLength: 254 })),
  To: Type.Optional(Type.String({ maxLength: 254 })),
  CallStatus: Type.Optional(Type.String({ maxLength: 32 })),
  CallerName: Type.Optional(Type.String({ maxLength: 254 })),
  /** How the socket ended; only when one did. */
  SessionStatus: Type.Optional(Type.String({ maxLength: 32 })),
  /** What we ended the session with, word for word. */
  HandoffData: Type.Optional(Type.String())
})

/** A caller who hides his number. */
const WITHHELD = 'anonymous'

/**
 * What to do on a call: of one that comes in; of one that an agent placed, which `c` in the query names; and after a
 * socket of either, with `step=relay`.
 */
export default defineWebhook({
  path: '/webhooks/:agentId/voice',
  vendor: 'twilio',
  summary: 'What to do on a call (Twilio, Telnyx)',
  body: VoiceRequest,
  reply: { type: 'text/xml', payload: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
  async handle(request, { deps, source: { agent, signer }, query }) {
    if (!agent) return 'ignored'
    const { c: callId, step, n } = query
    const asked = askedBy(request, signer)
    if (typeof callId !== 'string') return answerInbound(deps, agent, asked)
    if (step !== 'relay') return answerOutbound(deps, agent, callId, asked)
    return afterRelay(deps, agent, callId, {
      ...{ provider: asked.provider, providerRef: asked.providerRef },
      state: callStateOf(request.CallStatus) ?? 'in-progress',
      byUs: request.SessionStatus === 'ended' || (request.HandoffData ?? '') !== '',
      nth: Number(n) || 1
    })
  }
})

function askedBy({ CallSid, From, To, CallerName }: Static<typeof VoiceRequest>, provider: string) {
  return {
    provider,
    providerRef: CallSid,
    from: contactKey(From || WITHHELD),
    to: To ?? '',
    callerName: CallerName || undefined
  }
}
