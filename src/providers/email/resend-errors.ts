import { CommsError } from '../../errors.ts'
import type { HttpAnswer } from '../../lib/http.ts'
import { answerFailure, type VendorName, withoutAddresses } from '../failures.ts'

/** How this vendor is called. */
export const RESEND: VendorName = { provider: 'resend', label: 'Resend' }

interface Meaning {
  meaning: string
  nextAction: string
}

const KEY = 'Ask the operator to set RESEND_API_KEY to a key with full access.'
const QUOTA = 'Ask the operator to raise the quota of the Resend account, or wait until it resets.'
const NEW_KEY = 'Send a changed email as a new message.'

/** Source: https://resend.com/docs/api-reference/errors */
const MEANINGS: Record<string, Meaning> = {
  missing_api_key: { meaning: 'no API key was sent', nextAction: KEY },
  restricted_api_key: { meaning: 'this API key may only send', nextAction: KEY },
  invalid_api_key: { meaning: 'the API key is not valid', nextAction: KEY },
  not_found: { meaning: 'it knows nothing under this id', nextAction: 'Check the id; it may be removed already.' },
  invalid_from_address: {
    meaning: 'the sender address is not valid',
    nextAction: 'Use an address of a domain that is verified at Resend.'
  },
  invalid_idempotency_key: { meaning: 'the idempotency key is not valid', nextAction: NEW_KEY },
  invalid_idempotent_request: { meaning: 'another email was sent under this idempotency key', nextAction: NEW_KEY },
  invalid_attachment: {
    meaning: 'an attachment has neither content nor a URL',
    nextAction: 'Give each attachment its content or a URL that anybody can fetch.'
  },
  daily_quota_exceeded: { meaning: 'the daily quota of the account is used up', nextAction: QUOTA },
  monthly_quota_exceeded: { meaning: 'the monthly quota of the account is used up', nextAction: QUOTA },
  rate_limit_exceeded: { meaning: 'too many requests at once', nextAction: 'Try again in a few seconds.' }
}

/** The failure that an answer of Resend without success stands for. */
export function resendFailure(answer: HttpAnswer, reads: boolean): CommsError {
  const { name, message } = readEnvelope(answer)
  const known = MEANINGS[name]
  const refusal = { ...known, meaning: known?.meaning ?? withoutAddresses(message), providerCode: name }
  // An earlier request with the same key is still at work: what becomes of it is not known yet.
  if (name === 'concurrent_idempotent_requests')
    return answerFailure(RESEND, { ...answer, status: 500 }, reads, refusal)
  // Waiting a moment does not help here, as the status 429 suggests.
  if (name.endsWith('_quota_exceeded')) return answerFailure(RESEND, { ...answer, status: 422 }, reads, refusal)
  return answerFailure(RESEND, answer, reads, refusal)
}

/** Whether this failure says that Resend has no such thing. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof CommsError && error.details?.['providerCode'] === 'not_found'

function readEnvelope(answer: HttpAnswer): { name: string; message: string } {
  const unnamed = { name: `http_${answer.status}`, message: `it answered with HTTP ${answer.status}` }
  try {
    const { name, message } = JSON.parse(answer.text) as { name?: unknown; message?: unknown }
    if (typeof name === 'string') return { name, message: typeof message === 'string' ? message : unnamed.message }
  } catch {
    // A proxy in between answers in HTML.
  }
  return unnamed
}
