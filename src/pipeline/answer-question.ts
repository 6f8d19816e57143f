import type { Turn } from '../delivery/turn.ts'
import type { AgentRow } from './draft.ts'

/** What is asked of a brain on behalf of an agent. */
export interface BrainQuestion {
  /** `endpoint`: the agent's own, by URL; `model`: the language model that the operator configured. */
  brain: 'endpoint' | 'model'
  agent: AgentRow
  /** The call on which it is asked. */
  call: { id: string; direction: 'inbound' | 'outbound'; contact: string; ownAddress: string; language: string }
  /** What the caller did; undefined where no caller waits. */
  turn?: Turn | undefined
  /** What was said so far, with what the caller said in this turn. */
  history: readonly { by: 'caller' | 'agent'; text: string }[]
  system: string
  maxTokens: number
  /** Ends the answer, and the request that it comes from. */
  signal: AbortSignal
  /** The brain wants the call to end once its answer has been spoken. */
  onEnd?: (() => void) | undefined
}
