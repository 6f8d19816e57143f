import Type, { type Static } from 'typebox'
import { CHANNELS, Instant, OneOf, Strict } from './common.ts'
import { ACTIONS, PURPOSES } from './policy.ts'

const Verdict = OneOf(['allowed', 'refused'], 'What the gate said.')
const CheckName = (description: string) => Type.Optional(Type.String({ description }))

/** One verdict of the gate in plain words. */
export const ExplainedDecisionSchema = Strict({
  decisionId: Type.String(),
  agentId: Type.String({ description: 'Agent that wanted to act.' }),
  verdict: Verdict,
  at: Instant('When it was judged.'),
  action: OneOf(ACTIONS, 'Kind of outward effect.'),
  channel: OneOf(CHANNELS, 'Channel that it would take.'),
  purpose: OneOf(PURPOSES, 'What it was for.'),
  country: Type.Union([Type.String(), Type.Null()], { description: 'Country of the recipient, where known.' }),
  dryRun: Type.Boolean({ description: 'Whether it was only asked.' }),
  messageId: Type.Optional(Type.String({ description: 'The message that was let pass.' })),
  check: CheckName('The check that refused.'),
  code: Type.Optional(Type.String({ description: 'Error code of the refusal.' })),
  reasons: Type.Array(Type.String(), { description: 'Why it was refused; empty when it was allowed.' }),
  details: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'Facts of the refusal, e.g. allowedAt; absent where a limit or a budget refused.'
    })
  ),
  nextAction: Type.Optional(Type.String({ description: 'What to do about the refusal.' })),
  facts: Type.Array(
    Strict({
      check: Type.String({ description: 'The check that looked at it.' }),
      says: Type.Array(Type.String(), { description: 'What it knew, in sentences.' })
    }),
    { description: 'What the verdict rests on. The recipient is not named.' }
  ),
  rules: Type.Array(Strict({ check: Type.String(), version: Type.Integer() }), {
    description: 'Rules that were in force, in their order.'
  }),
  today: Type.Optional(
    Strict(
      {
        same: Type.Boolean({ description: 'Whether the rules of today come to the same verdict.' }),
        verdict: Verdict,
        check: CheckName('The check that would refuse today.'),
        reasons: Type.Array(Type.String(), { description: 'Why it would be refused today.' })
      },
      { description: 'The same facts judged by the rules of today; absent where a limit or a budget refused.' }
    )
  )
})
/** One verdict of the gate in plain words. */
export type ExplainedDecision = Static<typeof ExplainedDecisionSchema>
