import Type from 'typebox'
import { AgentId, Strict } from '../schemas/common.ts'
import { ExplainedDecisionSchema } from '../schemas/decision.ts'
import { explainDecision } from '../services/decisions.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_explain_decision',
  title: 'Explain a decision',
  description:
    'Read why something was let pass or refused, in plain words: the check that refused, its reasons, what it knew, what to do next, the rules in force then, and whether the rules of today would say the same. Refusals and dry runs name their decision.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent that the decision was about; the one of the token by default.')),
    decisionId: Type.String({
      pattern: '^dec_[0-9A-HJKMNP-TV-Z]{26}$',
      description: 'The decisionId of a refusal or a dry run.'
    })
  }),
  output: ExplainedDecisionSchema,
  run: (input, { deps, caller }) => explainDecision(deps, caller, input)
})
