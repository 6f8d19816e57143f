import { eq } from 'drizzle-orm'
import { agents } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { agentCache } from './agent-cache.ts'

/** Which agents a caller can name beside those that are in service. */
export interface ResolveOptions {
  /** Removed agents too: for what reads history. */
  includeRemoved?: boolean
}

/**
 * The agent that a caller acts for: an agent for itself, everybody else for the agent of the organization that they
 * name. What belongs to others, was removed, or is not there looks the same. The row must not be changed.
 * @throws CommsError `not_found`, `invalid_input` when an agent must be named and is not.
 */
export async function resolveAgent(
  deps: Pick<Deps, 'db' | 'bus' | 'clock'>,
  caller: Caller,
  agentId?: string,
  options: ResolveOptions = {}
): Promise<AgentRow> {
  const row = await agentById(deps, idFor(caller, agentId))
  const visible =
    row?.status === 'active' || row?.status === 'suspended' || (options.includeRemoved && row?.status === 'removed')
  if (!row || !visible || row.orgId !== caller.orgId) throw agentNotFound()
  return row
}

/** An agent of any organization and in any state, remembered for a moment. The row must not be changed. */
export const agentById = (deps: Pick<Deps, 'db' | 'bus' | 'clock'>, id: string): Promise<AgentRow | undefined> =>
  agentCache(deps).get(id, async () => (await deps.db.select().from(agents).where(eq(agents.id, id)))[0])

/** The answer to the id of an agent that is not there, or is somebody else's. */
export const agentNotFound = () =>
  new CommsError('not_found', 'There is no agent with this id.', { nextAction: `Check agentId. ${WHERE_TO_LOOK}` })

const WHERE_TO_LOOK = 'comms_get_usage_dashboard lists the agents that you may name.'

/**
 * The id of the agent that a caller means.
 * @throws CommsError `not_found` for another agent than the caller, `invalid_input` when none is named.
 */
export function idFor(caller: Caller, agentId: string | undefined): string {
  if (caller.agentId !== undefined) {
    if (agentId !== undefined && agentId !== caller.agentId) throw agentNotFound()
    return caller.agentId
  }
  if (agentId !== undefined) return agentId
  throw new CommsError('invalid_input', 'agentId: is required, because this token is not bound to an agent', {
    nextAction: `Name one. ${WHERE_TO_LOOK}`
  })
}
