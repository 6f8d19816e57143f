import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import type { OrgVendors } from '../providers/handle.ts'
import { telephonyVendor, webhookSecret } from '../providers/index.ts'
import { agentById } from './agents.ts'
import { accountSecrets, endpointSecrets } from './endpoints.ts'

/** Whom a webhook's path names, and the secrets of which one must have signed the request. */
export interface WebhookSource {
  orgId: string
  agent?: AgentRow
  secrets: string[]
  /** Who must have signed: for the webhooks of a carrier the one that serves the organization. */
  signer: 'twilio' | 'telnyx' | 'resend'
}

/** What a path names. */
export interface WebhookPath {
  agentId?: string | undefined
  endpointId?: string | undefined
}

/** Finds out who may post to a path; undefined when it names nobody, or nobody whose vendor is configured. */
export async function webhookSource(
  deps: Deps,
  vendor: 'twilio' | 'resend',
  path: WebhookPath
): Promise<WebhookSource | undefined> {
  try {
    return await find(deps, vendor, path)
  } catch (error) {
    if (error instanceof CommsError && error.code === 'provider_unavailable') return undefined
    throw error
  }
}

async function find(
  deps: Deps,
  vendor: 'twilio' | 'resend',
  { agentId, endpointId }: WebhookPath
): Promise<WebhookSource | undefined> {
  if (endpointId !== undefined) {
    const endpoint = vendor === 'resend' ? await endpointSecrets(deps, endpointId) : undefined
    return endpoint && { ...endpoint, signer: 'resend' }
  }
  if (agentId === undefined) return undefined
  const agent = await agentById(deps, agentId)
  if (agent === undefined) return undefined
  const { orgId } = agent
  if (vendor === 'resend')
    return { orgId, agent, signer: 'resend', secrets: await accountSecrets(deps, orgId, 'resend', agentId) }
  return { orgId, agent, ...carrierSecrets(deps, await orgVendors(deps, orgId, agentId)) }
}

function carrierSecrets(deps: Deps, org: OrgVendors): Pick<WebhookSource, 'signer' | 'secrets'> {
  const signer = telephonyVendor(deps.providers, org)
  if (signer === 'telnyx') return { signer, secrets: [webhookSecret(deps.providers, signer, org).publicKey] }
  return { signer, secrets: twilioSecrets(deps, org) }
}

function twilioSecrets(deps: Deps, org: OrgVendors): string[] {
  const { authToken, former } = webhookSecret(deps.providers, 'twilio', org)
  return former === undefined ? [authToken] : [authToken, former]
}
