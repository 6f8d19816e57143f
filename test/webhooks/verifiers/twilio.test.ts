import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { expect, test } from 'vitest'
import { type TwilioSigned, verifyTwilio } from '../../../src/webhooks/verifiers/twilio.ts'

const TOKEN = '12345678901234567890123456789012'
const URL_ = 'https://comms.example.com/webhooks/agt_1/sms?x=1'
const PARAMS = { From: '+14155550199', Body: 'Zwölf & 100% 👍', NumMedia: '0', MediaUrl: ['b', 'a'] }

const form = (change: Partial<TwilioSigned> = {}): TwilioSigned => ({
  authToken: TOKEN,
  signature: getExpectedTwilioSignature(TOKEN, URL_, PARAMS),
  url: URL_,
  content: { params: PARAMS },
  ...change
})

function json(change: Partial<TwilioSigned> = {}): TwilioSigned {
  const rawBody = Buffer.from('{"a": "ü"}')
  const url = `${URL_}&bodySHA256=${createHash('sha256').update(rawBody).digest('hex')}`
  return {
    authToken: TOKEN,
    signature: getExpectedTwilioSignature(TOKEN, url, {}),
    url,
    content: { rawBody },
    ...change
  }
}

test('a form that Twilio signed is taken', () => {
  expect(verifyTwilio(form())).toBe(true)
})

test('a JSON body that Twilio signed is taken', () => {
  expect(verifyTwilio(json())).toBe(true)
})

test('the upgrade of a socket is signed over its wss URL without parameters', () => {
  const url = 'wss://comms.example.com/webhooks/agt_1/voice-ws/ticket'
  const signature = getExpectedTwilioSignature(TOKEN, url, {})

  expect(verifyTwilio({ authToken: TOKEN, signature, url, content: { params: {} } })).toBe(true)
})

test('the standard port may be written out', () => {
  const signature = getExpectedTwilioSignature(TOKEN, URL_.replace('.com', '.com:443'), PARAMS)

  expect(verifyTwilio(form({ signature }))).toBe(true)
})

test.each<[string, Partial<TwilioSigned>]>([
  ['no signature', { signature: undefined }],
  ['an empty one', { signature: '' }],
  ['two of them', { signature: [form().signature as string, form().signature as string] }],
  ['two in one line', { signature: `${form().signature}, ${form().signature}` }],
  ['a longer one', { signature: `${form().signature} ` }],
  ['a shorter one', { signature: String(form().signature).slice(0, -1) }],
  ['one of another token', { signature: getExpectedTwilioSignature('other', URL_, PARAMS) }],
  ['another path', { url: URL_.replace('agt_1', 'agt_2') }],
  ['another query', { url: URL_.replace('x=1', 'x=2') }],
  ['another host', { url: URL_.replace('comms', 'evil') }],
  ['http for https', { url: URL_.replace('https', 'http') }],
  ['a URL that is none', { url: 'nowhere' }],
  ['one parameter more', { content: { params: { ...PARAMS, OptOutType: 'STOP' } } }],
  ['one parameter less', { content: { params: { From: PARAMS.From } } }],
  ['a changed parameter', { content: { params: { ...PARAMS, Body: 'No' } } }],
  ['a raw body in place of the form', { content: { rawBody: Buffer.from('{}') } }],
  ['parameters that are nothing', { content: { params: null as unknown as Record<string, unknown> } }]
])('a form with %s is refused', (_name, change) => {
  expect(verifyTwilio(form(change))).toBe(false)
})

test('an empty auth token verifies nothing, though anybody can sign with it', () => {
  const signature = getExpectedTwilioSignature('', URL_, PARAMS)

  expect(verifyTwilio(form({ authToken: '', signature }))).toBe(false)
})

test('a JSON body that was changed is refused, and so is one without its hash in the signed URL', () => {
  const unhashed = getExpectedTwilioSignature(TOKEN, URL_, {})

  expect(verifyTwilio(json({ content: { rawBody: Buffer.from('{"a": "u"}') } }))).toBe(false)
  expect(verifyTwilio(json({ url: URL_, signature: unhashed }))).toBe(false)
})

test('whatever it is given, it answers no and does not throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.dictionary(fc.string(), fc.anything()), (signature, url, params) => {
      expect(verifyTwilio(form({ signature, url, content: { params } }))).toBe(false)
    })
  )
})
