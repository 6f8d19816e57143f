import { and, eq, inArray } from 'drizzle-orm'
import { numberPool, providerCredentials } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { OwnVendor } from '../pipeline/own-accounts.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import type { OrgVendors } from '../providers/handle.ts'
import { accountFingerprint } from '../providers/index.ts'

/**
 * Refuses to move an organization, or an agent, to another account while it holds numbers in the present one: they
 * would be paid for there and could be used by nobody.
 * @throws CommsError `conflict`
 */
export async function refuseStranding(
  deps: Deps,
  candidate: OrgVendors,
  provider: OwnVendor,
  agentId: string | undefined
): Promise<void> {
  if (provider !== 'twilio') return
  const held = await numbersHeld(deps, candidate.id, agentId)
  if (held === 0 || (await servesAlready(deps, candidate, agentId))) return
  throw new CommsError('conflict', `Nothing was changed: ${held} phone numbers are held in another account.`, {
    details: { numbers: held },
    nextAction: 'Deprovision the agents that have them, or give credentials of the account that holds them.'
  })
}

async function numbersHeld(deps: Deps, orgId: string, agentId: string | undefined): Promise<number> {
  const isHeld = and(
    eq(numberPool.orgId, orgId),
    eq(numberPool.provider, 'twilio'),
    inArray(numberPool.status, ['buying', 'active', 'pending_registration', 'releasing']),
    agentId === undefined ? undefined : eq(numberPool.agentId, agentId)
  )
  const rows = await deps.db.select({ agentId: numberPool.agentId }).from(numberPool).where(isHeld)
  if (agentId !== undefined) return rows.length
  const isTwilio = and(eq(providerCredentials.orgId, orgId), eq(providerCredentials.provider, 'twilio'))
  const own = await deps.db.select({ agentId: providerCredentials.agentId }).from(providerCredentials).where(isTwilio)
  const apart = new Set(own.map((row) => row.agentId).filter((id) => id !== ''))
  return rows.filter((row) => row.agentId === null || !apart.has(row.agentId)).length
}

async function servesAlready(deps: Deps, candidate: OrgVendors, agentId: string | undefined): Promise<boolean> {
  try {
    const present = await orgVendors(deps, candidate.id, agentId)
    const [now, then] = [present, candidate].map((org) => accountFingerprint(deps.providers, 'twilio', org))
    return now === then
  } catch (error) {
    // Without a readable account nothing tells whose the numbers are; giving credentials anew is the way back.
    if (error instanceof CommsError && error.code === 'provider_unavailable') return true
    throw error
  }
}
