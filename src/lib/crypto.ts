import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  randomBytes,
  timingSafeEqual
} from 'node:crypto'

/** SHA-256 of a text as 64 hex digits. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex')

/** HMAC-SHA-256 of a text as 64 hex digits; equal inputs give equal pseudonyms, without the key nobody can test a guess. */
export const keyedHash = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Compares two texts in time that does not depend on where they differ. */
export const equalsSafely = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(hash('sha256', a, 'hex')), Buffer.from(hash('sha256', b, 'hex')))

/** Encrypts and decrypts with one key; a changed or truncated text is refused. */
export interface Sealer {
  /** AES-256-GCM with a random nonce; the context must be given again to open. */
  seal(plain: string, context: string): string
  /** @throws Error when the text was changed, or the key or the context is another. */
  open(sealed: string, context: string): string
}

/** Makes a sealer from a secret of any length. */
export function sealer(secret: string): Sealer {
  const key = createSecretKey(hash('sha256', `agentos-comms seal\0${secret}`, 'buffer'))
  return {
    seal(plain, context) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed, context) {
      const raw = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, raw.subarray(0, 12)).setAAD(Buffer.from(context))
      decipher.setAuthTag(raw.subarray(12, 28))
      return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString('utf8')
    }
  }
}
