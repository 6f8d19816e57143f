import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Longest token that is looked at, in characters. */
const TOKEN_MAX = 1024

/** Makes and reads the secret part of public links of one kind. */
export interface LinkSigner {
  /** A token of URL-safe characters that holds these texts, hidden and protected; the same for the same texts. */
  sign(texts: readonly string[]): string
  /** The texts; undefined for a token that was not made here for this kind of link, or was changed. */
  read(token: string): string[] | undefined
}

/** Tokens of AES-256-GCM under a key of this secret and this kind of link; they do not expire. */
export function linkSigner(secret: string, kind: string): LinkSigner {
  const key = derived(secret, `agentos-comms link\0${kind}`)
  const nonceKey = derived(secret, `agentos-comms link nonce\0${kind}`)
  return {
    sign(texts) {
      const plain = JSON.stringify(texts)
      // The nonce is made of the text: the same link every time, and never one nonce for two texts.
      const nonce = createHmac('sha256', nonceKey).update(plain).digest().subarray(0, NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    read(token) {
      if (token.length > TOKEN_MAX || !/^[\w-]+$/.test(token)) return undefined
      const raw = Buffer.from(token, 'base64url')
      // Another spelling of the same bytes is not the link that was sent.
      if (raw.length <= NONCE_BYTES + TAG_BYTES || raw.toString('base64url') !== token) return undefined
      return opened(key, raw)
    }
  }
}

/** Source: RFC 5869, HKDF. */
const derived = (secret: string, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)))

function opened(key: KeyObject, raw: Buffer): string[] | undefined {
  try {
    const nonce = raw.subarray(0, NONCE_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(raw.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    const plain = Buffer.concat([decipher.update(raw.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(plain.toString('utf8')) as string[]
  } catch {
    return undefined
  }
}
