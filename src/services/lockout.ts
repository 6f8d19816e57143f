import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import type { Queries } from '../db/open.ts'
import { loginFailures } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { subscriberOf } from '../lib/address-ranges.ts'
import { keyedHash } from '../lib/crypto.ts'
import { securityEventsTotal } from '../observability/metrics.ts'

const HOUR_MS = 3_600_000
/** First lockout and the longest one; each further failure doubles it. */
const FIRST_LOCK_MS = 60_000
const LONGEST_LOCK_MS = HOUR_MS
/** Failures in a row before the first lockout, and after how much quiet they are forgotten. */
const RULES = {
  account: { free: 5, forgetAfterMs: 24 * HOUR_MS },
  address: { free: 20, forgetAfterMs: HOUR_MS }
}
type Kind = keyof typeof RULES

/** Who tries: an account where one is named, and the network address it comes from. */
export interface Attempt {
  /** Lower case; whether it has an account makes no difference. */
  email?: string | undefined
  /** IP address of the client. */
  address: string
}

/**
 * Counts an attempt as a failure before it is judged, so that parallel guesses are bounded as well; `attemptPassed` takes it
 * back. Counts are shared by all replicas.
 * @throws CommsError `locked_out`, whether or not the account exists and the password is right.
 */
export async function beginAttempt(deps: Deps, attempt: Attempt): Promise<void> {
  for (const [kind, key] of keysOf(deps, attempt)) {
    const lockedUntil = await deps.db.transaction((tx) => count(tx, kind, key, deps.clock.now()))
    if (lockedUntil === undefined) continue
    securityEventsTotal.inc({ type: 'locked_out' })
    const retryAfterMs = Math.max(1000, lockedUntil.getTime() - deps.clock.now().getTime())
    throw new CommsError('locked_out', 'Too many failed attempts.', {
      details: { retryAfterMs, lockedUntil: lockedUntil.toISOString() }
    })
  }
}

/** Statements that forget the failures of an account which has shown its password, and the one that its address was charged. */
export function attemptPassed(deps: Deps, attempt: Attempt): Built[] {
  return keysOf(deps, attempt).flatMap(([kind, key]): Built[] => {
    if (kind === 'account') return [deps.db.delete(loginFailures).where(eq(loginFailures.key, key))]
    const one = sql`${loginFailures.failures} - 1`
    const its = and(eq(loginFailures.key, key), gt(loginFailures.failures, 0))
    const unlocked = and(its, lte(loginFailures.failures, RULES.address.free))
    return [
      deps.db.update(loginFailures).set({ lockedUntil: null }).where(unlocked),
      deps.db.update(loginFailures).set({ failures: one }).where(its)
    ]
  })
}

/** Statement that forgets the failures of an account whose owner has shown that the mailbox is theirs. */
export const forgiveAccount = (deps: Deps, email: string): Built =>
  deps.db.delete(loginFailures).where(eq(loginFailures.key, keyOf(deps, 'account', email)))

/** Removes counts that no longer mean anything, so that they do not pile up. */
export async function forgetFailures(deps: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const quiet = new Date(deps.clock.now().getTime() - RULES.account.forgetAfterMs)
  await deps.db.delete(loginFailures).where(lte(loginFailures.updatedAt, quiet))
}

/** Until when the key is locked; undefined when the attempt is admitted and counted. */
async function count(tx: Queries, kind: Kind, key: string, now: Date): Promise<Date | undefined> {
  const { free, forgetAfterMs } = RULES[kind]
  const { failures, updatedAt } = loginFailures
  await tx.insert(loginFailures).values({ key, failures: 0, lockedUntil: null, updatedAt: now }).onConflictDoNothing()
  const open = or(isNull(loginFailures.lockedUntil), lte(loginFailures.lockedUntil, now))
  const quiet = lte(updatedAt, new Date(now.getTime() - forgetAfterMs))
  const [row] = await tx
    .update(loginFailures)
    .set({ failures: sql`case when ${quiet} then 1 else ${failures} + 1 end`, updatedAt: now })
    .where(and(eq(loginFailures.key, key), open))
    .returning({ failures })
  if (!row) {
    const [held] = await tx.select().from(loginFailures).where(eq(loginFailures.key, key))
    return held?.lockedUntil ?? now
  }
  if (row.failures < free) return undefined
  const lockMs = Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.min(row.failures - free, 20))
  const locked = { lockedUntil: new Date(now.getTime() + lockMs) }
  await tx.update(loginFailures).set(locked).where(eq(loginFailures.key, key))
  return undefined
}

/** The address first: all who lock both rows do it in this order. */
const keysOf = (deps: Deps, { email, address }: Attempt): [Kind, string][] => [
  ['address', keyOf(deps, 'address', subscriberOf(address))],
  ...(email === undefined ? [] : [['account', keyOf(deps, 'account', email)] satisfies [Kind, string]])
]

const keyOf = ({ config }: Pick<Deps, 'config'>, kind: Kind, what: string): string =>
  keyedHash(config.secrets.sessionSecret, `${kind === 'account' ? 'email' : 'address'}:${what}`)
