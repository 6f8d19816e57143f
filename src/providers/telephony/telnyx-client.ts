import { type Exchange, httpClient } from '../../lib/http.ts'
import { checkCredential } from '../credential.ts'
import { exchangeFailure, unreadableAnswer } from '../failures.ts'
import type { TelnyxCredential } from '../handle.ts'
import { TELNYX, telnyxFailure } from './telnyx-errors.ts'

/** One request: a body is JSON, or a form where Telnyx asks for one. */
interface TelnyxRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From `/v2` on. */
  path: string
  query?: readonly (readonly [string, string | number])[]
  json?: object
  form?: Record<string, string>
}

/** Asks Telnyx once and gives its answer as it is. Every failure it throws is a CommsError. */
export type TelnyxClient = <T extends object>(request: TelnyxRequest) => Promise<T>

/**
 * Telnyx over connections of our own.
 * @throws CommsError `provider_rejected` for a credential that cannot stand in a header or a path.
 */
export function telnyxClient(credential: TelnyxCredential, timeoutMs: number): TelnyxClient {
  const { apiKey, accountId, connectionId, baseUrl = 'https://api.telnyx.com' } = credential
  checkCredential(TELNYX, 'TELNYX_API_KEY', apiKey)
  checkCredential(TELNYX, 'TELNYX_ACCOUNT_ID', accountId, /^[\w-]+$/)
  checkCredential(TELNYX, 'TELNYX_CONNECTION_ID', connectionId, /^\d+$/)
  const exchange = httpClient({ timeoutMs, answerBytesMax: 5 * 1024 * 1024, connections: 64 })
  const root = baseUrl.replace(/\/+$/, '')
  return (request) => ask(exchange, root, `Bearer ${apiKey}`, request)
}

async function ask<T>(exchange: Exchange, root: string, authorization: string, request: TelnyxRequest): Promise<T> {
  const { method, path, query = [], json, form } = request
  const reads = method === 'GET'
  const search = new URLSearchParams(query.map(([name, value]): [string, string] => [name, String(value)])).toString()
  const type = json ? 'application/json' : 'application/x-www-form-urlencoded'
  const answer = await exchange({
    method,
    url: `${root}${path}${search && `?${search}`}`,
    headers: { authorization, accept: 'application/json', ...((json || form) && { 'content-type': type }) },
    body: json ? JSON.stringify(json) : form && new URLSearchParams(form).toString()
  }).catch((error: unknown) => {
    throw exchangeFailure(TELNYX, error, reads)
  })
  if (answer.status >= 300) throw telnyxFailure(answer, reads)
  return answer.status === 204 ? ({} as T) : parse<T>(answer.text, reads)
}

function parse<T>(text: string, reads: boolean): T {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) return body as T
  } catch {
    // Falls through to the same refusal.
  }
  throw unreadableAnswer(TELNYX, reads)
}
