import Type, { type Static } from 'typebox'
import { ERROR_CODES } from '../errors.ts'

/** The one shape of a failure on every door; a component of the API description under this name. */
export const FailureSchema = Type.Object(
  {
    code: Type.Enum(Object.keys(ERROR_CODES), {
      type: 'string',
      description: 'What went wrong; never changes its meaning.'
    }),
    message: Type.String({ description: 'What happened, in plain words.' }),
    details: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Facts that help: a provider code, what is left, when to retry.'
      })
    ),
    retryable: Type.Boolean({ description: 'Whether the same request can succeed later.' }),
    nextAction: Type.String({ description: 'What to do next.' })
  },
  { $id: 'Failure', description: 'The one shape of every refusal and failure.' }
)

/** Codes of failures in the profile `calls`, an older product's. */
export const CALLS_CODES = [
  'INVALID_INPUT',
  'INVALID_PHONE',
  'INVALID_AGENT',
  'COMPLIANCE_BLOCKED',
  'CALL_NOT_FOUND',
  'CALL_ALREADY_ENDED',
  'API_ERROR',
  'RATE_LIMIT',
  'TIMEOUT',
  'NETWORK_ERROR'
] as const

/** The shape of a failure of a tool of the profile `calls`; a component of the API description under this name. */
export const CallsFailureSchema = Type.Object(
  {
    success: Type.Literal(false),
    error: Type.Object({
      code: Type.Enum([...CALLS_CODES], { type: 'string', description: 'What went wrong.' }),
      message: Type.String({ description: 'What happened, in plain words.' }),
      details: Type.Record(Type.String(), Type.Unknown(), {
        description: 'Facts that help: cause is the code of the other tools, reason why a call is blocked.'
      }),
      retryable: Type.Boolean({ description: 'Whether the same request can succeed later.' }),
      retryAfter: Type.Optional(Type.Integer({ description: 'Seconds until it can.' }))
    })
  },
  { $id: 'CallsFailure', description: 'Refusals and failures of the tools of the profile `calls`.' }
)
/** A failure of a tool of the profile `calls`, as every door answers it. */
export type CallsFailure = Static<typeof CallsFailureSchema>
