/** What makes an agent that a vendor runs. */
export interface VoiceAgentDraft {
  name: string
  systemPrompt: string
  voiceId: string
  /** Name of the language model, as the vendor knows it; the vendor's choice by default. */
  model?: string | undefined
  /** Longest conversation in seconds. */
  maxDurationSeconds: number
}

/** An agent as its vendor has it on record. */
export interface VoiceAgent {
  agentId: string
  name: string
  systemPrompt: string
  voiceId: string | undefined
  model: string | undefined
  maxDurationSeconds: number | undefined
}

/** A voice with which such an agent can speak. */
export interface VoiceEntry {
  voiceId: string
  name: string
  category: string | undefined
  language: string | undefined
  gender: string | undefined
  description: string | undefined
  previewUrl: string | undefined
}

/** One call that an agent of the vendor takes over. */
export interface RegisteredCall {
  agentId: string
  /** E.164. */
  from: string
  /** E.164. */
  to: string
  direction: 'inbound' | 'outbound'
  /** Told to the agent, and told back with the report on the call. */
  variables: Readonly<Record<string, string>>
}

/** Agents that hold conversations at a vendor, and what a carrier is told to reach them. */
export interface VoiceAgentProvider {
  readonly name: string
  create(draft: VoiceAgentDraft): Promise<{ agentId: string }>
  /** Changes what is named. */
  update(agentId: string, changes: Partial<VoiceAgentDraft>): Promise<VoiceAgent>
  /** @throws `provider_rejected` for one that is not there. */
  get(agentId: string): Promise<VoiceAgent>
  /** Names of all agents of the account by id, a thousand at most. */
  list(): Promise<ReadonlyMap<string, string>>
  /** Voices of the account, the first `limit` of them. */
  voices(query: { limit: number }): Promise<VoiceEntry[]>
  voice(voiceId: string): Promise<VoiceEntry>
  /** The document, in the carrier's dialect, that connects a call with an agent; it is passed on as it is. */
  register(call: RegisteredCall): Promise<string>
}
