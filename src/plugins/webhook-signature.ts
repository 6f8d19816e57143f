import type { IncomingHttpHeaders } from 'node:http'
import type { WebhookSource } from '../services/webhook-sources.ts'
import { verifyElevenLabs } from '../webhooks/verifiers/elevenlabs.ts'
import { verifySvix } from '../webhooks/verifiers/svix.ts'
import { verifyTelnyx } from '../webhooks/verifiers/telnyx.ts'
import { verifyTwilio } from '../webhooks/verifiers/twilio.ts'

/** A request to a webhook, as it was received. */
export interface SignedRequest {
  headers: IncomingHttpHeaders
  rawBody: Buffer
  /** The configured public URL with the path and query of the request. */
  url: string
  now: Date
}

/** More fields than any vendor sends; a form with more is not worth sorting. */
const FIELDS_MAX = 500

/** Whether who must have signed this request did, the way he signs. */
export function isSigned({ signer, secrets }: WebhookSource, request: SignedRequest): boolean {
  const { headers, rawBody, url, now } = request
  if (signer === 'telnyx') return secrets.some((publicKey) => verifyTelnyx({ publicKey, headers, rawBody, now }))
  if (signer === 'resend') return secrets.some((secret) => verifySvix({ secret, headers, rawBody, now }))
  if (signer === 'elevenlabs') return secrets.some((secret) => verifyElevenLabs({ secret, headers, rawBody, now }))
  const signature = headers['x-twilio-signature']
  if (signature === undefined) return false
  const content = isForm(headers) ? formOf(rawBody) : { rawBody }
  return content !== undefined && secrets.some((authToken) => verifyTwilio({ authToken, signature, url, content }))
}

/** The fields of a form; what is named more than once is a list. */
export function parseForm(rawBody: Buffer): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(rawBody.toString('utf8'))) {
    const before = form[name]
    form[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return form
}

/** Whether a body is a form. */
export const isForm = ({ 'content-type': type }: IncomingHttpHeaders): boolean =>
  type?.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'

function formOf(rawBody: Buffer): { params: Record<string, unknown> } | undefined {
  let fields = 1
  for (const byte of rawBody) if (byte === 0x26) fields++
  return fields > FIELDS_MAX ? undefined : { params: parseForm(rawBody) }
}
