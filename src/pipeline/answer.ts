import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { askEndpoint, endpointOf } from './answer-endpoint.ts'
import { askModel, hasModelFor } from './answer-model.ts'
import type { BrainQuestion } from './answer-question.ts'

/** Characters of one answer that are passed on; it is meant to be spoken. */
const MAX_CHARACTERS = 8000

/** Whether there is such a brain to ask. */
export async function hasBrain(deps: Deps, { brain, agent }: Pick<BrainQuestion, 'brain' | 'agent'>): Promise<boolean> {
  return brain === 'endpoint' ? endpointOf(deps, agent) !== undefined : hasModelFor(deps, agent)
}

/**
 * The answer of a brain, piece by piece as it comes. It ends by itself, by the signal, or after 30 seconds or 8,000
 * characters; what is malformed is an error by name and never a piece.
 * @throws CommsError `capability_unavailable` without such a brain, `provider_rejected`, `provider_unavailable`
 */
export async function* streamBrain(deps: Deps, question: BrainQuestion): AsyncIterable<string> {
  const pieces = question.brain === 'endpoint' ? askEndpoint(deps, question) : askModel(deps, question)
  let characters = 0
  for await (const piece of pieces) {
    characters += piece.length
    if (characters > MAX_CHARACTERS)
      throw new CommsError('provider_rejected', 'The answer is too long to be spoken.', {
        details: { provider: question.brain, providerCode: 'answer_too_long' }
      })
    yield piece
  }
}
