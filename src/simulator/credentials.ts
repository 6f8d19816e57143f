import { keyedHash } from '../lib/crypto.ts'

/** What the simulated vendors accept from us and sign with. */
export interface SimulatorCredentials {
  accountSid: string
  authToken: string
  resendApiKey: string
  resendWebhookSecret: string
}

/** Derives the credentials from a secret, so that processes that share the secret share one simulator; the secret stays hidden. */
export function simulatorCredentials(secret: string): SimulatorCredentials {
  const derive = (name: string) => keyedHash(secret, `simulator\0${name}`)
  return {
    accountSid: `AC${derive('account sid').slice(0, 32)}`,
    authToken: derive('auth token').slice(0, 32),
    resendApiKey: `re_${derive('resend key').slice(0, 32)}`,
    resendWebhookSecret: `whsec_${Buffer.from(derive('resend webhook'), 'hex').toString('base64')}`
  }
}
