import Type from 'typebox'
import { ack } from '../delivery/ack.ts'
import { takeEvents } from '../delivery/inbox.ts'
import { countWaiting, readAcknowledged } from '../delivery/waiting.ts'
import { AgentId, CHANNELS, OneOf, Strict } from '../schemas/common.ts'
import { EventViewSchema } from '../schemas/event-view.ts'
import { resolveAgent } from '../services/agents.ts'
import { defineTool } from './tool.ts'

const DEFAULT_LIMIT = 50

export default defineTool({
  name: 'comms_get_waiting_messages',
  title: 'Get waiting messages',
  description:
    'Fetch what came in while you were away, without waiting: messages, and what became of those you sent. Fetching acknowledges, so read all of it; to wait for what comes next use comms_wait_for_events. What was acknowledged in the last 60 minutes can be read again with includeAcknowledged.',
  profiles: ['agent'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose messages to fetch; the one of the token by default.')),
    channel: Type.Optional(OneOf(CHANNELS, 'Only this channel.')),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, description: 'Most messages at once; 50 by default.' })
    ),
    includeAcknowledged: Type.Optional(
      Type.Boolean({ description: 'Also what was acknowledged lately and can still be read.' })
    )
  }),
  output: Strict({
    messages: Type.Array(EventViewSchema),
    remaining: Type.Integer({ description: 'How many still wait; 1000 stands for that many or more.' })
  }),
  async run({ agentId, channel, limit = DEFAULT_LIMIT, includeAcknowledged }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const again = includeAcknowledged === true ? await readAcknowledged(deps, agent, channel, limit) : []
    const { events, lease } = await takeEvents(deps, agent, { max: limit, channel })
    if (lease !== null) await ack(deps, agent, lease)
    return { messages: [...again, ...events], remaining: await countWaiting(deps, agent, channel) }
  }
})
