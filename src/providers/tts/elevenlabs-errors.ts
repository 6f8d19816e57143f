import { CommsError } from '../../errors.ts'
import type { VendorName } from '../failures.ts'
import { modelFailure } from '../llm/model-errors.ts'

/** What the library says of an answer without success, or of none. */
interface Refused {
  statusCode?: number | undefined
  body?: unknown
  rawResponse?: { headers?: Headers | undefined } | undefined
}

const NEVER = new AbortController().signal

/** The failure that the library of ElevenLabs threw, in our words; speech that was not heard may be asked for again. */
export function elevenLabsFailure(vendor: VendorName, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { statusCode: status, body, rawResponse } = error as Refused
  const plain = new Error('it gave no reason', { cause: error.cause ?? error })
  return modelFailure(
    vendor,
    Object.assign(plain, { status, headers: rawResponse?.headers, error: reasonOf(body) }),
    NEVER
  )
}

/** The same of a request that changes something: what broke off may have been done. */
export function elevenLabsWriteFailure(vendor: VendorName, error: unknown): unknown {
  const failure = elevenLabsFailure(vendor, error)
  if (!(failure instanceof CommsError) || failure.code !== 'provider_unavailable') return failure
  const { statusCode } = error as Refused
  if (statusCode === 429 || statusCode === 503 || failure.details?.['providerCode'] === 'ECONNREFUSED') return failure
  return new CommsError('provider_timeout', `${vendor.label} did not answer in time; the outcome is unknown.`, {
    cause: failure,
    details: failure.details
  })
}

/** `{ detail: { status, message } }`, or a list of what is wrong with the request. */
function reasonOf(body: unknown): { code?: unknown; message?: unknown } {
  const { detail } = Object(body) as { detail?: unknown }
  const first = Array.isArray(detail) ? detail[0] : detail
  if (typeof first === 'string') return { message: first }
  const { status, type, message, msg } = Object(first) as Record<string, unknown>
  return { code: status ?? type, message: message ?? msg }
}
