import Type from 'typebox'
import { AgentId, Strict } from '../schemas/common.ts'
import { deprovisionChannels } from '../services/deprovisioning.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_deprovision_channels',
  title: 'Deprovision an agent',
  description:
    'Remove an agent: its tokens end at once, its slot of the pool is free, its number goes back to the vendor. Its messages stay readable. This cannot be undone, and its id cannot be used again.',
  profiles: ['operator'],
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent to remove; it must be named.')),
    releaseNumber: Type.Optional(
      Type.Boolean({
        description: 'Give its number back (true by default); false keeps it for the next agent in the same country.'
      })
    )
  }),
  output: Strict({
    released: Type.Boolean({
      description: 'Whether the vendor has taken the number back; false also while it is still being given back.'
    }),
    poolSlotsRemaining: Type.Integer({ description: 'Agents that the organization may still provision.' })
  }),
  run: (input, { deps, caller }) => deprovisionChannels(deps, caller, input)
})
