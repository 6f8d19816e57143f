/**
 * Twilio's words for what becomes of a message, and what they are to us. A word that is not here says nothing that we know.
 * Source: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
 */
export const TWILIO_MESSAGE_STATUS: Readonly<
  Record<string, 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'read'>
> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed'
}
