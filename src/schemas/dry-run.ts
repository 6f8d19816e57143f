import Type from 'typebox'
import { MicroUsd, OneOf, Strict } from './common.ts'

/** What would become of an outward effect, had it not only been asked for. */
export const DryRunSchema = Strict(
  {
    decisionId: Type.String({ description: 'Takes comms_explain_decision to the facts behind the verdict.' }),
    verdict: OneOf(['allowed', 'refused'], 'What the gate says.'),
    code: Type.Optional(Type.String({ description: 'Error code of the refusal.' })),
    check: Type.Optional(Type.String({ description: 'The check that refuses.' })),
    reasons: Type.Array(Type.String(), { description: 'Why it is refused; empty when it is allowed.' }),
    details: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Facts of the refusal, as a send would name them: which limit, what is left, until when.'
      })
    ),
    nextAction: Type.Optional(Type.String({ description: 'What to do about the refusal.' })),
    route: Strict({
      provider: Type.String({ description: 'Vendor that would carry it.' }),
      simulated: Type.Boolean({ description: 'Whether the simulated carrier would.' }),
      from: Type.String({ description: 'Number or address that would be used.' }),
      to: Type.String({ description: 'Number or address that it would go to.' }),
      country: Type.Union([Type.String(), Type.Null()], { description: 'Country of the recipient, where known.' })
    }),
    segments: Type.Integer({ description: 'Segments that an SMS takes.' }),
    costMicroUsd: MicroUsd('The most that it would cost.')
  },
  { description: 'Set when dryRun was asked for.' }
)
