import type { Speaking } from './agent.ts'

/** Opens calls, each on a socket of its own, and has agents attend them; they stay open under this name. */
export interface VoiceOpenJob {
  kind: 'voice-open'
  name: string
  calls: number
  door: Door
  /** Who answers; nobody where the server does it by itself. */
  attended?: {
    /** Where the agents are connected. */
    url: string
    way: 'stream' | 'tool'
    agents: { token: string }[]
  }
}

/** Where calls come in: sockets that are open to anybody, or a server that is told of calls and lets in who has a ticket. */
export type Door =
  | { socketUrl: string }
  | { url: string; authToken: string; called: { agentId: string; number: string }[] }

/** Has the callers of some calls ask for a while. */
export interface VoiceTalkJob {
  kind: 'voice-talk'
  name: string
  seconds: number
  /** From one question of a caller to his next one on average, in milliseconds; between half and one and a half of it. */
  everyMs: number
  speaking: Speaking
  /** Callers cut every other answer short, at some moment of it. */
  interrupts: boolean
}

/** Ends all calls of a name and their agents. */
export interface VoiceOverJob {
  kind: 'voice-over'
  name: string
}

/** Times in milliseconds; NaN where there were none. */
export interface Times {
  count: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  mostMs: number
}

/** What callers have seen. */
export interface TalkOutcome {
  /** From the first question of a call to the first token of its answer. */
  first: Times
  /** The same for all others. */
  later: Times
  /** From the moment that an agent sends a token to the moment that the carrier has it, without the first of an answer. */
  tokens: Times
  /** From an interruption to the last token after it; 0 where none came. */
  afterCut: Times
}
