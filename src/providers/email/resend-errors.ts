import { CommsError } from '../../errors.ts'
import type { HttpAnswer } from '../../lib/http.ts'
import { explainVendorCode, knowsVendorCode } from '../../schemas/carrier-errors.ts'
import { answerFailure, type VendorName, withoutAddresses } from '../failures.ts'

/** How this vendor is called. */
export const RESEND: VendorName = { provider: 'resend', label: 'Resend' }

/** The failure that an answer of Resend without success stands for. */
export function resendFailure(answer: HttpAnswer, reads: boolean): CommsError {
  const { name, message } = readEnvelope(answer)
  const known = explainVendorCode(name)
  const meaning = knowsVendorCode(name) ? known.meaning : withoutAddresses(message)
  const refusal = { ...known, meaning, providerCode: name }
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
