import { expect, test } from 'vitest'
import { explainVendorCode } from '../../src/schemas/carrier-errors.ts'
import { smsOfTelnyx, statusOfTelnyx } from '../../src/services/telnyx-messages.ts'

const event = (event_type: string, payload: object = {}) => ({
  data: {
    ...{ event_type, id: 'evt', record_type: 'event' },
    payload: {
      ...{ id: '40385f64', from: { phone_number: '+14155550123', carrier: 'x' }, text: 'hello', parts: 2 },
      to: [{ phone_number: '+14155550100', status: 'delivered' }],
      ...payload
    }
  }
})

test('a message with its files is told in the fields of a form', () => {
  const media = [{ url: 'https://media.example/1', content_type: 'image/png' }, { url: 'https://media.example/2' }]

  expect(smsOfTelnyx(event('message.received', { media }))).toEqual({
    ...{ MessageSid: '40385f64', From: '+14155550123', To: '+14155550100', Body: 'hello', NumSegments: '2' },
    ...{ NumMedia: '2', MediaUrl0: 'https://media.example/1', MediaContentType0: 'image/png' },
    MediaUrl1: 'https://media.example/2'
  })
})

test('a message without a text is an empty one', () => {
  expect(smsOfTelnyx(event('message.received', { text: null }))).toMatchObject({ Body: '', NumMedia: '0' })
})

test.each([
  ['queued', 'queued'],
  ['sending', 'sending'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['delivery_unconfirmed', 'sent'],
  ['delivery_failed', 'undelivered'],
  ['expired', 'undelivered'],
  ['sending_failed', 'failed']
])('what Telnyx calls %s is %s', (status, word) => {
  const to = [{ phone_number: '+14155550123', status }]

  expect(statusOfTelnyx(event('message.finalized', { to }))).toEqual({ MessageSid: '40385f64', MessageStatus: word })
})

test('a failure brings its code, which is known under the name of Telnyx', () => {
  const to = [{ phone_number: '+14155550123', status: 'delivery_failed' }]
  const status = statusOfTelnyx(event('message.finalized', { to, errors: [{ code: '40300', title: 'x' }] }))

  expect(status).toMatchObject({ ErrorCode: 'telnyx_40300' })
  expect(explainVendorCode(status?.['ErrorCode'] ?? '')).toMatchObject({ optedOut: true })
})

test.each([
  undefined,
  null,
  'text',
  {},
  { data: { event_type: 'message.received' } },
  event('message.received', { id: '' }),
  event('message.received', { to: [] }),
  event('message.received', { from: undefined }),
  event('call.initiated'),
  event('message.finalized', { to: [{ phone_number: '+1', status: 'constructor' }] })
])('%j is neither a message nor what became of one', (odd) => {
  expect(smsOfTelnyx(odd)).toBeUndefined()
  expect(statusOfTelnyx(odd)).toBeUndefined()
})

test('a message is no report, and a report is no message', () => {
  expect(statusOfTelnyx(event('message.received'))).toBeUndefined()
  expect(smsOfTelnyx(event('message.finalized'))).toBeUndefined()
})
