import { isUtf8 } from 'node:buffer'
import { createHmac } from 'node:crypto'
import { equalsSafely } from '../../lib/crypto.ts'

/** A request that claims to come from ElevenLabs. */
export interface ElevenLabsSigned {
  secret: string
  headers: Record<string, string | string[] | undefined>
  /** The body as it was received, byte for byte. */
  rawBody: Buffer
  now: Date
}

/** How old a report may be, and how far ahead a clock. Source: https://elevenlabs.io/docs/product-guides/administration/webhooks */
const TOLERANCE_MS = 30 * 60 * 1000

/**
 * Whether ElevenLabs signed exactly this body within 30 minutes of now: `ElevenLabs-Signature: t=<seconds>,v0=<hex>`
 * over `<t>.<body>`. Anything missing, repeated or odd is a no.
 */
export function verifyElevenLabs({ secret, headers, rawBody, now }: ElevenLabsSigned): boolean {
  const header = headers['elevenlabs-signature']
  if (typeof header !== 'string' || secret === '' || !isUtf8(rawBody)) return false
  const [, seconds, given] = /^t=([1-9]\d{0,11}),v0=([0-9a-f]{64})$/.exec(header) ?? []
  if (seconds === undefined || given === undefined) return false
  if (Math.abs(now.getTime() - Number(seconds) * 1000) > TOLERANCE_MS) return false
  return equalsSafely(given, createHmac('sha256', secret).update(`${seconds}.`).update(rawBody).digest('hex'))
}
