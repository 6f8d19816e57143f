import resendAccountEmail from './resend-account-email.ts'
import resendAgentEmail from './resend-agent-email.ts'
import twilioMessageStatus from './twilio-message-status.ts'
import twilioSms from './twilio-sms.ts'
import type { Webhook } from './webhook.ts'

/** Every webhook; what is not in this list is not served. */
export const webhooks = [
  twilioSms,
  twilioMessageStatus,
  resendAgentEmail,
  resendAccountEmail
] as unknown as readonly Webhook[]
