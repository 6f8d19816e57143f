import { eq } from 'drizzle-orm'
import { agents, calls } from '../db/schema/index.ts'
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
  signer: 'twilio' | 'telnyx' | 'resend' | 'elevenlabs'
  /** Call that the event is about, where it named the agent. */
  callId?: string | undefined
}

/** What a path names. */
export interface WebhookPath {
  agentId?: string | undefined
  endpointId?: string | undefined
  callId?: string | undefined
}

/** Finds out who may post to a path; undefined when it names nobody, or nobody whose vendor is configured. */
export async function webhookSource(
  deps: Deps,
  vendor: 'twilio' | 'resend' | 'elevenlabs',
  path: WebhookPath
): Promise<WebhookSource | undefined> {
  try {
    if (vendor === 'elevenlabs') return elevenLabsAccount(deps)
    const source = await find(deps, vendor, path)
    return source && { ...source, callId: path.callId }
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

/** The account of the operator serves every organization; a call that was handed to it names its own. */
function elevenLabsAccount({ config }: Deps): WebhookSource | undefined {
  const secret = config.vendors.elevenlabs?.webhookSecret
  return secret === undefined ? undefined : { orgId: '', signer: 'elevenlabs', secrets: [secret] }
}

/** Whom the form of a carrier is for: the agent of the call that it names, else of the number that is called. */
export async function namedByCall(
  { db }: Pick<Deps, 'db'>,
  { CallSid, To }: Record<string, unknown>
): Promise<WebhookPath> {
  if (typeof CallSid === 'string') {
    const named = { callId: calls.id, agentId: calls.agentId }
    const [call] = await db.select(named).from(calls).where(eq(calls.providerRef, CallSid)).limit(1)
    if (call) return call
  }
  if (typeof To !== 'string') return {}
  const [agent] = await db.select({ agentId: agents.id }).from(agents).where(eq(agents.phoneNumber, To)).limit(1)
  return agent ?? {}
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
