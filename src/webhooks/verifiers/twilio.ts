import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js'

/** A request that claims to come from Twilio. */
export interface TwilioSigned {
  /** Auth token of the account that the request is for. */
  authToken: string
  /** Value of X-Twilio-Signature as it was received. */
  signature: string | string[] | undefined
  /** The configured public URL with the path and query of the request; for a socket the `wss://` URL of the document. */
  url: string
  /** Every field of a form body; empty for GET and for the upgrade of a socket. A raw body is anything but a form. */
  content: { params: Record<string, unknown> } | { rawBody: Buffer }
}

/** Base64 of a SHA-1 hash. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/

/**
 * Whether Twilio signed this request; anything missing, repeated or odd is a no. There is no timestamp in the signature:
 * a replay is told by the id of the event. Source: https://www.twilio.com/docs/usage/security#validating-requests
 */
export function verifyTwilio({ authToken, signature, url, content }: TwilioSigned): boolean {
  if (authToken === '' || typeof signature !== 'string' || !SIGNATURE.test(signature)) return false
  try {
    if ('params' in content) return validateRequest(authToken, signature, url, content.params)
    return validateRequestWithBody(authToken, signature, url, content.rawBody.toString('utf8'))
  } catch {
    return false
  }
}
