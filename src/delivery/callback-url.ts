import type { Deps } from '../deps.ts'

/** Where an agent's events are posted: its own URL, else the one that the server has for all; undefined without either. */
export function callbackUrlOf(
  config: Pick<Deps['config'], 'callbackUrlTemplate'>,
  agent: { id: string; callbackUrl: string | null }
): string | undefined {
  return agent.callbackUrl ?? config.callbackUrlTemplate?.replaceAll('{agentId}', encodeURIComponent(agent.id))
}
