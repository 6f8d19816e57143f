import type { Resend, Response } from 'resend'
import { CommsError } from '../../errors.ts'
import { type Exchange, httpClient } from '../../lib/http.ts'
import { checkCredential } from '../credential.ts'
import { exchangeFailure, unreadableAnswer } from '../failures.ts'
import type { ResendCredential } from '../handle.ts'
import { RESEND, resendFailure } from './resend-errors.ts'

/**
 * The SDK of Resend over connections of our own; loaded when first asked for. Every failure it throws is a CommsError.
 * @throws CommsError `provider_rejected` for a key that is not written like one.
 */
export async function resendClient({ apiKey, baseUrl }: ResendCredential, timeoutMs: number): Promise<Resend> {
  checkCredential(RESEND, 'RESEND_API_KEY', apiKey)
  const { Resend: Sdk } = await import('resend')
  // An email may be 40 MB, and its inline images come inside the answer.
  const exchange = httpClient({ timeoutMs, answerBytesMax: 64 * 1024 * 1024, connections: 32 })
  class Client extends Sdk {
    override fetchRequest<T>(path: string, options: object = {}): Promise<Response<T>> {
      return request<T>(exchange, `${this.baseUrl}${path}`, options as RequestInit)
    }
  }
  return new Client(apiKey, { baseUrl: (baseUrl ?? 'https://api.resend.com').replace(/\/+$/, '') })
}

async function request<T>(exchange: Exchange, url: string, options: RequestInit): Promise<Response<T>> {
  const method = options.method ?? 'GET'
  const reads = method === 'GET'
  const headers = Object.fromEntries(new Headers(options.headers))
  const body = typeof options.body === 'string' ? options.body : undefined
  const answer = await exchange({ method, url, headers, body }).catch((error: unknown) => {
    throw exchangeFailure(RESEND, error, reads)
  })
  if (answer.status >= 300) throw resendFailure(answer, reads)
  return { data: parse(answer.text, reads) as T, error: null, headers: null }
}

/** What a call of the SDK answered; its failures were thrown before. */
export function contentOf<T>({ data }: Response<T>): T {
  if (data === null) throw unreadableAnswer(RESEND, false)
  return data
}

/** An id of Resend as it may stand in a path. @throws CommsError `provider_rejected` for anything else. */
export function checkRef(ref: string): string {
  if (/^[\w-]{1,128}$/.test(ref)) return ref
  throw new CommsError('provider_rejected', 'Resend refused: this is not an id of Resend.', {
    details: { provider: RESEND.provider, providerCode: 'invalid_id' }
  })
}

function parse(text: string, reads: boolean): unknown {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) return body
  } catch {
    // Falls through to the same refusal.
  }
  throw unreadableAnswer(RESEND, reads)
}
