import { CommsError } from '../errors.ts'
import { ExchangeError, type HttpAnswer } from '../lib/http.ts'

/** What a vendor is called in codes and in sentences. */
export interface VendorName {
  provider: string
  label: string
}

/** What a vendor says of its own failure, put in our words. */
export interface Refusal {
  providerCode: string
  /** A clause that follows "<vendor> refused: ". */
  meaning: string
  nextAction?: string | undefined
  optedOut?: boolean | undefined
}

/**
 * The failure that an answer without success stands for. Reading changes nothing, so a failed read may always be repeated.
 * 429 and 503 say that nothing was done; any other 5xx leaves open what was done.
 */
export function answerFailure(vendor: VendorName, answer: HttpAnswer, reads: boolean, refusal: Refusal): CommsError {
  const { provider, label } = vendor
  const { providerCode, meaning, nextAction, optedOut } = refusal
  const details = { provider, providerCode }
  if (answer.status === 429 || answer.status === 503 || (answer.status >= 500 && reads)) {
    const retryAfterMs = retryAfter(answer.headers)
    return new CommsError('provider_unavailable', `${label} takes no requests at present: ${meaning}.`, {
      details: { ...details, ...(retryAfterMs !== undefined && { retryAfterMs }) }
    })
  }
  if (answer.status >= 500 || answer.status === 408)
    return new CommsError('provider_timeout', `${label} failed while it worked on this; the outcome is unknown.`, {
      details
    })
  return new CommsError('provider_rejected', `${label} refused: ${meaning}.`, {
    details: { ...details, meaning, ...(optedOut && { optedOut }) },
    nextAction
  })
}

/** The failure that a broken exchange stands for; anything else is a bug and is returned as it is. */
export function exchangeFailure({ provider, label }: VendorName, error: unknown, reads: boolean): unknown {
  if (!(error instanceof ExchangeError)) return error
  const extras = { cause: error, details: { provider, providerCode: causeCode(error) } }
  if (error.outcome === 'unsent')
    return new CommsError('provider_unavailable', `${label} cannot be reached; nothing was sent.`, extras)
  if (reads) return new CommsError('provider_unavailable', `${label} did not answer.`, extras)
  return new CommsError('provider_timeout', `${label} did not answer in time; the outcome is unknown.`, extras)
}

/** The failure of an answer that claims success and cannot be read: the work may be done. */
export const unreadableAnswer = ({ provider, label }: VendorName, reads: boolean): CommsError =>
  new CommsError(reads ? 'provider_unavailable' : 'provider_timeout', `${label} gave an answer that cannot be read.`, {
    details: { provider, providerCode: 'unreadable' }
  })

/** Text of a vendor without addresses and numbers, which must reach no log. */
export const withoutAddresses = (text: string): string =>
  text
    .slice(0, 1000)
    .replace(/\b(?:[A-Z]{2}[0-9a-fA-F]{32}|re_\w+)\b/g, '(id)')
    .replace(/\S+@\S+/g, '(address)')
    .replace(/\+?\d[\d\s().-]{5,}\d/g, '(number)')
    .replace(/[.\s]+$/, '')
    .slice(0, 300)

const causeCode = (error: ExchangeError) => (error.cause as NodeJS.ErrnoException | undefined)?.code ?? 'timeout'

/** Source: RFC 9110 section 10.2.3, seconds or a date. */
function retryAfter(headers: HttpAnswer['headers']): number | undefined {
  const value = headers['retry-after']
  if (typeof value !== 'string') return undefined
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(waitMs) ? Math.max(0, Math.round(waitMs)) : undefined
}
