/** Which vendors serve an organization. A sandbox organization is served by the simulated carrier and by nothing else. */
export interface OrgVendors {
  id: string
  mode: 'production' | 'sandbox'
  /** Accounts that the organization, or its agent in question, has to itself; others are the operator's. */
  own?: OwnAccounts | undefined
  /** Vendors that the agent in question has instead of those of the server. */
  prefers?: Preferred | undefined
}

/** Who speaks and hears for one agent; absent is who does for everybody. */
export interface Preferred {
  tts?: 'elevenlabs' | 'openai' | 'edge' | undefined
  stt?: 'deepgram' | 'openai' | undefined
}

/** What an organization brings: never where its vendor is reached. */
export interface OwnCredentials {
  twilio?: Omit<TwilioCredential, 'baseUrl'> | undefined
  resend?: Omit<ResendCredential, 'baseUrl'> | undefined
  /** Secrets over which webhooks were signed until a moment ago, by vendor. */
  former?: { twilio?: string | undefined; resend?: string | undefined } | undefined
}

declare const opaque: unique symbol

/** Accounts of an organization; what it holds is known to the providers alone, and shows in no print. */
export interface OwnAccounts {
  readonly [opaque]: true
}

/** Credentials of one Twilio account. */
export interface TwilioCredential {
  accountSid: string
  authToken: string
  /** Takes in the numbers that are bought, and carries their campaign. */
  messagingServiceSid?: string | undefined
  baseUrl?: string | undefined
}

/** Credentials of one Telnyx account. */
export interface TelnyxCredential {
  apiKey: string
  /** Id of the account in the paths of its TeXML interface. */
  accountId: string
  /** TeXML application with an outbound voice profile, under which calls are placed. */
  connectionId: string
  /** Base64 of the 32 bytes that verify its webhooks. */
  publicKey: string
  baseUrl?: string | undefined
}

/** Credentials of one Resend account. */
export interface ResendCredential {
  apiKey: string
  webhookSecret?: string | undefined
  baseUrl?: string | undefined
}

/** Where a contact directory is asked, and with which bearer. */
export interface DirectoryCredential {
  url: string
  token: string
}

/** Key of one vendor of models, of language or speech. */
export interface ModelCredential {
  apiKey: string
  baseUrl?: string | undefined
}

/** Key of one vendor of speech. */
export interface SpeechCredential extends ModelCredential {
  /** Voice that speaks where nobody asked for another. */
  defaultVoice?: string | undefined
  /** Verifies what is reported of conversations; undefined where nothing is. */
  webhookSecret?: string | undefined
}

/** The reader of the Edge browser, which knows no accounts. */
export interface EdgeService {
  baseUrl?: string | undefined
}

/** Credentials by vendor. */
export interface VendorCredentials {
  twilio?: TwilioCredential | undefined
  telnyx?: TelnyxCredential | undefined
  resend?: ResendCredential | undefined
  directory?: DirectoryCredential | undefined
  anthropic?: ModelCredential | undefined
  openai?: ModelCredential | undefined
  elevenlabs?: SpeechCredential | undefined
  deepgram?: ModelCredential | undefined
  edge?: EdgeService | undefined
}

/** Stands for the vendors of this process; what it holds is known to providers/index.ts alone. */
export interface ProviderHandle {
  readonly [opaque]: true
}
