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

/** `{ detail: { status, message } }`, or a list of what is wrong with the request. */
function reasonOf(body: unknown): { code?: unknown; message?: unknown } {
  const { detail } = Object(body) as { detail?: unknown }
  const first = Array.isArray(detail) ? detail[0] : detail
  if (typeof first === 'string') return { message: first }
  const { status, type, message, msg } = Object(first) as Record<string, unknown>
  return { code: status ?? type, message: message ?? msg }
}
