/** One turn of a conversation with a model. */
export interface ModelMessage {
  role: 'user' | 'assistant'
  text: string
}

/** A language model that speaks where no agent does. */
export interface LlmProvider {
  readonly name: string
  /** Pieces of the answer as they come. Aborting the signal ends the request. */
  answer(question: {
    system: string
    messages: readonly ModelMessage[]
    maxTokens: number
    signal: AbortSignal
  }): AsyncIterable<string>
}
