import { randomBytes } from 'node:crypto'
import { sha256 } from './crypto.ts'

/** Whom a token speaks for. */
export type TokenScope = 'super' | 'org' | 'agent'

const LETTERS: Record<TokenScope, string> = { super: 's', org: 'o', agent: 'a' }
const SHAPE = /^(comms_[soa]_[A-Za-z0-9_-]{43})_([0-9a-f]{6})$/

const checksum = (start: string): string => sha256(start).slice(0, 6)

/** Makes a token of 256 random bits whose prefix secret scanners recognise and whose checksum shows a typing error. */
export function mintToken(scope: TokenScope): { token: string; hash: string } {
  const token = tokenFrom(scope, randomBytes(32))
  return { token, hash: sha256(token) }
}

/** The token of these 32 bytes, which must be secret. */
export function tokenFrom(scope: TokenScope, bytes: Buffer): string {
  const start = `comms_${LETTERS[scope]}_${bytes.toString('base64url')}`
  return `${start}_${checksum(start)}`
}

/** Whether a text has the shape and the checksum of our tokens; what has not needs no lookup. */
export function looksLikeToken(text: string): boolean {
  const [, start, check] = SHAPE.exec(text) ?? []
  return start !== undefined && checksum(start) === check
}
