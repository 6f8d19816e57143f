import { CommsError } from '../../errors.ts'
import { ExchangeError } from '../../lib/http.ts'
import { answerFailure, exchangeFailure, type VendorName, withoutAddresses } from '../failures.ts'

/** What the libraries of both vendors say of an answer without success. */
interface Refused {
  status?: number | undefined
  headers?: Headers | undefined
  /** Body of the answer, or the part of it that is named `error`. */
  error?: unknown
  message: string
  cause?: unknown
}

/**
 * The failure that a vendor's library threw, in our words; an answer changes nothing, so that a failed one may be asked
 * again. What the caller gave up himself stays what it is.
 */
export function modelFailure(vendor: VendorName, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  if (!(error instanceof Error) || error instanceof CommsError) return error
  const { status, headers, error: body, message }: Refused = error
  if (status === undefined) return exchangeFailure(vendor, new ExchangeError(...broken(error)), true)
  const answer = { status, headers: Object.fromEntries(headers ?? []), text: '' }
  return answerFailure(vendor, answer, true, {
    providerCode: codeOf(body) ?? `http_${status}`,
    meaning: withoutAddresses(sentenceOf(body) ?? message)
  })
}

/** The innermost cause is the one of the network. */
function broken(error: Error): ['unsent' | 'unknown', Error] {
  let cause = error
  while (cause.cause instanceof Error) cause = cause.cause
  // The library's own error may hold the request with its key.
  const { code: named } = cause as { code?: unknown }
  const code = typeof named === 'string' ? named : undefined
  const plain = Object.assign(new Error(code ?? 'the connection was lost'), code !== undefined && { code })
  return [code === 'ECONNREFUSED' ? 'unsent' : 'unknown', plain]
}

/** `{ error: { type, code, message } }` with both vendors; one of the libraries takes the outer level away. */
function inner(body: unknown): { type?: unknown; code?: unknown; message?: unknown } {
  const { error } = Object(body) as { error?: unknown }
  return Object(error ?? body)
}

function codeOf(body: unknown): string | undefined {
  const { code, type } = inner(body)
  return [code, type].find((each): each is string => typeof each === 'string' && /^[\w.-]{1,64}$/.test(each))
}

function sentenceOf(body: unknown): string | undefined {
  const { message } = inner(body)
  return typeof message === 'string' ? message : undefined
}
