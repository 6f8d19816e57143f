import { and, eq } from 'drizzle-orm'
import { auditLog, providerCredentials } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { auditRow } from '../observability/audit.ts'
import {
  announceCredentials,
  type CredentialRow,
  type OwnVendor,
  openCredential,
  type SealedCredential,
  sealCredential
} from '../pipeline/own-accounts.ts'
import { organization } from '../pipeline/vendors.ts'
import type { OwnCredentials } from '../providers/handle.ts'
import { ownAccounts } from '../providers/index.ts'
import type { ProviderRegistration, RegisteredProvider } from '../schemas/provider.ts'
import { resolveAgent } from './agents.ts'
import { actorOf } from './callers.ts'
import { refuseStranding } from './credential-stranding.ts'
import { CAPABILITIES, verifyAccount } from './credential-verification.ts'
import { followAccount } from './endpoints.ts'

/** How long webhooks that were signed with a replaced secret are believed, in milliseconds. */
const FORMER_MS = 24 * 3_600_000

type Credential = SealedCredential['credential']

/**
 * Keeps an account that an organization, or one of its agents, brings; used at once when the vendor confirms it.
 * What the vendor refuses is not kept, and what it could not be asked about never takes the place of what works.
 * @throws CommsError `forbidden`, `invalid_input`, `not_found`, `conflict`, `provider_unavailable`
 */
export async function registerProvider(
  deps: Deps,
  caller: Caller,
  { provider, credentials, autoVerify = true, agentId }: ProviderRegistration
): Promise<RegisteredProvider> {
  if (caller.role === 'agent') throw new CommsError('forbidden', 'An agent may not register accounts.')
  const credential = credentialOf(provider, credentials)
  if (agentId !== undefined) await resolveAgent(deps, caller, agentId)
  const { id, mode } = await organization(deps, caller.orgId)
  const own = ownAccounts({ [provider]: credential })
  await refuseStranding(deps, { id, mode, own }, provider, agentId)
  const verdict = autoVerify ? await verifyAccount(deps, { id, mode, own }, provider) : UNASKED
  if (verdict.status !== 'invalid_credentials') {
    await keep(deps, caller, { provider, agentId: agentId ?? '', held: { mode, credential }, status: verdict.status })
    await announceCredentials(deps, id)
    if (verdict.status === 'active' && provider === 'resend') await followAccount(deps, id, agentId)
  }
  return { provider, capabilities: CAPABILITIES[provider], ...verdict }
}

const UNASKED = { status: 'pending_verification' } as const

/** @throws CommsError `invalid_input` naming what is missing or does not belong there, never a value. */
function credentialOf(provider: OwnVendor, given: ProviderRegistration['credentials']): Credential {
  const { accountSid, authToken, apiKey, webhookSecret } = given
  const wanted = provider === 'twilio' ? { accountSid, authToken } : { apiKey }
  const foreign = provider === 'twilio' ? { apiKey, webhookSecret } : { accountSid, authToken }
  const problems = [
    ...Object.entries(wanted).flatMap(([name, value]) =>
      value === undefined ? [`credentials.${name}: is required for ${provider}`] : []
    ),
    ...Object.entries(foreign).flatMap(([name, value]) =>
      value === undefined ? [] : [`credentials.${name}: does not belong to ${provider}`]
    )
  ]
  if (problems.length > 0) throw new CommsError('invalid_input', problems.join(', '))
  return provider === 'twilio'
    ? { accountSid: accountSid ?? '', authToken: authToken ?? '' }
    : { apiKey: apiKey ?? '', ...(webhookSecret !== undefined && { webhookSecret }) }
}

interface Registration {
  provider: OwnVendor
  /** Empty for the organization. */
  agentId: string
  held: SealedCredential
  status: 'active' | 'pending_verification'
}

async function keep(deps: Deps, caller: Caller, { provider, agentId, held, status }: Registration): Promise<void> {
  const { orgId } = caller
  const now = deps.clock.now()
  const isIt = and(
    eq(providerCredentials.orgId, orgId),
    eq(providerCredentials.agentId, agentId),
    eq(providerCredentials.provider, provider)
  )
  await deps.db.transaction(async (tx) => {
    const [row] = await tx.select().from(providerCredentials).where(isIt)
    if (row?.status === 'active' && status !== 'active') throw unproven(provider)
    const id = row?.id ?? newId('crd', now)
    const former = row?.status === 'active' ? formerOf(deps, row, held, now) : undefined
    const sealed = sealCredential(deps, orgId, id, { ...held, former })
    const verifiedAt = status === 'active' ? now : null
    const values = {
      ...{ sealed, keyId: deps.sealer.keyId, status, capabilities: CAPABILITIES[provider], verifiedAt },
      updatedAt: now
    }
    await tx
      .insert(providerCredentials)
      .values({ id, orgId, agentId, provider, ...values, createdAt: now })
      .onConflictDoUpdate({
        target: [providerCredentials.orgId, providerCredentials.agentId, providerCredentials.provider],
        set: { id, ...values }
      })
    const event = row ? 'credential.changed' : 'credential.registered'
    const details = { provider, status, ...(agentId !== '' && { agentId }) }
    await tx.insert(auditLog).values(auditRow(now, { orgId, event, actor: actorOf(caller), subject: id, details }))
  })
}

const unproven = (provider: OwnVendor) =>
  new CommsError(
    'conflict',
    `Nothing was changed: the account for ${provider} that is in use works, the new one is not verified.`,
    {
      nextAction: 'Register it again with autoVerify when the vendor can be reached.'
    }
  )

/** The secret that is replaced, for what the same account signed with it and is still on its way. */
function formerOf(
  deps: Deps,
  row: CredentialRow,
  { credential }: SealedCredential,
  now: Date
): SealedCredential['former'] {
  try {
    const before = secretOf(openCredential(deps, row).credential)
    if (before === undefined || before === secretOf(credential)) return undefined
    return { secret: before, until: new Date(now.getTime() + FORMER_MS).toISOString() }
  } catch {
    return undefined // What cannot be read verifies nothing.
  }
}

const secretOf = (credential: NonNullable<OwnCredentials[OwnVendor]>): string | undefined =>
  'authToken' in credential ? credential.authToken : credential.webhookSecret
