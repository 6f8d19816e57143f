import Type from 'typebox'
import { AgentId, Strict } from '../schemas/common.ts'
import { ChannelReportSchema } from '../schemas/usage.ts'
import { channelStatus } from '../services/channel-status.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_get_channel_status',
  title: 'Channel status',
  description:
    "Read an agent's number and addresses, whether each channel works, which are blocked, what this month has cost, and how many actions are left in this minute and today. With an organization token name the agent.",
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ agentId: Type.Optional(AgentId('Agent to look at; the one of the token by default.')) }),
  output: ChannelReportSchema,
  run: ({ agentId }, { deps, caller }) => channelStatus(deps, caller, agentId)
})
