import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { soundSeconds } from '../lib/sound-length.ts'
import { dryRunCall } from '../pipeline/call-dry-run.ts'
import { placeCall } from '../pipeline/dial.ts'
import type { CallWish, PlacedCall } from '../pipeline/dial-draft.ts'
import type { DryRun, Sender } from '../pipeline/draft.ts'
import { secondsOf, speechPriceMicroUsd } from '../pipeline/speech.ts'
import type { Purpose } from '../schemas/policy.ts'
import { mediaLink } from './media-links.ts'
import { ANSWER_SECONDS, MESSAGE_STEP, speechOfMessage } from './voice-message-steps.ts'

/** One voice message as an agent wants it delivered. */
export interface VoiceMessage {
  to: string
  text: string
  deliveryChannel: 'phone_call' | 'whatsapp_audio'
  voice?: string | undefined
  recordResponse?: boolean | undefined
  purpose?: Purpose | undefined
  idempotencyKey?: string | undefined
}

/** What became of it. */
export interface SentVoiceMessage extends PlacedCall {
  /** Where it can be listened to until its call is over; absent where the carrier reads it out. */
  audioUrl?: string
  durationSeconds: number
}

/** Greeting of a machine, and what must be said before a message, in seconds. */
const BESIDE_SECONDS = 75

/**
 * Delivers a text as speech: calls, says it, and hangs up. All that it costs is set aside before the carrier is asked;
 * speech is made while it rings. @throws CommsError of the gate and of the carrier, and `capability_unavailable`
 */
export async function sendVoiceMessage(deps: Deps, sender: Sender, message: VoiceMessage): Promise<SentVoiceMessage> {
  const placed = await placeCall(deps, sender, await wishOf(deps, sender, message))
  const speech = await speechOfMessage(deps, sender.agent, placed.callId)
  const seconds = speech && soundSeconds(speech.audio, speech.contentType)
  return {
    ...placed,
    ...(speech && { audioUrl: mediaLink(deps, 'speech', placed.callId) }),
    durationSeconds: Math.ceil(seconds ?? secondsOf(message.text))
  }
}

/** What the gate would say of a voice message; nobody is called and nothing is set aside. @throws CommsError `capability_unavailable` */
export async function dryRunVoiceMessage(deps: Deps, sender: Sender, message: VoiceMessage): Promise<DryRun> {
  return dryRunCall(deps, sender, await wishOf(deps, sender, message))
}

async function wishOf(deps: Deps, { agent }: Sender, message: VoiceMessage): Promise<CallWish> {
  const { to, text, voice: voiceId, purpose, idempotencyKey, recordResponse = false } = message
  if (message.deliveryChannel === 'whatsapp_audio')
    throw new CommsError('capability_unavailable', 'Voice notes over WhatsApp are not available on this server.', {
      nextAction: 'Send it with deliveryChannel phone_call.'
    })
  const answerSeconds = recordResponse ? ANSWER_SECONDS : 0
  return {
    ...{ to, voiceId, purpose, idempotencyKey, action: 'voice_message', answerStep: MESSAGE_STEP },
    ...{ greeting: text, voicemailText: text, whenVoicemail: 'leaveMessage', recorded: recordResponse },
    maxDurationMinutes: Math.ceil((secondsOf(text) + BESIDE_SECONDS + answerSeconds) / 60),
    besideMicroUsd: await speechPriceMicroUsd(deps, agent, { text, answerSeconds })
  }
}
