import { expect, test } from 'vitest'
import { organizations } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { webhooks } from '../../src/webhooks/index.ts'
import { signedForm } from '../helpers/arriving.ts'
import { doorHouse, smsFields } from '../helpers/door-house.ts'
import { seedAgent } from '../helpers/test-deps.ts'

const house = await doorHouse()
const { agentId, endpointId, smsUrl, signed, stored, counted } = house

type Request = ReturnType<typeof signed>
type Forgery = [name: string, forge: () => { url?: string; request: Request }]

const withHeaders = (change: (headers: Record<string, string>) => Record<string, string>) => {
  const request = signed(smsFields())
  return { request: { ...request, headers: change(request.headers) } }
}
const withBody = (change: (body: string) => string) => {
  const request = signed(smsFields())
  return { request: { ...request, body: change(request.body) } }
}
const SIGNATURE = 'x-twilio-signature'

const forgeries: Forgery[] = [
  ['without a signature', () => withHeaders(({ [SIGNATURE]: _gone, ...headers }) => headers)],
  ['with an empty signature', () => withHeaders((headers) => ({ ...headers, [SIGNATURE]: '' }))],
  [
    'with a truncated signature',
    () => withHeaders((headers) => ({ ...headers, [SIGNATURE]: (headers[SIGNATURE] ?? '').slice(0, -2) }))
  ],
  ['signed by another account', () => ({ request: signedForm(smsUrl, 'f'.repeat(32), smsFields()) })],
  ['signed for another path', () => ({ request: signed(smsFields(), smsUrl.replace('/sms', '/message-status')) })],
  ['signed for another host', () => ({ request: signed(smsFields(), `https://evil.example/webhooks/${agentId}/sms`) })],
  ['signed for another query', () => ({ request: signed(smsFields(), `${smsUrl}?a=1`) })],
  ['with a body that was changed', () => withBody((body) => body.replace('hello', 'hell0'))],
  ['with a field that was added', () => withBody((body) => `${body}&OptOutType=STOP`)],
  ['with a field that is given twice', () => withBody((body) => `${body}&Body=other`)],
  ['without a body', () => withBody(() => '')],
  ['with another content type', () => withHeaders((headers) => ({ ...headers, 'content-type': 'application/json' }))],
  [
    'for an agent that does not exist',
    () => {
      const url = smsUrl.replace(agentId, 'agt_nobody')
      return { url, request: signed(smsFields(), url) }
    }
  ],
  [
    'with more fields than any carrier sends',
    () => {
      const many = Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`f${n}`, 'x']))
      return { request: signed({ ...smsFields(), ...many }) }
    }
  ]
]

test.each(forgeries)('a request %s is refused like any other, and leaves nothing', async (_name, forge) => {
  const before = await stored()
  const { url = smsUrl, request } = forge()

  const answer = await fetch(url, request)

  expect(answer.status).toBe(403)
  expect(await answer.json()).toEqual({
    code: 'invalid_signature',
    message: 'The signature of this request is missing or wrong.',
    retryable: false,
    nextAction: expect.any(String)
  })
  expect(await stored()).toEqual(before)
})

test('every webhook that there is refuses what is not signed', async () => {
  const served = house.routes.filter(({ method, url }) => method === 'POST' && url.startsWith('/webhooks/'))
  expect(served.map(({ url }) => url).sort()).toEqual(webhooks.map(({ path }) => path).sort())

  for (const { url: route } of served)
    for (const id of [agentId, endpointId, 'nobody']) {
      const url = house.base + route.replace(/:\w+/, id)
      const answer = await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
      expect([url, answer.status]).toEqual([url, 403])
    }
})

test('the carrier of a sandbox cannot speak for an organization in production', async () => {
  const id = newId('org')
  const row = { id, name: id, slug: id, status: 'approved' as const, blockedChannels: [], createdAt: new Date() }
  await house.app.db.insert(organizations).values({ ...row, mode: 'production' })
  const real = await seedAgent(house.app, id)
  const url = smsUrl.replace(agentId, real.id)

  expect((await fetch(url, signed(smsFields(), url))).status).toBe(403)
})

test('what becomes of a request is counted', async () => {
  const copied = signed(smsFields())
  for (const request of [copied, copied, signed({ Body: 'no sid' })]) await fetch(smsUrl, request)
  await fetch(smsUrl, { ...copied, headers: {} })

  const counts = await counted('comms_webhook_requests_total')
  for (const status of ['accepted', 'duplicate', 'malformed', 'forged'])
    expect(counts).toContain(`"status":"${status}"`)
  expect(await counted('comms_security_events_total')).toContain('invalid_signature')
})
