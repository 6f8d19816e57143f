import type { ContactDirectory } from './ports/directory.ts'
import type { EmailProvider } from './ports/email.ts'
import type { LlmProvider } from './ports/llm.ts'
import type { AccountProvider, NumberProvider } from './ports/numbers.ts'
import type { RecordingProvider } from './ports/recordings.ts'
import type { SttProvider, TtsProvider } from './ports/speech.ts'
import type { TelephonyProvider } from './ports/telephony.ts'
import type { VoiceAgentProvider } from './ports/voice-agents.ts'

/**
 * The port catalogue: what a vendor must do for each slot. Adapters never retry; they say what they know.
 *
 * Failures of every port:
 * - `CommsError provider_rejected`: the vendor refused and did nothing (details: `provider`, `providerCode`).
 * - `CommsError provider_unavailable`: it is known that nothing happened (connection refused, 429, 503): may be repeated.
 * - `CommsError provider_timeout`: the outcome is unknown (timeout, cut connection, 5xx after the request was read).
 * A read changes nothing, so that its outcome is never unknown: whatever cuts it is `provider_unavailable`.
 */
export type * from './ports/calls.ts'
export type * from './ports/directory.ts'
export type * from './ports/email.ts'
export type * from './ports/llm.ts'
export type * from './ports/numbers.ts'
export type * from './ports/recordings.ts'
export type * from './ports/sent.ts'
export type * from './ports/speech.ts'
export type * from './ports/telephony.ts'
export type * from './ports/voice-agents.ts'

/** Every port by name. */
export interface Ports {
  telephony: TelephonyProvider
  numbers: NumberProvider
  recordings: RecordingProvider
  accounts: AccountProvider
  email: EmailProvider
  directory: ContactDirectory
  tts: TtsProvider
  stt: SttProvider
  llm: LlmProvider
  agents: VoiceAgentProvider
}
