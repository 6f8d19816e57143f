import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifyTelnyx } from '../../../src/webhooks/verifiers/telnyx.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const BODY = Buffer.from('CallSid=v3%3Aabc&CallStatus=completed&Caller=%2B14155550100')

function pair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  return { publicKey: Buffer.from(x, 'base64url').toString('base64'), privateKey }
}
const ours = pair()

/** A request that Telnyx would send so many seconds after now. */
function signed({ seconds = 0, body = BODY, by = ours.privateKey, text = '' } = {}) {
  const timestamp = text || String(NOW.getTime() / 1000 + seconds)
  const signature = sign(null, Buffer.concat([Buffer.from(`${timestamp}|`), body]), by).toString('base64')
  return {
    publicKey: ours.publicKey,
    headers: { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature } as Record<string, string>,
    rawBody: body,
    now: NOW
  }
}

test.each([0, -300, 300])('a body that was signed %i seconds away is taken', (seconds) => {
  expect(verifyTelnyx(signed({ seconds }))).toBe(true)
})

test.each([-301, 301, -86_400])('one that was signed %i seconds away is not', (seconds) => {
  expect(verifyTelnyx(signed({ seconds }))).toBe(false)
})

test('bytes that are not text are verified as they are', () => {
  const body = Buffer.from([0xff, 0xfe, 0x00, 0x7c])

  expect(verifyTelnyx(signed({ body }))).toBe(true)
  expect(verifyTelnyx({ ...signed({ body }), rawBody: Buffer.from(body.toString('utf8')) })).toBe(false)
})

const good = signed()
test.each<[string, Parameters<typeof verifyTelnyx>[0]]>([
  ['signed by somebody else', signed({ by: pair().privateKey })],
  ['with another body', { ...good, rawBody: Buffer.from('CallStatus=busy') }],
  ['with no body', { ...good, rawBody: Buffer.alloc(0) }],
  [
    'with another moment',
    { ...good, headers: { ...good.headers, 'telnyx-timestamp': String(NOW.getTime() / 1000 + 1) } }
  ],
  ['without a moment', { ...good, headers: { 'telnyx-signature-ed25519': good.headers['telnyx-signature-ed25519'] } }],
  ['without a signature', { ...good, headers: { 'telnyx-timestamp': good.headers['telnyx-timestamp'] } }],
  [
    'with two signatures',
    {
      ...good,
      headers: { ...good.headers, 'telnyx-signature-ed25519': [good.headers['telnyx-signature-ed25519'] ?? '', 'x'] }
    }
  ],
  ['with half a signature', { ...good, headers: { ...good.headers, 'telnyx-signature-ed25519': 'AAAA' } }],
  ['with a moment that is no number', signed({ text: '1e9' })],
  ['with a moment of leading zeros', signed({ text: `0${NOW.getTime() / 1000}` })],
  ['against a key of another kind', { ...good, publicKey: Buffer.alloc(33).toString('base64') }],
  ['against no key', { ...good, publicKey: '' }],
  ['against a key of zeros', { ...good, publicKey: Buffer.alloc(32).toString('base64') }]
])('a request %s is refused', (_name, request) => {
  expect(verifyTelnyx(request)).toBe(false)
})
