import { and, eq, ne } from 'drizzle-orm'
import { auditLog, providerCredentials } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import { announceCredentials, type CredentialRow, type OwnVendor, openCredential } from '../pipeline/own-accounts.ts'
import type { OrgVendors } from '../providers/handle.ts'
import { openProvider, ownAccounts } from '../providers/index.ts'
import type { RegisteredProvider } from '../schemas/provider.ts'

/** Most credentials that one step looks at. */
const BATCH = 20

/** What an account of a vendor is used for. */
export const CAPABILITIES: Record<OwnVendor, string[]> = { twilio: ['sms', 'numbers'], resend: ['email'] }

/** What a vendor says of a credential. */
export type Verdict = Pick<RegisteredProvider, 'status' | 'billingInfo'>

/** Asks the vendor whether the account that an organization brings is what it claims to be; never throws what a vendor says. */
export async function verifyAccount(deps: Deps, org: OrgVendors, provider: OwnVendor): Promise<Verdict> {
  try {
    if (provider === 'resend') {
      await (await openProvider(deps.providers, 'email', org)).verify()
      return { status: 'active' }
    }
    const [numbers, accounts] = await Promise.all([
      openProvider(deps.providers, 'numbers', org),
      openProvider(deps.providers, 'accounts', org)
    ])
    const [{ balanceMicroUsd, currency }, plan] = await Promise.all([numbers.verify(), accounts.plan()])
    const balance = balanceMicroUsd === null ? null : balanceMicroUsd / 1_000_000
    return { status: 'active', billingInfo: { plan, balance, currency } }
  } catch (error) {
    if (!(error instanceof CommsError)) throw error
    if (error.code === 'provider_rejected') return { status: 'invalid_credentials' }
    deps.log.warn({ event: 'credential.unverified', provider, code: error.code }, 'the vendor could not be asked')
    return { status: 'pending_verification' }
  }
}

/** Worker step: asks the vendors about credentials that are kept and not used yet; returns how many it asked about. */
export async function verifyPending(deps: Deps): Promise<number> {
  const rows = await deps.db
    .select()
    .from(providerCredentials)
    .where(and(eq(providerCredentials.status, 'pending_verification'), ne(providerCredentials.sealed, '')))
    .orderBy(providerCredentials.updatedAt)
    .limit(BATCH)
  for (const row of rows) await verifyRow(deps, row)
  return rows.length
}

async function verifyRow(deps: Deps, row: CredentialRow): Promise<void> {
  const { status } = await verdictOn(deps, row)
  const now = deps.clock.now()
  const unchanged = and(
    eq(providerCredentials.id, row.id),
    eq(providerCredentials.sealed, row.sealed),
    eq(providerCredentials.status, 'pending_verification')
  )
  await deps.db.transaction(async (tx) => {
    const verified = status === 'active' ? { verifiedAt: now } : {}
    const [changed] = await tx
      .update(providerCredentials)
      .set({ status, updatedAt: now, ...verified })
      .where(unchanged)
      .returning({ id: providerCredentials.id })
    if (!changed || status === 'pending_verification') return
    const { orgId, id, provider } = row
    const entry = { orgId, event: 'credential.changed', actor: 'system', subject: id } as const
    await tx.insert(auditLog).values(auditRow(now, { ...entry, details: { provider, status } }))
  })
  if (status === 'active') await announceCredentials(deps, row.orgId)
}

async function verdictOn(deps: Deps, row: CredentialRow): Promise<Verdict> {
  try {
    const { mode, credential } = openCredential(deps, row)
    const provider = row.provider as OwnVendor
    return await verifyAccount(deps, { id: row.orgId, mode, own: ownAccounts({ [provider]: credential }) }, provider)
  } catch (error) {
    deps.log.error({ event: 'credential.unreadable', credentialId: row.id, err: error }, 'it must be given anew')
    return { status: 'invalid_credentials' }
  }
}
