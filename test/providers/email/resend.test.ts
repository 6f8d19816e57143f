import { expect, test } from 'vitest'
import { emailDraft } from '../email.contract.ts'
import { DELIVERED, RECEIVED, refusal, resendWire } from '../resend-wire.ts'
import { API_KEY, openAt } from '../stage.ts'
import { deadUrl, type WireAnswer, type WireRequest } from '../wire-server.ts'

const page = (data: object[], has_more = false): WireAnswer => ({ body: { object: 'list', has_more, data } })

test('an email leaves as the JSON that Resend documents, with its key in the header', async () => {
  const wire = await resendWire()
  const email = await openAt('email', wire.url)
  const draft = emailDraft()

  await email.sendEmail(draft)

  const { headers, body } = wire.requests[0] as WireRequest
  expect(headers).toMatchObject({ authorization: `Bearer ${API_KEY}`, 'idempotency-key': draft.idempotencyKey })
  expect(headers['user-agent']).toMatch(/./)
  expect(JSON.parse(body)).toEqual({
    from: 'Ada <ada@agents.example.com>',
    to: 'person@example.org',
    cc: ['cc@example.org'],
    bcc: ['bcc@example.org'],
    reply_to: 'ada@agents.example.com',
    subject: 'Noon? Zwölf 👍',
    text: 'Ready at noon.\nBest',
    html: '<p>Ready at noon.</p>',
    headers: { 'In-Reply-To': '<a@example.org>' },
    attachments: [
      { filename: 'a.txt', content_type: 'text/plain', content: 'aGk=' },
      { filename: 'b.pdf', content_type: 'application/pdf', path: 'https://files.example.org/b.pdf' }
    ],
    tags: [{ name: 'comms_message_id', value: draft.idempotencyKey }]
  })
})

test.each<[string, WireAnswer, object]>([
  [
    'the first request is still at work',
    refusal(409, 'concurrent_idempotent_requests'),
    { code: 'provider_timeout', details: { providerCode: 'concurrent_idempotent_requests' } }
  ],
  [
    'the quota of the month is used up',
    refusal(429, 'monthly_quota_exceeded'),
    { code: 'provider_rejected', message: 'Resend refused: the monthly quota of the account is used up.' }
  ],
  ['too many requests', refusal(429, 'rate_limit_exceeded'), { code: 'provider_unavailable', retryable: true }],
  [
    'a key that may not do this',
    refusal(401, 'restricted_api_key'),
    { code: 'provider_rejected', nextAction: 'Ask the operator to set RESEND_API_KEY to a key with full access.' }
  ],
  [
    'an odd address',
    refusal(422, 'validation_error', 'Invalid `to` field: a.person@example.org.'),
    { code: 'provider_rejected', message: 'Resend refused: Invalid `to` field: (address).' }
  ],
  ['half an answer', { body: '{"id": "4' }, { code: 'provider_timeout', details: { providerCode: 'unreadable' } }],
  ['an answer without an id', { body: {} }, { code: 'provider_timeout' }],
  ['null', { body: 'null' }, { code: 'provider_timeout' }],
  [
    'a page of a proxy',
    { status: 403, body: '<html>' },
    { code: 'provider_rejected', details: { providerCode: 'http_403' } }
  ]
])('a send that is answered with: %s', async (_name, answer, error) => {
  const wire = await resendWire({ 'POST /emails': () => answer })
  const email = await openAt('email', wire.url)

  await expect(email.sendEmail(emailDraft())).rejects.toMatchObject(error)
  expect(wire.requests).toHaveLength(1)
})

test('where nobody listens, nothing was sent', async () => {
  const email = await openAt('email', await deadUrl())

  await expect(email.sendEmail(emailDraft())).rejects.toMatchObject({ code: 'provider_unavailable' })
})

test.each([
  ['queued', 'queued'],
  ['sent', 'sent'],
  ['delivery_delayed', 'sent'],
  ['clicked', 'delivered'],
  ['complained', 'delivered'],
  ['bounced', 'failed'],
  ['suppressed', 'failed'],
  ['something_new', 'sent']
])('an email whose last event is %s is %s', async (last_event, status) => {
  const wire = await resendWire({ [`GET /emails/${DELIVERED}`]: () => ({ body: { id: DELIVERED, last_event } }) })

  expect(await (await openAt('email', wire.url)).getSent(DELIVERED)).toEqual({ status })
})

test('header names of an email that came in are lower case, and all pages of its attachments are read', async () => {
  const file = (id: string) => ({
    id,
    filename: id,
    content_type: 'image/png',
    size: 1,
    download_url: `https://f.example/${id}`
  })
  const wire = await resendWire({
    [`GET /emails/receiving/${RECEIVED}/attachments`]: ({ query }) =>
      query.get('after') === 'a' ? page([file('b')]) : page([file('a')], true)
  })

  const email = await (await openAt('email', wire.url)).fetchReceived(RECEIVED)

  expect(email).toMatchObject({ subject: 'Re: Noon', text: 'Yes.', messageId: '<b@example.org>', cc: [] })
  expect(email.headers).toEqual({ 'in-reply-to': '<a@agents.example.com>', references: '<a@agents.example.com>' })
  expect(email.attachments.map(({ url }) => url)).toEqual(['https://f.example/a', 'https://f.example/b'])
})

test('an email without a text part is read from its HTML, one without a subject has an empty one', async () => {
  const bare = {
    id: RECEIVED,
    from: 'a@b.example',
    to: ['c@d.example'],
    created_at: '2026-06-15T15:00:00Z',
    attachments: []
  }
  const wire = await resendWire({
    [`GET /emails/receiving/${RECEIVED}`]: () => ({
      body: {
        ...bare,
        subject: null,
        text: null,
        html: '<p>Yes,<br>noon &amp; there.</p>',
        headers: null,
        message_id: ''
      }
    })
  })

  const email = await (await openAt('email', wire.url)).fetchReceived(RECEIVED)

  expect(email).toMatchObject({ subject: '', text: 'Yes,\nnoon & there.', headers: {}, messageId: undefined })
  expect(wire.requests).toHaveLength(1)
})

test.each(['../domains', 'a/b', '..', '', 'a?b', 'a\r\nb'])('%j is never put in a path', async (ref) => {
  const wire = await resendWire()
  const email = await openAt('email', wire.url)

  await expect(email.fetchReceived(ref)).rejects.toMatchObject({ code: 'provider_rejected' })
  await expect(email.getSent(ref)).rejects.toMatchObject({ code: 'provider_rejected' })
  expect(wire.requests).toEqual([])
})

test.each([
  ['verified', 'verified'],
  ['not_started', 'pending'],
  ['partially_verified', 'pending'],
  ['partially_failed', 'failed'],
  ['failed', 'failed']
])('a domain that Resend calls %s is %s', async (said, status) => {
  const domain = { id: 'dom_9', name: 'example.com', status: said, records: [] }
  const wire = await resendWire({
    'GET /domains': ({ query }) =>
      query.get('after') === 'dom_1' ? page([domain]) : page([{ id: 'dom_1', name: 'mail.example.com' }], true),
    'GET /domains/dom_9': () => ({ body: domain })
  })

  expect(await (await openAt('email', wire.url)).checkDomain('example.com')).toMatchObject({ status })
})

test('a webhook for the same URL goes only when the new one is there, others stay', async () => {
  const wire = await resendWire()
  const email = await openAt('email', wire.url)
  await email.createWebhook('https://other.example/in')
  const first = await email.createWebhook('https://mine.example/in')
  wire.requests.length = 0

  const second = await email.createWebhook('https://mine.example/in')

  expect(wire.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'DELETE'])
  expect([...wire.webhooks.values()].map(({ endpoint }) => endpoint)).toEqual([
    'https://other.example/in',
    'https://mine.example/in'
  ])
  expect(wire.webhooks.has(first.ref)).toBe(false)
  expect(wire.webhooks.get(second.ref)?.events).toContain('email.received')
})

test.each(['old', 'gone by now'])('where the plan has room for one webhook, the %s one makes way', async (id) => {
  const endpoint = 'https://mine.example/in'
  const held = new Set([id])
  const wire = await resendWire({
    'GET /webhooks': () => page([...held].map((each) => ({ id: each, endpoint }))),
    'POST /webhooks': () => {
      if (held.size > 0) return refusal(403, 'validation_error', 'Your plan includes one webhook.')
      held.add('new')
      return { status: 201, body: { id: 'new', signing_secret: 'whsec_bmV3' } }
    },
    'DELETE /webhooks/*': () => {
      held.clear()
      return id === 'old' ? { body: { deleted: true } } : refusal(404, 'not_found')
    }
  })
  const email = await openAt('email', wire.url)

  const made = await email.createWebhook(endpoint)

  expect(made).toEqual({ ref: 'new', secret: 'whsec_bmV3' })
})

test('a webhook that is refused for itself leaves nothing removed', async () => {
  const wire = await resendWire({
    'POST /webhooks': () => refusal(422, 'validation_error', 'The endpoint is not valid.')
  })
  const email = await openAt('email', wire.url)

  await expect(email.createWebhook('nowhere')).rejects.toMatchObject({ code: 'provider_rejected' })

  expect(wire.requests.map(({ method }) => method)).toEqual(['GET', 'POST'])
})
