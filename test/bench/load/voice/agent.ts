/** How agents answer what they are asked. */
export interface Speaking {
  /** Tokens of an answer, each of which is sent by itself; 1: the whole answer at once. */
  tokens: number
  /** Between two tokens, in milliseconds. */
  gapMs: number
}

/** When each token of an answer was sent, by what was asked; instants of `performance.now()`. */
export type Sent = Map<string, number[]>

/** An agent in a process of its own, which answers the calls of its number at once. */
export interface BenchVoice {
  /** What failed first; undefined while nothing has. */
  failed(): Error | undefined
  close(): void
}

/** How an agent is reached. */
export interface Line {
  /** Of the server that it is connected to. */
  url: string
  token: string
  speaking: Speaking
  sent: Sent
}

/** What is answered; the caller checks it. */
export const answerTo = (question: string): string => `answer to ${question} `
