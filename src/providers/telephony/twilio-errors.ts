import { CommsError } from '../../errors.ts'
import type { HttpAnswer } from '../../lib/http.ts'
import { explainVendorCode, knowsVendorCode } from '../../schemas/carrier-errors.ts'
import { answerFailure, type VendorName, withoutAddresses } from '../failures.ts'

/** How this vendor is called. */
export const TWILIO: VendorName = { provider: 'twilio', label: 'Twilio' }

/** The failure that an answer of Twilio without success stands for. Source: https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
export function twilioFailure(answer: HttpAnswer, reads: boolean): CommsError {
  const { code, message } = readEnvelope(answer)
  const known = explainVendorCode(code)
  const meaning = message === undefined || knowsVendorCode(code) ? known.meaning : withoutAddresses(message)
  return answerFailure(TWILIO, answer, reads, { ...known, meaning, providerCode: code })
}

function readEnvelope(answer: HttpAnswer): { code: string; message: string | undefined } {
  try {
    const { code, message } = JSON.parse(answer.text) as { code?: unknown; message?: unknown }
    if (typeof code === 'number')
      return { code: String(code), message: typeof message === 'string' ? message : undefined }
  } catch {
    // A proxy in between answers in HTML.
  }
  return { code: `http_${answer.status}`, message: `it answered with HTTP ${answer.status}` }
}

/** The answer to what Twilio does not know: not offered, or released already. */
export async function ignoreAbsent<T>(work: Promise<T>, instead: T): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof CommsError && error.details?.['providerCode'] === '20404') return instead
    throw error
  }
}
