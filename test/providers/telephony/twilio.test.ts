import { expect, test } from 'vitest'
import { openAt } from '../stage.ts'
import { SMS } from '../telephony.contract.ts'
import { twilioWire } from '../twilio-wire.ts'
import { deadUrl, type WireAnswer } from '../wire-server.ts'

test('an SMS leaves as the form that Twilio documents, once, with every medium', async () => {
  const wire = await twilioWire()
  const telephony = await openAt('telephony', wire.url)

  await telephony.sendSms({ ...SMS, mediaUrls: ['https://a.example/1.png', 'https://a.example/2.png'] })

  expect(wire.requests).toHaveLength(1)
  expect(wire.requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect([...new URLSearchParams(wire.requests[0]?.body)]).toEqual([
    ['To', SMS.to],
    ['StatusCallback', SMS.statusCallbackUrl],
    ['From', SMS.from],
    ['Body', SMS.body],
    ['MediaUrl', 'https://a.example/1.png'],
    ['MediaUrl', 'https://a.example/2.png']
  ])
})

test.each<[string, WireAnswer, object]>([
  [
    'a page of a proxy',
    { status: 502, body: '<html>Bad gateway</html>' },
    { code: 'provider_timeout', details: { providerCode: 'http_502' } }
  ],
  [
    'half an answer',
    { status: 201, body: '{"sid": "SM' },
    { code: 'provider_timeout', details: { providerCode: 'unreadable' } }
  ],
  [
    'an answer without an id',
    { status: 201, body: {} },
    { code: 'provider_timeout', details: { providerCode: 'unreadable' } }
  ],
  ['an empty answer', { status: 201 }, { code: 'provider_timeout' }],
  [
    'a redirect',
    { status: 302, headers: { location: '/elsewhere' } },
    { code: 'provider_rejected', details: { providerCode: 'http_302' } }
  ],
  [
    'a message that failed at once',
    { status: 201, body: { sid: 'SM1', status: 'failed', error_code: 30034 } },
    { code: 'provider_rejected', details: { providerCode: '30034' } }
  ]
])('a send that is answered with %s is never taken for sent', async (_name, answer, error) => {
  const wire = await twilioWire({ 'POST /Messages.json': () => answer })

  await expect((await openAt('telephony', wire.url)).sendSms(SMS)).rejects.toMatchObject(error)
  expect(wire.requests).toHaveLength(1)
})

test('where nobody listens, nothing was sent', async () => {
  const telephony = await openAt('telephony', await deadUrl())

  await expect(telephony.sendSms(SMS)).rejects.toMatchObject({
    code: 'provider_unavailable',
    details: { providerCode: 'ECONNREFUSED' }
  })
})

test.each([
  ['-0.00750', 'USD', 7500],
  ['0', 'usd', 0],
  [null, 'USD', null],
  ['-0.00750', 'EUR', null]
])('a price of %s %s is %s micro-dollars', async (price, price_unit, costMicroUsd) => {
  const wire = await twilioWire({
    'POST /Messages.json': () => ({ status: 201, body: { sid: 'SM1', status: 'queued', price, price_unit } })
  })

  expect(await (await openAt('telephony', wire.url)).sendSms(SMS)).toMatchObject({ costMicroUsd })
})

test('the record is read over all its pages, newest first, up to the second asked for', async () => {
  const at = (iso: string) => new Date(iso).toUTCString().replace('GMT', '+0000')
  const message = (sid: string, created: string, status: string) => ({
    ...{ sid, status, body: sid, error_code: status === 'failed' ? 30007 : null },
    date_created: at(created)
  })
  const wire = await twilioWire({
    'GET /Messages.json': ({ query }) => ({
      body:
        query.get('Page') === '1'
          ? { messages: [message('C', '2026-06-15T12:00:00Z', 'failed'), message('D', '2026-06-15T11:59:59Z', 'sent')] }
          : {
              messages: [message('B', '2026-06-15T12:00:01Z', 'sending'), message('A', '2026-06-15T12:00:02Z', 'read')],
              next_page_uri: `/2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages.json?Page=1`
            }
    })
  })
  const telephony = await openAt('telephony', wire.url)

  const found = await telephony.listSms({ from: SMS.from, to: SMS.to, since: new Date('2026-06-15T12:00:00.900Z') })

  expect(found?.map(({ ref, status, errorCode }) => [ref, status, errorCode])).toEqual([
    ['A', 'read', undefined],
    ['B', 'queued', undefined],
    ['C', 'failed', '30007']
  ])
  expect(wire.requests[0]?.query.get('From')).toBe(SMS.from)
  expect(wire.requests[0]?.query.get('To')).toBe(SMS.to)
})
