import { CommsError } from '../errors.ts'
import { AnswerTooLargeError, BlockedAddressError } from '../lib/safe-fetch.ts'

/** A refusal by an agent's endpoint, or of it, under its name. */
export const endpointRefusal = (providerCode: string, message: string): CommsError =>
  new CommsError('provider_rejected', message, {
    details: { provider: 'endpoint', providerCode },
    nextAction: "Correct the agent's brainUrl, or what answers there."
  })

/** An answer that cannot be spoken. */
export const malformed = (message: string): CommsError => endpointRefusal('malformed_answer', message)

/** What a broken exchange with an agent's endpoint is called; what has a name keeps it. */
export function endpointFailure(error: unknown): CommsError {
  if (error instanceof CommsError) return error
  if (error instanceof BlockedAddressError) return endpointRefusal('blocked_address', error.message)
  if (error instanceof AnswerTooLargeError) return endpointRefusal('answer_too_large', error.message)
  const { code, name } = Object(error) as { code?: unknown; name?: unknown }
  const providerCode = name === 'TimeoutError' ? 'timeout' : typeof code === 'string' ? code : 'cut'
  return new CommsError('provider_unavailable', "The agent's endpoint did not answer.", {
    cause: error,
    details: { provider: 'endpoint', providerCode }
  })
}
