import { and, eq } from 'drizzle-orm'
import { agents, numberPool } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import { registrationsOf } from '../policy/registrations.ts'
import { openProvider } from '../providers/index.ts'
import { openChannel } from './channel-opening.ts'

/** Agents whose registration is looked up in one go. */
const BATCH = 50

/** A number of an agent as its vendor knows it. */
interface OwnedNumber {
  agentId: string
  orgId: string
  country: string
  number: string
  providerRef: string | null
}

/**
 * Whether carriers take texts from a number: nothing is to register in its country, or the vendor says that it is done.
 * A vendor that does not answer counts as a no; `registerDue` asks again.
 */
export async function mayText(deps: Deps, owned: OwnedNumber): Promise<boolean> {
  const { agentId, orgId, country, number, providerRef } = owned
  if (registrationsOf(number, country, 'sms').length === 0) return true
  if (providerRef === null) return false
  try {
    const port = await openProvider(deps.providers, 'numbers', await orgVendors(deps, orgId, agentId))
    return await port.register({ ref: providerRef, number })
  } catch (err) {
    deps.log.warn({ event: 'registration_unknown', agentId, err }, 'texts wait; asked again later')
    return false
  }
}

/** Worker step: numbers whose registration is done by now may text; returns how many. */
export async function registerDue(deps: Deps): Promise<number> {
  const held = and(eq(numberPool.agentId, agents.id), eq(numberPool.status, 'active'))
  const due = await deps.db
    .select({
      agentId: agents.id,
      orgId: agents.orgId,
      country: agents.country,
      number: numberPool.number,
      providerRef: numberPool.providerRef,
      poolId: numberPool.id
    })
    .from(agents)
    .innerJoin(numberPool, held)
    .where(eq(agents.phoneStatus, 'pending_registration'))
    .orderBy(numberPool.updatedAt)
    .limit(BATCH)
  let done = 0
  for (const { poolId, ...owned } of due) {
    // Whoever was asked about goes to the end of the line, so that those who wait for long hold up nobody.
    await deps.db.update(numberPool).set({ updatedAt: deps.clock.now() }).where(eq(numberPool.id, poolId))
    if ((await mayText(deps, owned)) && (await openChannel(deps, owned, 'phoneStatus'))) done++
  }
  return done
}
