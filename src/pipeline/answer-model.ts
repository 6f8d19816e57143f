import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { hasModel, openProvider } from '../providers/index.ts'
import { messagesOf } from './answer-messages.ts'
import type { BrainQuestion } from './answer-question.ts'
import type { AgentRow } from './draft.ts'
import { orgVendors } from './vendors.ts'

/** Longest time that one answer may take, in milliseconds. */
const TIMEOUT_MS = 30_000

/** Whether a language model speaks for the organization of this agent. */
export const hasModelFor = async (deps: Deps, agent: AgentRow): Promise<boolean> =>
  hasModel(deps.providers, await orgVendors(deps, agent.orgId))

/** The answer of the operator's language model. @throws CommsError `capability_unavailable`, `provider_rejected`, `provider_unavailable` */
export async function* askModel(deps: Deps, question: BrainQuestion): AsyncIterable<string> {
  const { agent, history, system, maxTokens } = question
  const model = await openProvider(deps.providers, 'llm', await orgVendors(deps, agent.orgId))
  const timeUp = AbortSignal.timeout(TIMEOUT_MS)
  const signal = AbortSignal.any([question.signal, timeUp])
  try {
    yield* model.answer({ system, messages: messagesOf(history), maxTokens, signal })
  } catch (error) {
    if (question.signal.aborted || !timeUp.aborted) throw error
    throw new CommsError('provider_unavailable', 'The language model did not finish its answer.', {
      details: { provider: 'model', providerCode: 'timeout' }
    })
  }
}
