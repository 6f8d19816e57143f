import type { Twilio } from 'twilio'
import type TwilioRequestClient from 'twilio/lib/base/RequestClient.js'
import { type Exchange, httpClient } from '../../lib/http.ts'
import { checkCredential } from '../credential.ts'
import { exchangeFailure, unreadableAnswer } from '../failures.ts'
import type { TwilioCredential } from '../handle.ts'
import { TWILIO, twilioFailure } from './twilio-errors.ts'

type Options = TwilioRequestClient.RequestOptions<Record<string, unknown>, Record<string, unknown>>

/**
 * The SDK of Twilio over connections of our own; loaded when first asked for. Every failure it throws is a CommsError.
 * @throws CommsError `provider_rejected` for a credential that is not written like one.
 */
export async function twilioClient(credential: TwilioCredential, timeoutMs: number): Promise<Twilio> {
  const { accountSid, authToken, baseUrl } = credential
  checkCredential(TWILIO, 'TWILIO_ACCOUNT_SID', accountSid, /^AC[0-9a-f]{32}$/i)
  checkCredential(TWILIO, 'TWILIO_AUTH_TOKEN', authToken)
  const { default: twilio } = await import('twilio')
  const exchange = httpClient({ timeoutMs, answerBytesMax: 5 * 1024 * 1024, connections: 64 })
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  class RequestClient extends twilio.RequestClient {
    override request<T>(options: unknown) {
      return request<T>(exchange, authorization, baseUrl, options as Options)
    }
  }
  return twilio(accountSid, authToken, { httpClient: new RequestClient() })
}

async function request<T>(exchange: Exchange, authorization: string, baseUrl: string | undefined, options: Options) {
  const reads = options.method === 'get'
  const query = form(options.params)
  const answer = await exchange({
    method: options.method.toUpperCase(),
    url: `${relocate(options.uri, baseUrl)}${query && `?${query}`}`,
    headers: { ...(options.headers as Record<string, string>), authorization },
    body: options.data && form(options.data)
  }).catch((error: unknown) => {
    throw exchangeFailure(TWILIO, error, reads)
  })
  if (answer.status >= 300) throw twilioFailure(answer, reads)
  return {
    statusCode: answer.status,
    headers: answer.headers,
    body: (answer.status === 204 ? '' : parse(answer.text, reads)) as T
  }
}

/** Repeated names carry a list. Source: https://www.twilio.com/docs/usage/requests-to-twilio */
function form(fields: Record<string, unknown> | undefined): string {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(fields ?? {}))
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) pairs.append(name, String(item))
  return pairs.toString()
}

function relocate(uri: string, baseUrl: string | undefined): string {
  if (baseUrl === undefined) return uri
  const { pathname, search } = new URL(uri)
  return `${baseUrl.replace(/\/+$/, '')}${pathname}${search}`
}

function parse(text: string, reads: boolean): unknown {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) return body
  } catch {
    // Falls through to the same refusal.
  }
  throw unreadableAnswer(TWILIO, reads)
}
