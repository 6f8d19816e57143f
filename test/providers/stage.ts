import type { Ports } from '../../src/providers/contracts.ts'
import { createProviders, openProvider } from '../../src/providers/index.ts'
import type { Fault } from './wire-server.ts'

/** A port whose vendor can be made to fail. */
export interface Stage<P> {
  provider: P
  /** Makes the vendor fail the next request. */
  fail(fault: Fault): void | Promise<void>
  /** How many requests reached the vendor. */
  requests(): number | Promise<number>
}

/** How long an adapter under test waits for its vendor, in milliseconds. */
const TIMEOUT_MS = 1500

/** The account that the fakes know. */
export const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: '12345678901234567890123456789012' }
export const API_KEY = 're_c0ntract_K3yOfTheTests'

/** The account of Telnyx that the fakes know. */
export const TELNYX_ACCOUNT = {
  apiKey: API_KEY,
  accountId: '61bf923e-5e4d-4595-a110-56190ea18a1b',
  connectionId: '1293384261075731499'
}

/** Opens a port of Telnyx that is reached at this URL, as the product does. */
export const openTelnyx = <P extends 'telephony' | 'numbers' | 'accounts' | 'recordings'>(
  port: P,
  baseUrl: string,
  timeoutMs = TIMEOUT_MS
): Promise<Ports[P]> =>
  openProvider(
    createProviders({
      vendors: { telephony: 'telnyx', email: 'resend', telnyx: { ...TELNYX_ACCOUNT, publicKey: 'unused', baseUrl } },
      timeoutMs
    }),
    port,
    { id: 'org_a', mode: 'production' }
  )

/** Opens a port of a vendor that is reached at this URL, as the product does. */
export const openAt = <P extends keyof Ports>(
  port: P,
  baseUrl: string,
  timeoutMs = TIMEOUT_MS,
  twilio: { messagingServiceSid?: string | undefined } = {}
): Promise<Ports[P]> =>
  openProvider(
    createProviders({
      vendors: {
        telephony: 'twilio',
        email: 'resend',
        twilio: { ...ACCOUNT, ...twilio, baseUrl },
        resend: { apiKey: API_KEY, webhookSecret: undefined, baseUrl },
        directory: undefined
      },
      timeoutMs
    }),
    port,
    { id: 'org_a', mode: 'production' }
  )
