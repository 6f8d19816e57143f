import type { Deps } from '../deps.ts'
import type { RegisteredCall } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import { orgVendors } from './vendors.ts'

/**
 * The document that connects a call with the first of these agents that its vendor takes it for; undefined when none of
 * them speaks, so that somebody else must.
 */
export async function registerCall(
  deps: Deps,
  orgId: string,
  agentIds: readonly string[],
  call: Omit<RegisteredCall, 'agentId'>
): Promise<string | undefined> {
  for (const agentId of agentIds)
    try {
      const port = await openProvider(deps.providers, 'agents', await orgVendors(deps, orgId))
      const document = await port.register({ ...call, agentId })
      if (/<Response[\s>]/.test(document)) return document.trim()
      deps.log.warn({ event: 'voice_agent_unreadable' }, 'the vendor gave no document')
    } catch (error) {
      deps.log.warn({ event: 'voice_agent_failed', err: error }, 'the agent of a vendor takes no call')
    }
  return undefined
}
