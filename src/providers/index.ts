import { CommsError } from '../errors.ts'
import { sha256 } from '../lib/crypto.ts'
import { carrierOf, credentialOf, formerSecret, openOnce, type Simulator, type State } from './accounts.ts'
import type { Ports } from './contracts.ts'
import { httpDirectory } from './directory/http-directory.ts'
import { resendEmail } from './email/resend.ts'
import { resendClient } from './email/resend-client.ts'
import type { OrgVendors, ProviderHandle } from './handle.ts'
import { telnyxTelephony } from './telephony/telnyx.ts'
import { telnyxAccounts } from './telephony/telnyx-accounts.ts'
import { telnyxClient } from './telephony/telnyx-client.ts'
import { telnyxNumbers } from './telephony/telnyx-numbers.ts'
import { twilioTelephony } from './telephony/twilio.ts'
import { twilioAccounts } from './telephony/twilio-accounts.ts'
import { twilioClient } from './telephony/twilio-client.ts'
import { twilioNumbers } from './telephony/twilio-numbers.ts'

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

type Opener<T> = (state: State, org: OrgVendors) => Promise<T>

const states = new WeakMap<ProviderHandle, State>()

const twilio: Opener<Pick<Ports, 'telephony' | 'numbers' | 'accounts'>> = (state, org) =>
  openOnce(state, 'twilio', org, async (credential, timeoutMs) => {
    const client = await twilioClient(credential, timeoutMs)
    return {
      telephony: twilioTelephony(client),
      numbers: twilioNumbers(client, credential.messagingServiceSid),
      accounts: twilioAccounts(client)
    }
  })

const telnyx: Opener<Pick<Ports, 'telephony' | 'numbers' | 'accounts'>> = (state, org) =>
  openOnce(state, 'telnyx', org, async (credential, timeoutMs) => {
    const client = telnyxClient(credential, timeoutMs)
    return {
      telephony: telnyxTelephony(client, credential),
      numbers: telnyxNumbers(client, credential),
      accounts: telnyxAccounts
    }
  })

const resend: Opener<Pick<Ports, 'email'>> = (state, org) =>
  openOnce(state, 'resend', org, async (credential, timeoutMs) => ({
    email: resendEmail(await resendClient(credential, timeoutMs))
  }))

/** The registry: for each port, the vendors that can serve it. */
const telephonyVendors = { twilio, telnyx }
const emailVendors = { resend }

const unserved: Opener<never> = async () => {
  throw new CommsError('capability_unavailable', 'No provider of this is configured.')
}

const ports: { [P in keyof Ports]: Opener<Ports[P]> } = {
  telephony: async (state, org) => (await telephonyVendors[carrierOf(state, org)](state, org)).telephony,
  numbers: async (state, org) => (await telephonyVendors[carrierOf(state, org)](state, org)).numbers,
  accounts: async (state, org) => (await telephonyVendors[carrierOf(state, org)](state, org)).accounts,
  email: async (state, org) => (await emailVendors[state.vendors.email](state, org)).email,
  directory: (state, org) =>
    openOnce(state, 'directory', org, async (credential, timeoutMs) => httpDirectory(credential, timeoutMs)),
  tts: unserved,
  stt: unserved,
  llm: unserved
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
