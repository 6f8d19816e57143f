import { sql } from 'drizzle-orm'
import { loginFailures } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { subscriberOf } from '../lib/address-ranges.ts'
import { keyedHash } from '../lib/crypto.ts'

/** Start of the keys under which refused tokens are counted, beside the failed sign-ins of the same table. */
export const TOKEN_KEY = 'token:'
/** Failures are added up until there was none for so long, in milliseconds. */
export const FORGOTTEN_AFTER_MS = 10 * 60_000
/** Addresses that are counted between two flushes. */
const MAX_ADDRESSES = 10_000
const ROWS_PER_STATEMENT = 200

/** Counts refused tokens by address: in memory first, so that guessing costs no query for each guess. */
export interface AuthFailures {
  note(address: string): void
  /** Adds what was counted to the rows that all replicas share; of an address only a keyed hash is kept. */
  flush(): Promise<void>
}

/** A counter for one process. */
export function countAuthFailures(deps: Pick<Deps, 'config' | 'db' | 'clock'>): AuthFailures {
  let counts = new Map<string, number>()
  return {
    note(address) {
      const subscriber = subscriberOf(address)
      const before = counts.get(subscriber)
      if (before !== undefined || counts.size < MAX_ADDRESSES) counts.set(subscriber, (before ?? 0) + 1)
    },
    async flush() {
      const batch = [...counts]
      counts = new Map()
      for (let from = 0; from < batch.length; from += ROWS_PER_STATEMENT)
        await add(deps, batch.slice(from, from + ROWS_PER_STATEMENT))
    }
  }
}

async function add({ config, db, clock }: Pick<Deps, 'config' | 'db' | 'clock'>, batch: [string, number][]) {
  const now = clock.now()
  const forgotten = sql.param(new Date(now.getTime() - FORGOTTEN_AFTER_MS), loginFailures.updatedAt)
  const { failures, updatedAt } = loginFailures
  const total = sql`case when ${updatedAt} <= ${forgotten} then excluded.failures else ${failures} + excluded.failures end`
  const rows = batch.map(([subscriber, count]) => ({
    key: TOKEN_KEY + keyedHash(config.secrets.sessionSecret, `refused tokens\0${subscriber}`),
    failures: count,
    updatedAt: now
  }))
  await db
    .insert(loginFailures)
    .values(rows)
    .onConflictDoUpdate({ target: loginFailures.key, set: { failures: total, updatedAt: now } })
}
