import { randomInt } from 'node:crypto'
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { otpCodes } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { equalsSafely, keyedHash } from '../lib/crypto.ts'
import { newId } from '../lib/ids.ts'

/** How long a code is good for, in milliseconds. */
const LIFETIME_MS = 600_000
/** Guesses that a code bears, the right one among them. */
const GUESSES_MAX = 5

/** What a code is for and whose it is. */
export interface CodeOf {
  purpose: (typeof otpCodes.$inferSelect)['purpose']
  userId: string
}

/** Makes a code of six digits; those made before for the same purpose are no longer good. */
export async function replaceCode(
  deps: Pick<Deps, 'config' | 'clock'>,
  tx: Queries,
  { purpose, userId, orgId }: CodeOf & { orgId: string }
): Promise<string> {
  const now = deps.clock.now()
  const id = newId('otp', now)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await tx.delete(otpCodes).where(and(eq(otpCodes.purpose, purpose), eq(otpCodes.subject, userId)))
  await tx.insert(otpCodes).values({
    ...{ id, orgId, purpose, subject: userId, codeHash: hashOf(deps, id, code), attempts: 0, createdAt: now },
    expiresAt: new Date(now.getTime() + LIFETIME_MS)
  })
  return code
}

/** Whether this is the code; it is good once, for ten minutes, and after five guesses not at all. */
export async function spendCode(
  deps: Pick<Deps, 'db' | 'config' | 'clock'>,
  { purpose, userId }: CodeOf,
  code: string
): Promise<boolean> {
  const now = deps.clock.now()
  const good = and(
    ...[eq(otpCodes.purpose, purpose), eq(otpCodes.subject, userId), isNull(otpCodes.usedAt)],
    ...[gt(otpCodes.expiresAt, now), lt(otpCodes.attempts, GUESSES_MAX)]
  )
  const [row] = await deps.db
    .update(otpCodes)
    .set({ attempts: sql`${otpCodes.attempts} + 1` })
    .where(good)
    .returning({ id: otpCodes.id, codeHash: otpCodes.codeHash })
  if (!row || !equalsSafely(row.codeHash, hashOf(deps, row.id, code))) return false
  const spent = await deps.db
    .update(otpCodes)
    .set({ usedAt: now })
    .where(and(eq(otpCodes.id, row.id), isNull(otpCodes.usedAt)))
    .returning({ id: otpCodes.id })
  return spent.length > 0
}

const hashOf = ({ config }: Pick<Deps, 'config'>, id: string, code: string): string =>
  keyedHash(config.secrets.sessionSecret, `code:${id}:${code}`)
