import resendAccountEmail from './resend-account-email.ts'
import resendAgentEmail from './resend-agent-email.ts'
import twilioCallStatus from './twilio-call-status.ts'
import twilioMessageStatus from './twilio-message-status.ts'
import twilioRecording from './twilio-recording.ts'
import twilioSms from './twilio-sms.ts'
import twilioVoice from './twilio-voice.ts'
import type { Webhook } from './webhook.ts'

/** Every webhook; what is not in this list is not served. */
export const webhooks = [
  twilioSms,
  twilioMessageStatus,
  twilioVoice,
  twilioCallStatus,
  twilioRecording,
  resendAgentEmail,
  resendAccountEmail
] as unknown as readonly Webhook[]
