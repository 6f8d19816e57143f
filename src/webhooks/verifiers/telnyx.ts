import { createPublicKey, verify } from 'node:crypto'

/** A request that claims to come from Telnyx. */
export interface TelnyxSigned {
  /** Base64 of the 32 bytes of the account's public key. */
  publicKey: string
  headers: Record<string, string | string[] | undefined>
  /** The body as it was received, byte for byte. */
  rawBody: Buffer
  now: Date
}

/** How far the clocks may be apart, either way. Source: https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks */
const TOLERANCE_MS = 5 * 60 * 1000
/** Base64 of the 64 bytes of a signature, and of the 32 of a key. */
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/
const KEY = /^[A-Za-z0-9+/]{43}=$/

/**
 * Whether Telnyx signed exactly this body within five minutes of now; anything missing, repeated or odd is a no.
 * Source: Ed25519 over `timestamp|body`, https://developers.telnyx.com/docs/development/sdk/python/webhooks
 */
export function verifyTelnyx({ publicKey, headers, rawBody, now }: TelnyxSigned): boolean {
  const timestamp = headers['telnyx-timestamp']
  const signature = headers['telnyx-signature-ed25519']
  if (typeof timestamp !== 'string' || typeof signature !== 'string' || !KEY.test(publicKey)) return false
  if (!/^[1-9]\d{0,11}$/.test(timestamp) || !SIGNATURE.test(signature)) return false
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > TOLERANCE_MS) return false
  try {
    const x = Buffer.from(publicKey, 'base64').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, Buffer.concat([Buffer.from(`${timestamp}|`), rawBody]), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}
