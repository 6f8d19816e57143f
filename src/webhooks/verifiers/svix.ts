import { isUtf8 } from 'node:buffer'
import { Webhook } from 'standardwebhooks'
import { equalsSafely } from '../../lib/crypto.ts'

/** A request that claims to come from a sender that signs as Svix does. */
export interface SvixSigned {
  /** `whsec_` and base64. */
  secret: string
  headers: Record<string, string | string[] | undefined>
  /** The body as it was received, byte for byte. */
  rawBody: Buffer
  now: Date
}

/** How far the clocks may be apart, either way. Source: https://docs.svix.com/receiving/verifying-payloads/how-manual */
const TOLERANCE_MS = 5 * 60 * 1000
/** One versioned signature; two headers that were joined into one are none. */
const SIGNATURE = /^v\w{1,4},[A-Za-z0-9+/=]{1,256}$/
/** More than a rotation of secrets ever needs. */
const SIGNATURES_MAX = 8

/** Whether a holder of the secret signed exactly this body within five minutes of now; anything missing, repeated or odd is a no. */
export function verifySvix({ secret, headers, rawBody, now }: SvixSigned): boolean {
  const id = headers['svix-id']
  const timestamp = headers['svix-timestamp']
  const signatures = headers['svix-signature']
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false
  // A full stop separates what is signed, so that an id with one could be read in two ways.
  if (!/^[^.,\s]{1,256}$/.test(id) || !/^[1-9]\d{0,11}$/.test(timestamp) || !isUtf8(rawBody)) return false
  const at = new Date(Number(timestamp) * 1000)
  if (Math.abs(now.getTime() - at.getTime()) > TOLERANCE_MS) return false
  const given = signatures.split(' ')
  if (given.length > SIGNATURES_MAX || !given.every((signature) => SIGNATURE.test(signature))) return false
  try {
    const expected = new Webhook(secret).sign(id, at, rawBody)
    return given.some((signature) => equalsSafely(signature, expected))
  } catch {
    return false
  }
}
