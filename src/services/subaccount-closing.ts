import { and, eq, inArray, isNull, ne, or } from 'drizzle-orm'
import { agents, auditLog, numberPool, providerCredentials } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { describeError } from '../lib/describe-error.ts'
import { auditRow } from '../observability/audit.ts'
import {
  announceCredentials,
  type CredentialRow,
  type OwnVendor,
  openCredential,
  type SealedCredential
} from '../pipeline/own-accounts.ts'
import { organization } from '../pipeline/vendors.ts'
import { openProvider, ownAccounts } from '../providers/index.ts'

/** Most credentials that one step looks at. */
const BATCH = 20

/**
 * Worker step: forgets the credentials of agents that were removed, and closes the subaccounts that were opened for
 * them once their numbers are given back. A number that was kept goes with its subaccount. Returns how many are gone.
 */
export async function closeSubaccounts(deps: Deps): Promise<number> {
  const isGone = or(isNull(agents.id), eq(agents.status, 'removed'))
  const rows = await deps.db
    .select({ credential: providerCredentials })
    .from(providerCredentials)
    .leftJoin(agents, eq(agents.id, providerCredentials.agentId))
    .where(and(ne(providerCredentials.agentId, ''), isGone))
    .orderBy(providerCredentials.updatedAt)
    .limit(BATCH)
  let closed = 0
  for (const { credential } of rows) if (await closeOne(deps, credential)) closed++
  return closed
}

async function closeOne(deps: Deps, row: CredentialRow): Promise<boolean> {
  try {
    if (await hasNumbers(deps, row)) return false
    await closeAt(deps, row)
    await forget(deps, row)
    return true
  } catch (error) {
    deps.log.warn({ event: 'subaccount_not_closed', credentialId: row.id, error: describeError(error) }, 'tried again')
    await deps.db
      .update(providerCredentials)
      .set({ updatedAt: deps.clock.now() })
      .where(eq(providerCredentials.id, row.id))
    return false
  }
}

async function hasNumbers(deps: Deps, row: CredentialRow): Promise<boolean> {
  const isHeld = and(eq(numberPool.agentId, row.agentId), inArray(numberPool.status, ['buying', 'releasing']))
  const [held] = await deps.db.select({ id: numberPool.id }).from(numberPool).where(isHeld).limit(1)
  return held !== undefined
}

/** Closes what the server opened; an account that its holder brought is only forgotten. */
async function closeAt(deps: Deps, row: CredentialRow): Promise<void> {
  if (row.sealed === '') return closeUnanswered(deps, row)
  const held = openCredential(deps, row)
  if (!held.subaccount || !('accountSid' in held.credential)) return
  await releaseKept(deps, row, held)
  const port = await openProvider(deps.providers, 'accounts', { id: row.orgId, mode: held.mode })
  await port.close(held.credential.accountSid)
}

/** Its opening was never answered: it may be there under its label. */
async function closeUnanswered(deps: Deps, { id, orgId }: CredentialRow): Promise<void> {
  const { mode } = await organization(deps, orgId)
  const port = await openProvider(deps.providers, 'accounts', { id: orgId, mode })
  for (const { accountSid } of await port.find(id)) await port.close(accountSid)
}

/** Numbers without an agent that the account holds are given back with it, and must not be given to another agent. */
async function releaseKept(deps: Deps, row: CredentialRow, { mode, credential }: SealedCredential): Promise<void> {
  const isKept = and(eq(numberPool.orgId, row.orgId), isNull(numberPool.agentId), eq(numberPool.status, 'active'))
  const kept = await deps.db.select({ id: numberPool.id }).from(numberPool).where(isKept).limit(BATCH)
  if (kept.length === 0) return
  const own = ownAccounts({ [row.provider as OwnVendor]: credential })
  const port = await openProvider(deps.providers, 'numbers', { id: row.orgId, mode, own })
  for (const { id } of kept)
    if ((await port.find(id)).length > 0)
      await deps.db
        .update(numberPool)
        .set({ status: 'released', updatedAt: deps.clock.now() })
        .where(eq(numberPool.id, id))
}

async function forget(deps: Deps, { id, orgId, agentId, provider }: CredentialRow): Promise<void> {
  const details = { provider, status: 'closed', agentId }
  const entry = { orgId, event: 'credential.changed', actor: 'system', subject: id, details } as const
  await deps.db.batch([
    deps.db.delete(providerCredentials).where(eq(providerCredentials.id, id)),
    deps.db.insert(auditLog).values(auditRow(deps.clock.now(), entry))
  ])
  await announceCredentials(deps, orgId)
}
