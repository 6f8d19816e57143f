import { CommsError } from '../errors.ts'
import { sha256 } from '../lib/crypto.ts'
import { carrierOf, credentialOf, formerSecret, openOnce, type Simulator, type State } from './accounts.ts'
import type { Ports } from './contracts.ts'
import { httpDirectory } from './directory/http-directory.ts'
import { resendEmail } from './email/resend.ts'
import { resendClient } from './email/resend-client.ts'
import type { OrgVendors, Preferred, ProviderHandle } from './handle.ts'
import { anthropicModel } from './llm/anthropic.ts'
import { openAiModel } from './llm/openai-compatible.ts'
import { sttOf, ttsOf } from './speech-choice.ts'
import { deepgramHearing } from './stt/deepgram.ts'
import { openAiHearing } from './stt/openai.ts'
import { telnyxTelephony } from './telephony/telnyx.ts'
import { telnyxAccounts } from './telephony/telnyx-accounts.ts'
import { telnyxClient } from './telephony/telnyx-client.ts'
import { telnyxNumbers } from './telephony/telnyx-numbers.ts'
import { telnyxRecordings } from './telephony/telnyx-recordings.ts'
import { twilioTelephony } from './telephony/twilio.ts'
import { twilioAccounts } from './telephony/twilio-accounts.ts'
import { twilioClient } from './telephony/twilio-client.ts'
import { twilioNumbers } from './telephony/twilio-numbers.ts'
import { twilioRecordings } from './telephony/twilio-recordings.ts'
import { edgeSpeech } from './tts/edge.ts'
import { elevenLabsSpeech } from './tts/elevenlabs.ts'
import { openAiSpeech } from './tts/openai.ts'
import { toneSpeech } from './tts/tone.ts'
import { elevenLabsAgents } from './voice-agents/elevenlabs.ts'

export { ownAccounts } from './accounts.ts'

/** What the handle of a process is made of. */
export interface ProviderOptions {
  vendors: State['vendors']
  /** The simulator, or what returns it once it listens; `setSimulator` may give it later. */
  simulator?: Simulator | (() => Simulator | undefined) | undefined
  /** Time for one whole request to a vendor; 10 seconds by default. */
  timeoutMs?: number
}

/** What verifies a vendor's webhooks. */
export interface WebhookSecrets {
  twilio: { accountSid: string; authToken: string; former?: string | undefined }
  /** Base64 of the key that verifies. */
  telnyx: { publicKey: string }
  /** Undefined where the secret is the one that `createWebhook` returned. */
  resend: { webhookSecret: string | undefined; former?: string | undefined }
}

/** How much longer than other requests it takes to fetch a sound, or to listen to one. */
const HEARING = 3

/** What one carrier serves. */
type Carrier = Pick<Ports, 'telephony' | 'numbers' | 'accounts' | 'recordings'>
type Opener<T> = (state: State, org: OrgVendors) => Promise<T>

const states = new WeakMap<ProviderHandle, State>()

const twilio: Opener<Carrier> = (state, org) =>
  openOnce(state, 'twilio', org, async (credential, timeoutMs) => {
    const client = await twilioClient(credential, timeoutMs)
    return {
      telephony: twilioTelephony(client),
      numbers: twilioNumbers(client, credential.messagingServiceSid),
      accounts: twilioAccounts(client),
      recordings: twilioRecordings(credential, timeoutMs * HEARING)
    }
  })

const telnyx: Opener<Carrier> = (state, org) =>
  openOnce(state, 'telnyx', org, async (credential, timeoutMs) => {
    const client = telnyxClient(credential, timeoutMs)
    return {
      telephony: telnyxTelephony(client, credential),
      numbers: telnyxNumbers(client, credential),
      accounts: telnyxAccounts,
      recordings: telnyxRecordings(client, credential, timeoutMs * HEARING)
    }
  })

const resend: Opener<Pick<Ports, 'email'>> = (state, org) =>
  openOnce(state, 'resend', org, async (credential, timeoutMs) => ({
    email: resendEmail(await resendClient(credential, timeoutMs))
  }))

const anthropic: Opener<Pick<Ports, 'llm'>> = (state, org) =>
  openOnce(state, 'anthropic', org, async (credential, timeoutMs) => ({
    llm: await anthropicModel(credential, state.vendors.llmModel, timeoutMs)
  }))

const openai: Opener<Pick<Ports, 'llm' | 'tts' | 'stt'>> = (state, org) =>
  openOnce(state, 'openai', org, async (credential, timeoutMs) => ({
    llm: await openAiModel(credential, state.vendors.llmModel, timeoutMs),
    tts: await openAiSpeech(credential, timeoutMs),
    stt: await openAiHearing(credential, timeoutMs * HEARING)
  }))

const elevenlabs: Opener<Pick<Ports, 'tts' | 'agents'>> = (state, org) =>
  openOnce(state, 'elevenlabs', org, async (credential, timeoutMs) => ({
    tts: await elevenLabsSpeech(credential, timeoutMs),
    agents: await elevenLabsAgents(credential, timeoutMs)
  }))

const deepgram: Opener<Pick<Ports, 'stt'>> = (state, org) =>
  openOnce(state, 'deepgram', org, async (credential, timeoutMs) => ({
    stt: deepgramHearing(credential, timeoutMs * HEARING)
  }))

const edge: Opener<Pick<Ports, 'tts'>> = (state, org) =>
  openOnce(state, 'edge', org, async (service, timeoutMs) => ({ tts: await edgeSpeech(service, timeoutMs) }))

/** The registry: for each port, the vendors that can serve it. */
const telephonyVendors = { twilio, telnyx }
const emailVendors = { resend }
const llmVendors = { anthropic, openai }
const ttsVendors = { elevenlabs, openai, edge }
const sttVendors = { deepgram, openai }

const unserved: Opener<never> = async () => {
  throw new CommsError('capability_unavailable', 'No provider of this is configured.')
}

const ports: { [P in keyof Ports]: Opener<Ports[P]> } = {
  telephony: async (state, org) => (await telephonyVendors[carrierOf(state, org)](state, org)).telephony,
  numbers: async (state, org) => (await telephonyVendors[carrierOf(state, org)](state, org)).numbers,
  accounts: async (state, org) => (await telephonyVendors[carrierOf(state, org)](state, org)).accounts,
  recordings: async (state, org) => (await telephonyVendors[carrierOf(state, org)](state, org)).recordings,
  email: async (state, org) => (await emailVendors[state.vendors.email](state, org)).email,
  directory: (state, org) =>
    openOnce(state, 'directory', org, async (credential, timeoutMs) => httpDirectory(credential, timeoutMs)),
  tts: async (state, org) => {
    const name = ttsOf(state, org)
    if (name === 'tone') return toneSpeech
    return (await (name ? ttsVendors[name](state, org) : unserved(state, org))).tts
  },
  stt: async (state, org) => {
    const name = sttOf(state, org)
    return (await (name ? sttVendors[name](state, org) : unserved(state, org))).stt
  },
  agents: async (state, org) => (await elevenlabs(state, org)).agents,
  llm: async (state, org) =>
    (await (state.vendors.llm ? llmVendors[state.vendors.llm](state, org) : unserved(state, org))).llm
}

/** A handle that shows nothing of what it stands for, however it is printed. */
export function createProviders({ vendors, simulator, timeoutMs = 10_000 }: ProviderOptions): ProviderHandle {
  const handle = Object.freeze({}) as ProviderHandle
  const find = typeof simulator === 'function' ? simulator : () => simulator
  states.set(handle, { vendors, simulator: find, timeoutMs, opened: new Map() })
  return handle
}

/** From now on this simulator, and nothing else, serves sandbox organizations. */
export function setSimulator(handle: ProviderHandle, simulator: Simulator): void {
  stateOf(handle).simulator = () => simulator
}

/** Where the simulated carrier is told what its people do; undefined where there is none. */
export const simulatorUrl = (handle: ProviderHandle): string | undefined => stateOf(handle).simulator()?.url

/**
 * The adapter of a port for an organization; the vendor's library is loaded when it is first used.
 * @throws CommsError `provider_unavailable` when no account is configured, `provider_rejected` for a malformed credential.
 */
export async function openProvider<P extends keyof Ports>(
  handle: ProviderHandle,
  port: P,
  org: OrgVendors
): Promise<Ports[P]> {
  return ports[port](stateOf(handle), org)
}

/** Whether there is a contact directory to ask for an organization. */
export function hasDirectory(handle: ProviderHandle, org: OrgVendors): boolean {
  const state = stateOf(handle)
  return org.mode === 'sandbox' ? state.simulator() !== undefined : state.vendors.directory !== undefined
}

/** Whether a language model speaks for an organization; the simulated world has none. */
export const hasModel = (handle: ProviderHandle, org: OrgVendors): boolean =>
  org.mode === 'production' && stateOf(handle).vendors.llm !== undefined

/** Who makes speech for an organization, or its agent; undefined where nobody does. A sandbox pays nobody: it gets a tone. */
export const speechVendor = (handle: ProviderHandle, org: OrgVendors): Preferred['tts'] | 'tone' =>
  ttsOf(stateOf(handle), org)

/** Who makes text of what callers said, of an organization or its agent; undefined where nobody does, as in a sandbox. */
export const hearingVendor = (handle: ProviderHandle, org: OrgVendors): Preferred['stt'] => sttOf(stateOf(handle), org)

/** Whether the operator has an account with a vendor of speech, so that an agent may prefer it. */
export const isConfigured = (
  handle: ProviderHandle,
  vendor: keyof typeof ttsVendors | keyof typeof sttVendors
): boolean => stateOf(handle).vendors[vendor] !== undefined

/** Who carries the texts and calls of an organization, and so signs what is posted about them. */
export const telephonyVendor = (handle: ProviderHandle, org: OrgVendors): 'twilio' | 'telnyx' =>
  carrierOf(stateOf(handle), org)

/** Whether the simulated carrier, and not a real one, serves an organization. */
export const isSimulated = (org: OrgVendors): boolean => org.mode === 'sandbox'

/** The secrets over which a vendor signs. @throws CommsError `provider_unavailable` when no account is configured. */
export function webhookSecret<V extends keyof WebhookSecrets>(
  handle: ProviderHandle,
  vendor: V,
  org: OrgVendors
): WebhookSecrets[V] {
  const state = stateOf(handle)
  const pick: { [K in keyof WebhookSecrets]: () => WebhookSecrets[K] } = {
    twilio: () => {
      const { accountSid, authToken } = credentialOf(state, 'twilio', org)
      return { accountSid, authToken, ...formerly(org, 'twilio') }
    },
    telnyx: () => ({ publicKey: credentialOf(state, 'telnyx', org).publicKey }),
    resend: () => ({
      webhookSecret: credentialOf(state, 'resend', org).webhookSecret,
      ...formerly(org, 'resend')
    })
  }
  return pick[vendor]()
}

/**
 * A stable name of the account that serves an organization, from which the account cannot be told.
 * The simulator keeps its name wherever it listens. @throws CommsError `provider_unavailable` when there is no account.
 */
export function accountFingerprint(handle: ProviderHandle, vendor: keyof WebhookSecrets, org: OrgVendors): string {
  const credential = credentialOf(stateOf(handle), vendor, org)
  const account = 'accountSid' in credential ? credential.accountSid : credential.apiKey
  const place = org.mode === 'sandbox' ? 'simulator' : (credential.baseUrl ?? 'default')
  return sha256(`${vendor}\0${account}\0${place}`).slice(0, 24)
}

/** A secret that was replaced a moment ago still verifies what was signed before. */
function formerly(org: OrgVendors, vendor: 'twilio' | 'resend'): { former?: string } {
  const former = formerSecret(org, vendor)
  return former === undefined ? {} : { former }
}

function stateOf(handle: ProviderHandle): State {
  const state = states.get(handle)
  if (state === undefined) throw new TypeError('not a provider handle of this process')
  return state
}
