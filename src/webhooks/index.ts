import elevenLabsConversation from './elevenlabs-conversation.ts'
import resendAccountEmail from './resend-account-email.ts'
import resendAgentEmail from './resend-agent-email.ts'
import twilioCallStatus from './twilio-call-status.ts'
import twilioMessageStatus from './twilio-message-status.ts'
import twilioRecording from './twilio-recording.ts'
import twilioSms from './twilio-sms.ts'
import twilioVoice from './twilio-voice.ts'
import type { Webhook } from './webhook.ts'

/** A webhook at an address of an older product, which names no agent: the call that it is about does. */
const underOldName = <W extends { handle: Webhook['handle'] }>(webhook: W, path: string): W => ({
  ...webhook,
  path,
  namedBy: 'call',
  handle: (body: never, context: Parameters<Webhook['handle']>[1]) =>
    webhook.handle(body, { ...context, query: { c: context.source.callId, ...context.query } })
})

/** Every webhook; what is not in this list is not served. */
export const webhooks = [
  twilioSms,
  twilioMessageStatus,
  twilioVoice,
  twilioCallStatus,
  twilioRecording,
  resendAgentEmail,
  resendAccountEmail,
  elevenLabsConversation,
  underOldName(twilioVoice as unknown as Webhook, '/webhooks/conversation-relay'),
  underOldName(twilioCallStatus as unknown as Webhook, '/webhooks/status-callback'),
  underOldName(twilioRecording as unknown as Webhook, '/webhooks/recording-callback')
] as unknown as readonly Webhook[]
