import Type from 'typebox'
import { AgentId, OneOf, Strict } from '../schemas/common.ts'
import { USAGE_PERIODS, UsageDashboardSchema } from '../schemas/usage.ts'
import { usageDashboard } from '../services/usage.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_get_usage_dashboard',
  title: 'Usage dashboard',
  description:
    'Read what agents have done and what it has cost, as recorded so far, by agent and channel. An agent token sees its own agent, an organization token all agents of the organization.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Only this agent.')),
    period: Type.Optional(
      OneOf(USAGE_PERIODS, 'In UTC: today (the default), this week from Monday, this calendar month, or everything.')
    )
  }),
  output: UsageDashboardSchema,
  run: (input, { deps, caller }) => usageDashboard(deps, caller, input)
})
