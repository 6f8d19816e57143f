import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { CommsError } from '../errors.ts'

/** Memory in KiB, passes and lanes of Argon2id. Source: OWASP Password Storage Cheat Sheet, checked 2026-11-20. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const chance = (bytes: number): string => randomBytes(bytes).toString('base64').replace(/=+$/, '')
/** The hash of no known password, at the cost and of the form of all others, so that to check against it takes as long. */
const NOBODY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${chance(16)}$${chance(32)}`
/** Hashes at once: each takes a thread that files and names are looked up with as well. */
const AT_ONCE_MAX = 2
/** Who may wait for a turn; more than these would be answered too late to be of use. */
const WAITING_MAX = 64

let running = 0
const waiting: (() => void)[] = []

/**
 * The Argon2id hash of a password in PHC form.
 * @throws CommsError `unavailable` when too many passwords are being checked.
 */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, COST))

/**
 * Whether a password is that of a hash; where there is none it takes as long and is not, so that time does not tell who exists.
 * @throws CommsError `unavailable` when too many passwords are being checked.
 */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const matches = await inTurn(() => verify(passwordHash ?? NOBODY, password))
  return matches && passwordHash !== undefined
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE_MAX) {
    if (waiting.length >= WAITING_MAX)
      throw new CommsError('unavailable', 'Too many passwords are being checked at once.')
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
