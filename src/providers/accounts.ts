import { CommsError } from '../errors.ts'
import { sha256 } from '../lib/crypto.ts'
import type {
  DirectoryCredential,
  EdgeService,
  ModelCredential,
  OrgVendors,
  OwnAccounts,
  OwnCredentials,
  Preferred,
  ResendCredential,
  SpeechCredential,
  TelnyxCredential,
  TwilioCredential,
  VendorCredentials
} from './handle.ts'

/** Credential of each vendor. */
export interface Credentials {
  twilio: TwilioCredential
  telnyx: TelnyxCredential
  resend: ResendCredential
  directory: DirectoryCredential
  anthropic: ModelCredential
  openai: ModelCredential
  elevenlabs: SpeechCredential
  deepgram: ModelCredential
  edge: EdgeService
}

/** A vendor by its name in codes. */
export type Vendor = keyof Credentials

/** A running simulator, which speaks every vendor's wire at one URL, and the accounts that it knows. */
export interface Simulator {
  url: string
  credentials: VendorCredentials
}

/** Where vendors are reached that are not reached where they are for everybody. */
interface BaseUrls {
  twilio?: string | undefined
  resend?: string | undefined
}

/** What a handle stands for. */
export interface State {
  /** Which vendor serves each slot, and the accounts of the operator. */
  vendors: VendorCredentials & {
    telephony: 'twilio' | 'telnyx'
    email: 'resend'
    baseUrls?: BaseUrls | undefined
    /** Vendor of language models; undefined where there is none. */
    llm?: 'anthropic' | 'openai' | undefined
    /** Name of the language model at its vendor; undefined for the one of ours. */
    llmModel?: string | undefined
    /** Who makes speech of text, and text of speech; undefined where nobody does. */
    tts?: Preferred['tts']
    stt?: Preferred['stt']
  }
  /** The simulator once it listens. */
  simulator: () => Simulator | undefined
  /** Time for one whole request to a vendor. */
  timeoutMs: number
  /** Adapters of the accounts that were used, by the hash of their credential. */
  opened: Map<string, Promise<unknown>>
}

/** Most adapters that are kept open; each has connections of its own. */
const OPENED_MAX = 1000
const owned = new WeakMap<OwnAccounts, OwnCredentials>()

const VARIABLES: Record<Vendor, string[]> = {
  twilio: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  telnyx: ['TELNYX_API_KEY', 'TELNYX_ACCOUNT_ID', 'TELNYX_CONNECTION_ID', 'TELNYX_PUBLIC_KEY'],
  resend: ['RESEND_API_KEY'],
  directory: ['CONTACT_DIRECTORY_URL', 'CONTACT_DIRECTORY_TOKEN'],
  anthropic: ['ANTHROPIC_API_KEY'],
  openai: ['OPENAI_API_KEY'],
  elevenlabs: ['ELEVENLABS_API_KEY'],
  deepgram: ['DEEPGRAM_API_KEY'],
  edge: ['EDGE_TTS']
}

/** Puts credentials where only providers find them. */
export function ownAccounts(credentials: OwnCredentials): OwnAccounts {
  const opaque = Object.freeze({}) as OwnAccounts
  owned.set(opaque, credentials)
  return opaque
}

/** The secret over which the webhooks of an organization's own account were signed until a moment ago. */
export const formerSecret = (org: OrgVendors, vendor: 'twilio' | 'resend'): string | undefined =>
  ownOf(org)?.former?.[vendor]

/**
 * The account that serves an organization: its own, else the operator's. A sandbox is served by the simulator alone,
 * production by the vendor alone.
 * @throws CommsError `provider_unavailable` naming what is not configured.
 */
export function credentialOf<V extends Vendor>(state: State, vendor: V, org: OrgVendors): Credentials[V] {
  const own = ownCredential(org, vendor)
  if (org.mode === 'sandbox') return simulated(state.simulator(), vendor, own)
  const found = own ? { ...own, baseUrl: baseUrlOf(state, vendor) } : state.vendors[vendor]
  if (found) return found as Credentials[V]
  throw new CommsError(
    'provider_unavailable',
    `No account is configured: ${VARIABLES[vendor].join(' and ')} must be set.`,
    {
      details: { provider: vendor, variables: VARIABLES[vendor] },
      nextAction: `Ask the operator to set ${VARIABLES[vendor].join(' and ')}.`,
      retryable: false
    }
  )
}

/**
 * Who carries the texts and calls of an organization. The simulator speaks as Twilio does, and an account that an
 * organization brings is one of Twilio.
 */
export const carrierOf = (state: State, org: OrgVendors): 'twilio' | 'telnyx' =>
  org.mode === 'sandbox' || ownOf(org)?.twilio !== undefined ? 'twilio' : state.vendors.telephony

/** Opens an account once per credential; what failed is tried again by the next caller. */
export function openOnce<V extends Vendor, T>(
  state: State,
  vendor: V,
  org: OrgVendors,
  open: (credential: Credentials[V], timeoutMs: number) => Promise<T>
): Promise<T> {
  const credential = credentialOf(state, vendor, org)
  const key = sha256(JSON.stringify([vendor, credential]))
  const known = state.opened.get(key) as Promise<T> | undefined
  if (known !== undefined) return known
  const opening = open(credential, state.timeoutMs)
  for (const oldest of state.opened.keys()) {
    if (state.opened.size < OPENED_MAX) break
    state.opened.delete(oldest)
  }
  state.opened.set(key, opening)
  opening.catch(() => state.opened.delete(key))
  return opening
}

const baseUrlOf = ({ vendors }: State, vendor: Vendor) => (isBrought(vendor) ? vendors.baseUrls?.[vendor] : undefined)

const ownCredential = (org: OrgVendors, vendor: Vendor) => (isBrought(vendor) ? ownOf(org)?.[vendor] : undefined)

/** Whether organizations can bring accounts of this vendor. */
const isBrought = (vendor: Vendor): vendor is 'twilio' | 'resend' => vendor === 'twilio' || vendor === 'resend'

const ownOf = ({ own }: OrgVendors): OwnCredentials | undefined => own && owned.get(own)

function simulated<V extends Vendor>(simulator: Simulator | undefined, vendor: V, own?: object): Credentials[V] {
  if (simulator && vendor === 'directory') {
    const token = simulator.credentials.twilio?.authToken ?? ''
    return { url: `${simulator.url}/directory`, token } satisfies DirectoryCredential as Credentials[V]
  }
  if (simulator && vendor === 'elevenlabs')
    return { apiKey: simulator.credentials.twilio?.authToken ?? '', baseUrl: simulator.url } as Credentials[V]
  const account = own ?? simulator?.credentials[vendor]
  if (simulator && account) return { ...account, baseUrl: simulator.url } as Credentials[V]
  throw new CommsError('provider_unavailable', 'The simulated carrier is not running.', {
    details: { provider: vendor }
  })
}
