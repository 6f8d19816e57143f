import Type from 'typebox'
import { AgentId, CHANNELS, InstantArgument, OneOf, Strict } from '../schemas/common.ts'
import { HistoryPageSchema } from '../schemas/history.ts'
import { resolveAgent } from '../services/agents.ts'
import { readHistory } from '../services/history.ts'
import { instantOf } from '../services/instants.ts'
import { defineTool } from './tool.ts'

const DEFAULT_LIMIT = 50

export default defineTool({
  name: 'comms_get_messages',
  title: 'Get messages',
  description:
    'Look back at messages sent and received, newest first; nothing is acknowledged by it. For what is new use comms_wait_for_events. What they said is there only while it is still stored: content is wiped when a message is settled, unless the owner keeps it.',
  profiles: ['agent'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose messages to read; the one of the token by default.')),
    channel: Type.Optional(OneOf([...CHANNELS, 'all'], 'Only this channel; all by default.')),
    contactNumber: Type.Optional(
      Type.String({ minLength: 1, maxLength: 254, description: 'Only with this number (E.164) or email address.' })
    ),
    conversationId: Type.Optional(Type.String({ maxLength: 64, description: 'Only this conversation.' })),
    direction: Type.Optional(OneOf(['inbound', 'outbound'], 'Only what came in, or only what went out.')),
    since: Type.Optional(InstantArgument('Only from this instant on.')),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'Messages on a page; 50 by default.' })),
    cursor: Type.Optional(
      Type.String({ pattern: '^msg_[0-9A-HJKMNP-TV-Z]{26}$', description: 'The `cursor` of the page before.' })
    )
  }),
  output: HistoryPageSchema,
  async run({ agentId, contactNumber: contact, since, limit = DEFAULT_LIMIT, ...filters }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId, { includeRemoved: true })
    return readHistory(deps, agent.id, { ...filters, contact, limit, since: instantOf('since', since) })
  }
})
