import { and, eq } from 'drizzle-orm'
import { auditLog, providerCredentials } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { auditRow } from '../observability/audit.ts'
import { announceCredentials, type CredentialRow, openCredential, sealCredential } from '../pipeline/own-accounts.ts'
import { organization } from '../pipeline/vendors.ts'
import type { OrgVendors } from '../providers/handle.ts'
import { openProvider } from '../providers/index.ts'
import { CAPABILITIES } from './credential-verification.ts'

/** After this a subaccount that somebody began to open counts as abandoned, in milliseconds. */
const ABANDONED_MS = 60_000

/**
 * With TENANT_ISOLATION, opens the subaccount in which an agent's numbers will be held, once for its owner: the row is
 * there before the vendor is asked, and its id is the label at the vendor, so that one whose opening was not answered is
 * found. An organization that brings an account of its own is apart already.
 * @throws CommsError `unavailable` while somebody else opens it, and what the vendor answers
 */
export async function ensureSubaccount(deps: Deps, agent: { id: string; orgId: string }): Promise<void> {
  const isolation = deps.config.tenantIsolation
  if (isolation === 'account') return
  const { id, mode } = await organization(deps, agent.orgId)
  const owner = isolation === 'agent' ? agent.id : ''
  const isTwilio = and(eq(providerCredentials.orgId, id), eq(providerCredentials.provider, 'twilio'))
  const rows = await deps.db.select().from(providerCredentials).where(isTwilio)
  const held = rows.find((row) => row.agentId === owner)
  const own = held ?? rows.find((row) => row.agentId === '')
  if (own?.status === 'active' && servesIn(deps, own, mode)) return
  await openFor(deps, { id, mode }, await claimed(deps, id, owner, held))
}

/** What cannot be read is not replaced here either: whoever uses it is told. */
function servesIn(deps: Deps, row: CredentialRow, mode: OrgVendors['mode']): boolean {
  try {
    return openCredential(deps, row).mode === mode
  } catch {
    return true
  }
}

/** The row under which this call, and no other, opens the account. @throws CommsError `unavailable` */
async function claimed(deps: Deps, orgId: string, agentId: string, row: CredentialRow | undefined) {
  const now = deps.clock.now()
  const status = 'pending_verification' as const
  const values = { sealed: '', keyId: '', status, capabilities: [], updatedAt: now }
  if (row === undefined) {
    const id = newId('crd', now)
    const inserted = await deps.db
      .insert(providerCredentials)
      .values({ id, orgId, agentId, provider: 'twilio', ...values, createdAt: now })
      .onConflictDoNothing()
      .returning({ id: providerCredentials.id })
    if (inserted.length === 0) throw inProgress()
    return { id, agentId, updatedAt: now }
  }
  const isBusy = row.status === 'pending_verification' && now.getTime() - row.updatedAt.getTime() < ABANDONED_MS
  // What waits for its verification was given by the organization, and will serve it.
  if (isBusy || (row.status === 'pending_verification' && row.sealed !== '')) throw inProgress()
  const unchanged = and(eq(providerCredentials.id, row.id), eq(providerCredentials.updatedAt, row.updatedAt))
  const taken = await deps.db
    .update(providerCredentials)
    .set(values)
    .where(unchanged)
    .returning({ id: providerCredentials.id })
  if (taken.length === 0) throw inProgress()
  return { id: row.id, agentId, updatedAt: now }
}

const inProgress = () =>
  new CommsError('unavailable', 'The account for these numbers is just being opened or verified.', {
    nextAction: 'Try again in a minute.'
  })

type Claim = Pick<CredentialRow, 'id' | 'agentId' | 'updatedAt'>

async function openFor(deps: Deps, org: Pick<OrgVendors, 'id' | 'mode'>, claim: Claim): Promise<void> {
  const isMine = and(eq(providerCredentials.id, claim.id), eq(providerCredentials.updatedAt, claim.updatedAt))
  try {
    const port = await openProvider(deps.providers, 'accounts', { id: org.id, mode: org.mode })
    const [found] = await port.find(claim.id)
    const credential = found ?? (await port.create(claim.id))
    const sealed = sealCredential(deps, org.id, claim.id, { mode: org.mode, credential, subaccount: true })
    await store(deps, org.id, claim, sealed)
  } catch (error) {
    const isUnknown = !(error instanceof CommsError) || error.code === 'provider_timeout'
    // What may have been opened is looked for under the same label by the next call.
    if (isUnknown)
      await deps.db
        .update(providerCredentials)
        .set({ updatedAt: new Date(0) })
        .where(isMine)
    else await deps.db.delete(providerCredentials).where(isMine)
    throw error
  }
}

async function store(deps: Deps, orgId: string, claim: Claim, sealed: string): Promise<void> {
  const now = deps.clock.now()
  const capabilities = CAPABILITIES.twilio
  const values = {
    sealed,
    keyId: deps.sealer.keyId,
    status: 'active',
    capabilities,
    verifiedAt: now,
    updatedAt: now
  } as const
  const details = { provider: 'twilio', status: 'active', subaccount: true, agentId: claim.agentId }
  const entry = { orgId, event: 'credential.registered', actor: 'system', subject: claim.id, details } as const
  await deps.db.batch([
    deps.db.update(providerCredentials).set(values).where(eq(providerCredentials.id, claim.id)),
    deps.db.insert(auditLog).values(auditRow(now, entry))
  ])
  await announceCredentials(deps, orgId)
}
