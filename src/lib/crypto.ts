import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/** SHA-256 of a text as 64 hex digits. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex')

/** HMAC-SHA-256 of a text as 64 hex digits; equal inputs give equal pseudonyms, without the key nobody can test a guess. */
export const keyedHash = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Compares two texts in time that does not depend on where they differ. */
export const equalsSafely = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(hash('sha256', a, 'hex')), Buffer.from(hash('sha256', b, 'hex')))
