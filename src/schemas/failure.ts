import Type from 'typebox'
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
