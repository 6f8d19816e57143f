import { hash, randomFillSync } from 'node:crypto'
import { encodeTime, monotonicFactory } from 'ulid'

/** Random bytes are asked for by the thousand: asking for them one by one costs more than all the rest of an id. */
const pool = new Uint8Array(4096)
let used = pool.length

function randomFraction(): number {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  return (pool[used++] ?? 0) / 256
}

const next = monotonicFactory(randomFraction)

/** Kinds of ids, as the prefix shows them. */
export type IdKind =
  | 'agt'
  | 'org'
  | 'msg'
  | 'evt'
  | 'tok'
  | 'dec'
  | 'rcp'
  | 'dlv'
  | 'num'
  | 'end'
  | 'aud'
  | 'dnc'
  | 'con'
  | 'lse'
  | 'req'
  | 'rep'
  | 'job'
  | 'cns'
  | 'led'
  | 'lcl'
  | 'cpl'
  | 'att'
  | 'ers'
  | 'usr'
  | 'otp'
  | 'crd'
  | 'alr'
  | 'imp'
  | 'cal'
  | 'trn'
  | 'rec'
  | 'trf'
  | 'spk'

/** Makes an id `<kind>_<ULID>` that sorts by time of creation, so that indexes grow at one end. */
export const newId = (kind: IdKind, at?: Date): string => `${kind}_${next(at?.getTime())}`

/** The least id that can be made at an instant: ids made earlier are below it. */
export const firstIdAt = (kind: IdKind, at: Date): string =>
  `${kind}_${encodeTime(Math.max(0, at.getTime()), 10)}${'0'.repeat(16)}`

/** The id of the conversation of an agent with a contact: the same however it comes about. */
export const conversationIdOf = (agentId: string, contact: string): string =>
  `con_${hash('sha256', `${agentId}\0${contact}`, 'hex').slice(0, 26)}`
