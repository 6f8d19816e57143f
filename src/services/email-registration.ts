import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { agents } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { describeError } from '../lib/describe-error.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import { accountFingerprint, openProvider } from '../providers/index.ts'
import { domainOf } from './agent-address.ts'
import { openChannel } from './channel-opening.ts'

/** Agents whose domain is looked up in one go. */
const BATCH = 50

/**
 * Worker step: agents whose email domain the vendor has verified by now may send email; returns how many. A vendor that
 * does not answer counts as a no and is asked again at the next turn.
 */
export async function verifyDomainsDue(deps: Deps): Promise<number> {
  const { id: agentId, orgId, emailAddress: address } = agents
  const waiting = and(eq(agents.emailStatus, 'pending_registration'), isNotNull(address))
  // In any order, so that those who wait for long hold up nobody.
  const rows = await deps.db
    .select({ agentId, orgId, address })
    .from(agents)
    .where(waiting)
    .orderBy(sql`random()`)
    .limit(BATCH)
  const known = new Map<string, boolean>()
  let opened = 0
  for (const { address, ...agent } of rows)
    if (
      (await isVerified(deps, agent, domainOf(address ?? ''), known)) &&
      (await openChannel(deps, agent, 'emailStatus'))
    )
      opened++
  return opened
}

/** Many agents share a domain: each account is asked once about it. */
async function isVerified(
  deps: Deps,
  { agentId, orgId }: { agentId: string; orgId: string },
  domain: string,
  known: Map<string, boolean>
): Promise<boolean> {
  try {
    const org = await orgVendors(deps, orgId, agentId)
    const key = `${accountFingerprint(deps.providers, 'resend', org)} ${domain}`
    const port = await openProvider(deps.providers, 'email', org)
    const verified = known.get(key) ?? (await port.checkDomain(domain)).status === 'verified'
    known.set(key, verified)
    return verified
  } catch (error) {
    deps.log.warn({ event: 'domain_unknown', agentId, error: describeError(error) }, 'asked again at the next turn')
    return false
  }
}
