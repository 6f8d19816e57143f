import { and, eq, inArray } from 'drizzle-orm'
import { agents, auditLog } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import type { AgentStorage, AgentVoice, ProviderOverrides, RouteDuplication } from '../schemas/agent.ts'
import type { Channel } from '../schemas/common.ts'
import { announceAgent } from './agent-cache.ts'
import { toAgentView } from './agent-view.ts'
import { agentNotFound, resolveAgent } from './agents.ts'
import { actorOf } from './callers.ts'
import { requireVendors } from './vendor-preference.ts'

/** What of an agent can be changed; null clears. */
export interface AgentChange {
  displayName?: string
  greeting?: string | null
  systemPrompt?: string | null
  voiceId?: string | null
  language?: string
  voice?: AgentVoice
  callbackUrl?: string | null
  brainUrl?: string | null
  blockedChannels?: Channel[]
  storage?: AgentStorage
  routeDuplication?: RouteDuplication
  providerOverrides?: ProviderOverrides
  /** Lets an agent that was suspended go on. */
  resume?: true
}

/** Where content goes and how long it stays is for the owner to say: an agent can be talked into things by what it reads. */
const OWNER_ONLY = ['callbackUrl', 'brainUrl', 'storage', 'routeDuplication', 'providerOverrides', 'resume'] as const

/**
 * Changes an agent. With a new callback URL the answer holds the secret that verifies callbacks.
 * @throws CommsError `not_found`, `invalid_input` when nothing is to be changed, `forbidden` for what an agent may not change of itself,
 * `capability_unavailable` for a vendor that the server does not have.
 */
export async function updateAgent(deps: Deps, caller: Caller, agentId: string | undefined, change: AgentChange) {
  const agent = await resolveAgent(deps, caller, agentId)
  const fields = Object.keys(change)
  if (fields.length === 0) throw new CommsError('invalid_input', 'arguments: name at least one thing to change')
  await requireVendors(deps, { orgId: agent.orgId, agentId: agent.id }, change.providerOverrides)
  const { resume, ...values } = change
  const now = deps.clock.now()
  const row = await deps.db.transaction(async (tx) => {
    const own = and(eq(agents.id, agent.id), inArray(agents.status, ['active', 'suspended']))
    // The lock: what is compared is what stands there, and not what was remembered.
    const [before] = await tx.update(agents).set({ updatedAt: now }).where(own).returning()
    if (!before) throw agentNotFound()
    if (caller.role === 'agent') refuseOwnersFields(before, change)
    const [changed] = await tx
      .update(agents)
      .set({ ...values, ...(resume && { status: 'active' as const }), updatedAt: now })
      .where(own)
      .returning()
    if (!changed) throw agentNotFound()
    const entry = { orgId: agent.orgId, event: 'agent.changed', actor: actorOf(caller), subject: agent.id } as const
    await tx.insert(auditLog).values(auditRow(now, { ...entry, details: { fields } }))
    return changed
  })
  await announceAgent(deps, agent.id)
  return {
    ...toAgentView(row),
    ...(change.callbackUrl && { callbackSecret: deps.sealer.open(row.callbackSecret, row.id) })
  }
}

function refuseOwnersFields(agent: AgentRow, change: AgentChange): void {
  const refused: string[] = OWNER_ONLY.filter((field) => change[field] !== undefined)
  const blocked = change.blockedChannels
  if (blocked && agent.blockedChannels.some((channel) => !blocked.includes(channel))) refused.push('blockedChannels')
  if (refused.length > 0)
    throw new CommsError('forbidden', `An agent may not change this of itself: ${refused.join(', ')}.`, {
      nextAction: 'Ask the owner to change it with the token of the organization.'
    })
}
