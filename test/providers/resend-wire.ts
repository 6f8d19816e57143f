import { API_KEY } from './stage.ts'
import { type WireAnswer, type WireRequest, wireServer } from './wire-server.ts'

/** Id of an email that came in, and of one that was delivered. */
export const RECEIVED = '550e8400-e29b-41d4-a716-446655440000'
export const DELIVERED = '479e3145-dd38-476b-932c-529ceb705947'

/** Resend's envelope of a failure. */
export const refusal = (statusCode: number, name: string, message = name): WireAnswer => ({
  status: statusCode,
  body: { statusCode, name, message }
})

const list = (data: object[]): WireAnswer => ({ body: { object: 'list', has_more: false, data } })
const NAMES: Record<number, string> = {
  401: 'missing_api_key',
  422: 'validation_error',
  429: 'rate_limit_exceeded',
  500: 'internal_server_error'
}

/** A small Resend on loopback: one account with a domain, an inbound email and webhooks. `answers` go before its own. */
export async function resendWire(answers: Record<string, (request: WireRequest) => WireAnswer> = {}) {
  const sent = new Map<string, { id: string; body: string }>()
  const webhooks = new Map<string, { id: string; endpoint: string; events: string[] }>()
  const own: Record<string, (request: WireRequest) => WireAnswer> = {
    'POST /emails': ({ headers, body }) => {
      const key = String(headers['idempotency-key'])
      const earlier = sent.get(key)
      if (earlier && earlier.body !== body) return refusal(409, 'invalid_idempotent_request')
      const email = earlier ?? { id: crypto.randomUUID(), body }
      sent.set(key, email)
      return { body: { id: email.id } }
    },
    [`GET /emails/${DELIVERED}`]: () => ({ body: { object: 'email', id: DELIVERED, last_event: 'delivered' } }),
    [`GET /emails/receiving/${RECEIVED}`]: () => ({ body: inbound }),
    [`GET /emails/receiving/${RECEIVED}/attachments`]: () =>
      list([{ ...inbound.attachments[0], download_url: 'https://files.example/document.pdf' }]),
    'GET /domains': () => list([{ id: 'dom_1', name: 'example.com', status: 'verified' }]),
    'GET /domains/dom_1': () => ({
      body: {
        ...{ object: 'domain', id: 'dom_1', name: 'example.com', status: 'verified' },
        records: [
          {
            record: 'SPF',
            name: 'send',
            type: 'MX',
            ttl: 'Auto',
            status: 'verified',
            value: 'mx.example',
            priority: 10
          }
        ]
      }
    }),
    'GET /webhooks': () => list([...webhooks.values()]),
    'POST /webhooks': ({ body }) => {
      const id = crypto.randomUUID()
      webhooks.set(id, { id, ...JSON.parse(body) })
      return { status: 201, body: { object: 'webhook', id, signing_secret: `whsec_${btoa(id)}` } }
    },
    'DELETE /webhooks/*': ({ path }) =>
      webhooks.delete(path.replace('/webhooks/', '')) ? { body: { deleted: true } } : refusal(404, 'not_found')
  }
  const work = (request: WireRequest): WireAnswer => {
    if (request.headers.authorization !== `Bearer ${API_KEY}`) return refusal(401, 'missing_api_key')
    const route = `${request.method} ${request.path.replace(/^\/webhooks\/.*/, '/webhooks/*')}`
    const answer = answers[route] ?? own[route]
    return answer ? answer(request) : refusal(404, 'not_found')
  }
  const wire = await wireServer(work, (status) => refusal(status, NAMES[status] ?? 'application_error').body)
  return { ...wire, webhooks, sent }
}

const inbound = {
  ...{ object: 'email', id: RECEIVED, from: 'Person <person@example.org>', to: ['ada@agents.example.com'] },
  ...{ cc: null, bcc: null, reply_to: null, subject: 'Re: Noon', text: 'Yes.', html: '<p>Yes.</p>' },
  headers: { 'In-Reply-To': '<a@agents.example.com>', References: '<a@agents.example.com>' },
  message_id: '<b@example.org>',
  created_at: '2026-06-15T15:00:00.000Z',
  attachments: [{ id: 'att_1', filename: 'document.pdf', content_type: 'application/pdf', size: 2048 }]
}
