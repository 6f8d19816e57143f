import { and, eq } from 'drizzle-orm'
import { agents, auditLog, numberPool, tokens } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import { openProvider } from '../providers/index.ts'
import type { CountryTerms, Provisioned, Provisioning } from '../schemas/provisioning.ts'
import { domainOf } from './agent-address.ts'
import { announceAgent } from './agent-cache.ts'
import { channelsOf } from './agent-view.ts'
import { actorOf } from './callers.ts'
import { acceptTerms, countryTerms } from './country-terms.ts'
import { ensureEndpoint } from './endpoints.ts'
import { type AcquiredNumber, acquireNumber } from './number-purchase.ts'
import { mayText } from './number-registration.ts'
import { reserveAgent } from './provisioning-reserve.ts'
import { undoProvisioning } from './provisioning-undo.ts'
import { newToken } from './token-rows.ts'
import { requireVendors } from './vendor-preference.ts'

/**
 * Makes an agent with all the channels asked for, or none: a failure at any step gives back what was bought.
 * @throws CommsError `forbidden`, `invalid_input`, `conflict`, `pool_exhausted`, `no_number_available`, and what a vendor answers.
 */
export async function provisionChannels(deps: Deps, caller: Caller, input: Provisioning): Promise<Provisioned> {
  if (caller.role === 'agent') throw new CommsError('forbidden', 'An agent may not provision agents.')
  refuseUnavailable(input)
  await requireVendors(deps, caller, input.providerOverrides)
  const { agent, poolSlotsRemaining } = await reserveAgent(deps, caller, input)
  try {
    const emailStatus = agent.emailAddress === null ? 'none' : await prepareEmail(deps, agent.orgId, agent.emailAddress)
    const phone = input.capabilities.phone ? await acquireNumber(deps, agent) : undefined
    const phoneStatus = phone ? await phoneStatusOf(deps, agent, phone) : 'none'
    const terms = countryTerms(agent.country)
    const { row, token } = await finish(deps, caller, agent, { emailStatus, phone, phoneStatus, terms })
    await announceAgent(deps, row.id)
    const withCallback = row.callbackUrl !== null || deps.config.callbackUrlTemplate !== undefined
    return {
      agentId: row.id,
      channels: channelsOf(row),
      countryTerms: terms,
      poolSlotsRemaining,
      provisionedAt: row.provisionedAt?.toISOString() ?? '',
      securityToken: token,
      ...(withCallback && { callbackSecret: deps.sealer.open(row.callbackSecret, row.id) })
    }
  } catch (error) {
    throw await undone(deps, agent, error)
  }
}

function refuseUnavailable({ capabilities }: Provisioning): void {
  const { phone, email, whatsapp, voiceAi } = capabilities
  if (whatsapp)
    throw new CommsError('capability_unavailable', 'Nothing was provisioned: this server has no WhatsApp provider.', {
      nextAction: 'Provision again without capabilities.whatsapp.'
    })
  if (voiceAi && !phone)
    throw new CommsError('invalid_input', 'capabilities.voiceAi: needs capabilities.phone, the number that is called')
  if (!phone && !email) throw new CommsError('invalid_input', 'capabilities: ask for phone, email, or both')
}

async function prepareEmail(deps: Deps, orgId: string, address: string): Promise<'active' | 'pending_registration'> {
  const port = await openProvider(deps.providers, 'email', await orgVendors(deps, orgId))
  await ensureEndpoint(deps, orgId, 'resend', deps.publicUrl())
  const { status } = await port.checkDomain(domainOf(address))
  return status === 'verified' ? 'active' : 'pending_registration'
}

async function phoneStatusOf(deps: Deps, { id, orgId, country }: AgentRow, { number, providerRef }: AcquiredNumber) {
  const registered = await mayText(deps, { agentId: id, orgId, country, number, providerRef })
  return registered ? 'active' : 'pending_registration'
}

interface Ready {
  emailStatus: 'active' | 'pending_registration' | 'none'
  phone: AcquiredNumber | undefined
  phoneStatus: 'active' | 'pending_registration' | 'none'
  terms: CountryTerms
}

async function finish(deps: Deps, caller: Caller, agent: AgentRow, ready: Ready) {
  const { emailStatus, phone, phoneStatus, terms } = ready
  const { id, orgId } = agent
  const now = deps.clock.now()
  const { row: token, issued } = newToken(deps, { orgId, scope: 'agent', agentId: id })
  const change = {
    status: 'active',
    phoneNumber: phone?.number ?? null,
    phoneStatus,
    emailStatus,
    provisionedAt: now,
    updatedAt: now
  } as const
  const audit = { orgId, event: 'agent.provisioned', actor: actorOf(caller), subject: id } as const
  const details = {
    ...{ phone: phone !== undefined, email: emailStatus !== 'none', tokenId: token.id },
    ...{ country: terms.country, countryTermsAccepted: terms.version }
  }
  const row = await deps.db.transaction(async (tx) => {
    const unended = and(eq(agents.id, id), eq(agents.status, 'provisioning'))
    const [active] = await tx.update(agents).set(change).where(unended).returning()
    if (!active) throw new CommsError('unavailable', 'Provisioning took too long.')
    if (phone) await tx.update(numberPool).set({ status: 'active', updatedAt: now }).where(eq(numberPool.id, phone.id))
    await acceptTerms(tx, terms, { orgId, actor: actorOf(caller), at: now })
    await tx.insert(tokens).values(token)
    await tx.insert(auditLog).values(auditRow(now, { ...audit, details }))
    return active
  })
  return { row, token: issued.token }
}

/** What the caller is told: why it failed, and that nothing is left of it. */
async function undone(deps: Deps, agent: AgentRow, error: unknown): Promise<unknown> {
  let clean = false
  try {
    clean = await undoProvisioning(deps, agent)
  } catch (cause) {
    deps.log.error({ event: 'provisioning.undo_failed', agentId: agent.id, err: cause }, 'the worker will undo it')
  }
  if (!(error instanceof CommsError)) return error
  deps.log.warn({ event: 'provisioning.failed', agentId: agent.id, code: error.code })
  const rest = clean
    ? 'Nothing was kept, and the slot is free.'
    : 'The slot is being freed, and a number that may have been bought given back.'
  const unknown = error.code === 'provider_timeout'
  return new CommsError(error.code, `${error.message} ${rest}`, {
    cause: error,
    details: error.details,
    retryable: unknown || error.retryable,
    nextAction: unknown ? 'Call again later.' : error.nextAction
  })
}
