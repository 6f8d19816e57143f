import { CommsError } from '../../errors.ts'
import type { HttpAnswer } from '../../lib/http.ts'
import { explainVendorCode, knowsVendorCode } from '../../schemas/carrier-errors.ts'
import { answerFailure, type VendorName, withoutAddresses } from '../failures.ts'

/** How this vendor is called. */
export const TELNYX: VendorName = { provider: 'telnyx', label: 'Telnyx' }

/** Telnyx counts its errors as Twilio does, so that its codes carry its name here. */
export const telnyxCode = (code: string | number): string => `telnyx_${code}`

/** The failure that an answer of Telnyx without success stands for. Source: https://developers.telnyx.com/development/api-fundamentals/api-errors */
export function telnyxFailure(answer: HttpAnswer, reads: boolean): CommsError {
  const { code, said } = readEnvelope(answer)
  const known = explainVendorCode(code)
  const meaning = said === undefined || knowsVendorCode(code) ? known.meaning : withoutAddresses(said)
  return answerFailure(TELNYX, answer, reads, { ...known, meaning, providerCode: code })
}

function readEnvelope(answer: HttpAnswer): { code: string; said: string | undefined } {
  try {
    const { errors } = JSON.parse(answer.text) as { errors?: { code?: unknown; title?: unknown; detail?: unknown }[] }
    const [first] = errors ?? []
    const said = [first?.detail, first?.title].find((text) => typeof text === 'string')
    if (typeof first?.code === 'string' && /^\d{1,10}$/.test(first.code))
      return { code: telnyxCode(first.code), said: said as string | undefined }
  } catch {
    // A proxy in between answers in HTML.
  }
  return { code: `http_${answer.status}`, said: `it answered with HTTP ${answer.status}` }
}

/** What Telnyx answers about something that it does not know, or that is over. */
const GONE: readonly unknown[] = ['http_404', telnyxCode(10005), telnyxCode(90018)]

/** The answer to what Telnyx does not know: released already, or a call that is over. */
export async function ignoreGone<T>(work: Promise<T>, instead: T): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof CommsError && GONE.includes(error.details?.['providerCode'])) return instead
    throw error
  }
}
