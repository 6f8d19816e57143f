/** What an error code of a vendor means and what to do about it. */
export interface CarrierError {
  meaning: string
  nextAction: string
  /** The recipient refuses messages: never try again, and keep it on record. */
  optedOut?: boolean
  /** The same message may get through later. */
  retryable?: boolean
}

const CHECK_TO = 'Check the number with the recipient, or use another channel.'
const LATER = 'Try again later, or use another channel.'
const EMAIL_KEY = 'Ask the operator to set RESEND_API_KEY to a key with full access.'
const QUOTA = 'Ask the operator to raise the quota of the Resend account, or wait until it resets.'
const OPERATOR = 'Ask the operator to correct this in the Twilio console.'
const TELNYX_PORTAL = 'Ask the operator to correct this in the portal of Telnyx.'
const REGISTER = 'Ask the operator to complete the A2P 10DLC registration in the Twilio console.'
const WORDING = 'Say who is writing and why, leave out shortened links, and do not send the same text in bulk.'

const CALL_TO = 'Check the number with the person, or use another channel.'
const CALL_FROM = 'Provision the agent again, or ask the operator which numbers the account holds.'

/** Source: https://www.twilio.com/docs/api/errors */
const TWILIO: Record<string, CarrierError> = {
  10004: { meaning: 'too many calls at once for this account', nextAction: LATER, retryable: true },
  13223: { meaning: 'the number to dial is not valid', nextAction: CALL_TO },
  13224: { meaning: 'the number to dial is not valid', nextAction: CALL_TO },
  13225: { meaning: 'this number may not be called', nextAction: CALL_TO },
  13227: {
    meaning: 'the account may not call this country',
    nextAction: 'Ask the operator to enable the country in the voice geographic permissions of Twilio.'
  },
  20003: { meaning: 'the account SID or the auth token is not valid', nextAction: OPERATOR },
  20404: { meaning: 'it knows nothing under this id', nextAction: 'Check the id; it may be released already.' },
  20429: { meaning: 'too many requests at once', nextAction: 'Try again in a few seconds.', retryable: true },
  21201: { meaning: 'the call has nobody to be called', nextAction: CALL_TO },
  21205: {
    meaning: 'the URL that is asked for the call is not valid',
    nextAction: 'Set WEBHOOK_BASE_URL to the public URL of this server.'
  },
  21210: { meaning: 'the caller is not a number of this account', nextAction: CALL_FROM },
  21211: { meaning: 'the recipient is not a valid phone number', nextAction: CHECK_TO },
  21212: { meaning: 'the sender is not a valid phone number', nextAction: OPERATOR },
  21214: { meaning: 'the number cannot be reached', nextAction: CALL_TO },
  21215: {
    meaning: 'the account may not call this number or its country',
    nextAction: 'Ask the operator to enable the country in the voice geographic permissions of Twilio.'
  },
  21216: { meaning: 'the account may not call this number', nextAction: CALL_TO },
  21217: { meaning: 'the number is not written as a phone number', nextAction: CALL_TO },
  21219: {
    meaning: 'a trial account may only call numbers that it has verified',
    nextAction: 'Verify the number in the Twilio console, or upgrade the account.'
  },
  21220: { meaning: 'the call is over', nextAction: 'Read the state of the call; place a new one if needed.' },
  21265: { meaning: 'the recipient cannot be a short code', nextAction: CHECK_TO },
  21266: { meaning: 'the sender and the recipient are the same number', nextAction: 'Send to another number.' },
  21408: {
    meaning: 'the account may not send to this country',
    nextAction: 'Ask the operator to enable the country in the messaging geographic permissions of Twilio.'
  },
  21421: { meaning: 'the number to buy is not valid', nextAction: 'Search for numbers again and take one of them.' },
  21422: {
    meaning: 'the number is no longer for sale',
    nextAction: 'Search for numbers again and take another.',
    retryable: true
  },
  21602: { meaning: 'the message has no body', nextAction: 'Give the message a body or media.' },
  21603: { meaning: 'the message has no sender', nextAction: 'Provision a number for the agent.' },
  21604: { meaning: 'the message has no recipient', nextAction: CHECK_TO },
  21606: {
    meaning: 'the sender is not a number of this account that can send SMS',
    nextAction: 'Provision the agent again, or ask the operator which numbers the account holds.'
  },
  21608: {
    meaning: 'a trial account may only text numbers that it has verified',
    nextAction: 'Verify the recipient in the Twilio console, or upgrade the account.'
  },
  21609: {
    meaning: 'the callback URL is not valid',
    nextAction: 'Set WEBHOOK_BASE_URL to the public URL of this server.'
  },
  21610: {
    meaning: 'the recipient opted out of messages from this number',
    nextAction: 'Do not contact this recipient; they can text START to opt in again.',
    optedOut: true
  },
  21611: { meaning: 'the queue of this sender is full', nextAction: LATER, retryable: true },
  21612: { meaning: 'the recipient cannot be reached from this sender', nextAction: CHECK_TO },
  21614: {
    meaning: 'the recipient is not a mobile number',
    nextAction: 'Call this number instead, or use another channel.'
  },
  21617: { meaning: 'the message is longer than 1600 characters', nextAction: 'Shorten it, or send it in parts.' },
  21620: { meaning: 'a media URL is not valid', nextAction: 'Give media URLs that anybody can fetch over HTTPS.' },
  21631: { meaning: 'this number needs a registered address', nextAction: OPERATOR },
  21649: { meaning: 'this number needs a regulatory bundle', nextAction: OPERATOR },
  30001: { meaning: 'the queue of this sender overflowed', nextAction: LATER, retryable: true },
  30002: { meaning: 'the account is suspended', nextAction: OPERATOR },
  30003: { meaning: 'the handset is off or out of reach', nextAction: LATER, retryable: true },
  30004: { meaning: 'the recipient blocks this message', nextAction: 'Use another channel; do not repeat it.' },
  30005: { meaning: 'the number is not in service', nextAction: CHECK_TO },
  30006: {
    meaning: 'the number is a landline or its carrier cannot be reached',
    nextAction: 'Call this number instead.'
  },
  30007: { meaning: 'a carrier filtered the message as unwanted', nextAction: WORDING },
  30008: { meaning: 'the carrier gave no reason', nextAction: LATER, retryable: true },
  30034: { meaning: 'the sender is not registered for A2P 10DLC', nextAction: REGISTER },
  30450: { meaning: 'the message was stopped as suspected SMS pumping', nextAction: OPERATOR },
  63016: {
    meaning: 'more than 24 hours passed since the recipient last wrote on WhatsApp',
    nextAction: 'Send an approved template instead of free text.'
  }
}

/**
 * Under the name of the vendor, whose numbers mean something else at another.
 * Source: https://developers.telnyx.com/development/api-fundamentals/api-errors, https://developers.telnyx.com/docs/messaging/messages/error-codes
 */
const TELNYX: Record<string, CarrierError> = {
  telnyx_10001: { meaning: 'the phone number is not active', nextAction: CHECK_TO },
  telnyx_10002: { meaning: 'the phone number is not valid', nextAction: CHECK_TO },
  telnyx_10005: { meaning: 'it knows nothing under this id', nextAction: 'Check the id; it may be released already.' },
  telnyx_10009: { meaning: 'the API key is not valid', nextAction: TELNYX_PORTAL },
  telnyx_10010: { meaning: 'the API key may not do this', nextAction: TELNYX_PORTAL },
  telnyx_10011: { meaning: 'too many requests at once', nextAction: 'Try again in a few seconds.', retryable: true },
  telnyx_10016: { meaning: 'the phone number is not written as +E.164', nextAction: CHECK_TO },
  telnyx_20100: { meaning: 'the account has no funds left', nextAction: 'Ask the operator to add funds at Telnyx.' },
  telnyx_40001: { meaning: 'the number is a landline or cannot be reached', nextAction: 'Call this number instead.' },
  telnyx_40002: { meaning: 'a carrier held the message back as unwanted', nextAction: WORDING },
  telnyx_40003: { meaning: 'a carrier blocks this sender as unwanted', nextAction: TELNYX_PORTAL },
  telnyx_40004: { meaning: 'the carrier gave no reason', nextAction: LATER, retryable: true },
  telnyx_40005: { meaning: 'the message could not be delivered in time', nextAction: LATER, retryable: true },
  telnyx_40006: { meaning: 'the carrier of the recipient is out of reach', nextAction: LATER, retryable: true },
  telnyx_40008: { meaning: 'the carrier did not take the message', nextAction: CHECK_TO },
  telnyx_40010: { meaning: 'the sender is not registered for 10DLC', nextAction: TELNYX_PORTAL },
  telnyx_40300: {
    meaning: 'the recipient opted out of messages from this number',
    nextAction: 'Do not contact this recipient; they can text START to opt in again.',
    optedOut: true
  },
  telnyx_40305: { meaning: 'the sender is not a number of this account that can send SMS', nextAction: CALL_FROM },
  telnyx_40310: { meaning: 'the recipient is not a valid phone number', nextAction: CHECK_TO },
  telnyx_90018: { meaning: 'the call is over', nextAction: 'Read the state of the call; place a new one if needed.' }
}

/** Refusals by name, and what became of an email that did not arrive. Source: https://resend.com/docs/api-reference/errors, https://resend.com/docs/webhooks/event-types */
const RESEND: Record<string, CarrierError> = {
  missing_api_key: { meaning: 'no API key was sent', nextAction: EMAIL_KEY },
  restricted_api_key: { meaning: 'this API key may only send', nextAction: EMAIL_KEY },
  invalid_api_key: { meaning: 'the API key is not valid', nextAction: EMAIL_KEY },
  not_found: { meaning: 'it knows nothing under this id', nextAction: 'Check the id; it may be removed already.' },
  invalid_from_address: {
    meaning: 'the sender address is not valid',
    nextAction: 'Use an address of a domain that is verified at Resend.'
  },
  invalid_idempotency_key: {
    meaning: 'the idempotency key is not valid',
    nextAction: 'Send the email as a new message.'
  },
  invalid_idempotent_request: {
    meaning: 'another email was sent under this idempotency key',
    nextAction: 'Send a changed email as a new message.'
  },
  invalid_attachment: {
    meaning: 'an attachment has neither content nor a URL',
    nextAction: 'Give each attachment its content or a URL that anybody can fetch.'
  },
  daily_quota_exceeded: { meaning: 'the daily quota of the account is used up', nextAction: QUOTA },
  monthly_quota_exceeded: { meaning: 'the monthly quota of the account is used up', nextAction: QUOTA },
  rate_limit_exceeded: {
    meaning: 'too many requests at once',
    nextAction: 'Try again in a few seconds.',
    retryable: true
  },
  bounced: { meaning: "the recipient's server refused the email for good", nextAction: CHECK_TO },
  failed: { meaning: 'the email could not be sent', nextAction: LATER },
  suppressed: {
    meaning: 'the vendor no longer sends to this address because earlier emails bounced or were reported as spam',
    nextAction: 'Use another channel or address.'
  }
}

const KNOWN = new Map(Object.entries({ ...TWILIO, ...TELNYX, ...RESEND }))

/** What a vendor's error code means, in a request's answer or in a status callback; unlisted codes are named as they are. */
export const explainVendorCode = (code: string): CarrierError =>
  KNOWN.get(code) ?? { meaning: `error ${code}`, nextAction: /^\d+$/.test(code) ? lookUp(code) : ASK }

/** Whether the meaning of a vendor's error code is known here. */
export const knowsVendorCode = (code: string): boolean => KNOWN.has(code)

const ASK = 'Read what the provider says, change the message accordingly, or give the code to the operator.'
const lookUp = (code: string) => `Look the code up at https://www.twilio.com/docs/api/errors/${code}.`
