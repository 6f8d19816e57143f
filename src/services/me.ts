import type { Caller, Deps } from '../deps.ts'
import { organization, systemBlocked } from '../pipeline/vendors.ts'
import type { Me } from '../schemas/me.ts'
import { readPool } from './agent-pool.ts'
import { toAgentView } from './agent-view.ts'
import { resolveAgent } from './agents.ts'
import { limitsOf } from './limits.ts'

const SENDING = ['sms', 'email', 'voice'] as const

/**
 * Who a caller is and what it may do; with an agent, what that agent may do.
 * @throws CommsError `not_found` for an agent that is not the caller's.
 */
export async function describeCaller(deps: Deps, caller: Caller, agentId: string | undefined): Promise<Me> {
  const one = caller.agentId ?? agentId
  const [row, pool, owner, serverBlocked] = await Promise.all([
    one === undefined ? undefined : resolveAgent(deps, caller, agentId),
    readPool(deps, caller.orgId),
    organization(deps, caller.orgId),
    systemBlocked(deps)
  ])
  const agent = row && toAgentView(row)
  const blocked = [...(agent?.blockedChannels ?? []), ...owner.blockedChannels, ...serverBlocked]
  const states = agent && { ...agent.channels, voice: agent.channels.voiceAi }
  const canSend = SENDING.filter(
    (channel) => agent?.status === 'active' && states?.[channel].status === 'active' && !blocked.includes(channel)
  )
  return {
    role: caller.role,
    organizationId: caller.orgId,
    organizationMode: owner.mode,
    tokenId: caller.tokenId,
    tokenExpiresAt: caller.expiresAt?.toISOString() ?? null,
    ...(agent && { agent }),
    may: {
      sendOn: canSend,
      provisionAgents: caller.role !== 'agent',
      issueTokens: caller.role === 'super' ? ['super', 'org', 'agent'] : caller.role === 'org' ? ['org', 'agent'] : [],
      actForAnyOrganization: caller.role === 'super'
    },
    limits: limitsOf(deps, owner, row),
    pool
  }
}
