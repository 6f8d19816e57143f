import Type, { type Static } from 'typebox'
import { contactKey } from '../lib/phone.ts'
import { callStateOf, wholeNumber } from '../schemas/call-form.ts'
import { answerInbound, answerOutbound } from '../services/call-answer.ts'
import { afterRelay } from '../services/call-relay-ended.ts'
import { answerHanded, isHandedStep } from '../services/handed-call.ts'
import { answerTransfer, TRANSFER_STEPS, type TransferStep } from '../services/transfer-answer.ts'
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
  HandoffData: Type.Optional(Type.String()),
  /** What was pressed, after `Gather`. */
  Digits: Type.Optional(Type.String({ maxLength: 32 })),
  /** What became of the leg, after `Dial`. Source: twilio.com/docs/voice/twiml/dial#request-parameters */
  DialCallSid: Type.Optional(Type.String({ maxLength: 256 })),
  DialCallStatus: Type.Optional(Type.String({ maxLength: 32 })),
  DialCallDuration: Type.Optional(Type.String({ maxLength: 16 })),
  DialBridged: Type.Optional(Type.String({ maxLength: 8 }))
})
type VoiceRequest = Static<typeof VoiceRequest>

/** A caller who hides his number. */
const WITHHELD = 'anonymous'

/**
 * What to do on a call: of one that comes in; of one that an agent placed, which `c` in the query names; after a socket
 * of either, with `step=relay`; and in the course of a transfer, with its own steps.
 */
export default defineWebhook({
  path: '/webhooks/:agentId/voice',
  vendor: 'twilio',
  summary: 'What to do on a call (Twilio, Telnyx)',
  body: VoiceRequest,
  reply: { type: 'text/xml', payload: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
  async handle(request, { deps, source: { agent, signer }, query, leaving }) {
    if (!agent) return 'ignored'
    const { c: callId, step, n } = query
    const asked = askedBy(request, signer)
    if (typeof callId !== 'string') return answerInbound(deps, agent, asked)
    if (isTransferStep(step)) return answerTransfer(deps, agent, { ...asked, callId, step, ...courseOf(request) })
    if (isHandedStep(step)) return answerHanded(deps, agent, { ...asked, callId, step })
    if (step !== 'relay') return answerOutbound(deps, agent, callId, asked, step)
    return afterRelay(deps, agent, callId, {
      ...{ provider: asked.provider, providerRef: asked.providerRef },
      state: callStateOf(request.CallStatus) ?? 'in-progress',
      byUs: request.SessionStatus === 'ended' || (request.HandoffData ?? '') !== '',
      ...{ nth: Number(n) || 1, leaving }
    })
  }
})

/** What somebody pressed, and what became of who was dialled. */
function courseOf({ Digits, DialCallSid, DialCallStatus, DialCallDuration, DialBridged }: VoiceRequest) {
  const state = callStateOf(DialCallStatus)
  if (state === undefined) return { digits: Digits }
  const bridged = DialBridged === undefined ? undefined : DialBridged === 'true'
  return { digits: Digits, dialled: { ref: DialCallSid, state, seconds: wholeNumber(DialCallDuration), bridged } }
}

const isTransferStep = (step: unknown): step is TransferStep => TRANSFER_STEPS.some((each) => each === step)

/** A database takes no control characters, and numbers are written without. */
const plain = (number = ''): string => number.replace(/\p{Cc}/gu, '')

function askedBy({ CallSid, From, To, CallerName }: VoiceRequest, provider: string) {
  return {
    provider,
    providerRef: CallSid,
    from: contactKey(plain(From) || WITHHELD),
    to: plain(To),
    callerName: CallerName || undefined
  }
}
