import { and, eq, lte, or } from 'drizzle-orm'
import { jobLeases } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'

/** Whether this replica may do a job until the lease ends; it may renew its own lease at any time. */
export async function lease(deps: Deps, name: string, holder: string, lastsMs: number): Promise<boolean> {
  const now = deps.clock.now()
  const until = new Date(now.getTime() + lastsMs)
  const held = await deps.db
    .insert(jobLeases)
    .values({ name, holder, until })
    .onConflictDoUpdate({
      target: jobLeases.name,
      set: { holder, until },
      setWhere: or(eq(jobLeases.holder, holder), lte(jobLeases.until, now))
    })
    .returning({ holder: jobLeases.holder })
  return held.length > 0
}

/** Gives leases back at shutdown, so that another replica need not wait for their end. */
export async function release(deps: Pick<Deps, 'db'>, name: string, holder: string): Promise<void> {
  await deps.db.delete(jobLeases).where(and(eq(jobLeases.name, name), eq(jobLeases.holder, holder)))
}
