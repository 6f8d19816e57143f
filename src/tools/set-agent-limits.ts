import Type, { type TSchema } from 'typebox'
import { AgentId, Strict } from '../schemas/common.ts'
import { LimitsSchema } from '../schemas/usage.ts'
import { setAgentLimits } from '../services/limits-change.ts'
import { defineTool } from './tool.ts'

const OrNull = <T extends TSchema>(type: T, description: string) =>
  Type.Optional(Type.Union([type, Type.Null()], { description }))
const Count = (description: string) => OrNull(Type.Integer({ minimum: 0, maximum: 1_000_000 }), description)
const Dollars = (description: string) => OrNull(Type.Number({ minimum: 0, maximum: 1_000_000 }), description)

export default defineTool({
  name: 'comms_set_agent_limits',
  title: 'Set the limits of an agent',
  description:
    'Set how much an agent may do and spend: actions, US dollars, calls. Only the limits that are named change; null goes back to what the organization or the server gives every agent. Obeyed from the next action on. Caps of the whole organization hold besides.',
  profiles: ['operator'],
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose limits are set; it must be named.')),
    limits: Strict({
      maxActionsPerMinute: Count('Outward effects in a UTC minute; 10 if nobody has set another.'),
      maxActionsPerHour: Count('Outward effects in a UTC hour; 100 if nobody has set another.'),
      maxActionsPerDay: Count('Outward effects in a UTC day; 500 if nobody has set another.'),
      maxSpendPerDay: Dollars('US dollars in a UTC day; 10 if nobody has set another.'),
      maxSpendPerMonth: Dollars('US dollars in a UTC month; 100 if nobody has set another.'),
      maxCostPerAction: Dollars('US dollars that one action may cost; 5 if nobody has set another.'),
      maxCallDurationMinutes: OrNull(
        Type.Integer({ minimum: 1, maximum: 240 }),
        'Longest call in minutes; 10 if nobody has set another.'
      ),
      maxCallsPerDayToSameNumber: Count('Calls that one number may get in a UTC day; 2 if nobody has set another.')
    })
  }),
  output: Strict({ agentId: Type.String(), limits: LimitsSchema }),
  run: ({ agentId, limits }, { deps, caller }) => setAgentLimits(deps, caller, agentId, limits)
})
