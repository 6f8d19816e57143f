import type { Deps } from '../deps.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { organization, systemBlocked } from '../pipeline/vendors.ts'

/**
 * Whether an agent may hold a call now. `explain`: the caller is told in a sentence that it may not; `reject`: nothing
 * may be spent on it, not even that.
 */
export async function callStanding(deps: Deps, agent: AgentRow): Promise<'open' | 'explain' | 'reject'> {
  const [org, blocked] = await Promise.all([organization(deps, agent.orgId), systemBlocked(deps)])
  const inactive = org.status === 'suspended' || (org.mode === 'production' && org.status !== 'approved')
  if (inactive || blocked.includes('voice') || agent.status === 'removed') return 'reject'
  const switchedOff = org.blockedChannels.includes('voice') || agent.blockedChannels.includes('voice')
  return switchedOff || agent.status !== 'active' || agent.voiceStatus === 'suspended' ? 'explain' : 'open'
}
