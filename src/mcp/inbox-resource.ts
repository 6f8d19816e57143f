import { inboxTopic } from '../delivery/event-row.ts'
import { countWaiting } from '../delivery/waiting.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { McpResource } from './resources.ts'

const ONLY_AGENTS = 'The inbox belongs to an agent; read it with a token of the agent.'

/** How much waits for the agent that reads it; whoever subscribes it is told when something arrives, on every replica. */
export const inboxResource = (deps: Pick<Deps, 'db' | 'clock'>): McpResource => ({
  uri: 'comms://inbox',
  name: 'inbox',
  title: 'Inbox',
  description:
    'How many events wait for you. Subscribe it to be told of new ones; take them with comms_wait_for_events.',
  mimeType: 'application/json',
  async read({ agentId }) {
    if (agentId === undefined) throw new CommsError('forbidden', ONLY_AGENTS)
    return JSON.stringify({ agentId, waiting: await countWaiting(deps, { id: agentId }, undefined) })
  },
  changes: ({ agentId }) => (agentId === undefined ? undefined : inboxTopic(agentId))
})
