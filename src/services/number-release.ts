import { and, eq, lte } from 'drizzle-orm'
import { numberPool } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import { openProvider } from '../providers/index.ts'

type NumberRow = typeof numberPool.$inferSelect

/** Pause between two attempts to give a number back, in milliseconds. */
const RETRY_AFTER_MS = 60_000
/** How long a purchase whose answer was lost is looked for at the vendor, in milliseconds. */
const LOOK_FOR_MS = 10 * 60_000
const MAX_PER_STEP = 20

/**
 * Gives a number in state `releasing` back to the vendor. True when the vendor has confirmed; otherwise it stays in
 * that state and `releaseDue` tries again. Safe to call twice.
 */
export async function releaseNumber(deps: Deps, row: NumberRow): Promise<boolean> {
  try {
    const port = await openProvider(deps.providers, 'numbers', await orgVendors(deps, row.orgId, row.agentId))
    const held = row.providerRef === null ? await port.find(row.id) : [{ ref: row.providerRef }]
    for (const { ref } of held) await port.release(ref)
    const lookedLongEnough = deps.clock.now().getTime() - row.createdAt.getTime() >= LOOK_FOR_MS
    const done = held.length > 0 || lookedLongEnough
    await mark(deps, row, done ? 'released' : 'releasing')
    return done
  } catch (error) {
    if (!(error instanceof CommsError)) throw error
    deps.log.warn({ event: 'number.release_failed', numberId: row.id, code: error.code }, 'a number is still paid for')
    await mark(deps, row, 'releasing')
    return false
  }
}

/** Worker step: tries again to give back what the vendor has not taken back; returns how many it took. */
export async function releaseDue(deps: Deps): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - RETRY_AFTER_MS)
  const due = await deps.db
    .select()
    .from(numberPool)
    .where(and(eq(numberPool.status, 'releasing'), lte(numberPool.updatedAt, before)))
    .orderBy(numberPool.updatedAt)
    .limit(MAX_PER_STEP)
  let released = 0
  for (const row of due) if (await releaseNumber(deps, row)) released++
  return released
}

async function mark(deps: Deps, row: NumberRow, status: 'released' | 'releasing'): Promise<void> {
  const change = { status, updatedAt: deps.clock.now() }
  await deps.db
    .update(numberPool)
    .set(change)
    .where(and(eq(numberPool.id, row.id), eq(numberPool.status, 'releasing')))
}
