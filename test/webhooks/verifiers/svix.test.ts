import fc from 'fast-check'
import { Resend } from 'resend'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { type SvixSigned, verifySvix } from '../../../src/webhooks/verifiers/svix.ts'

const SECRET = `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`
const OTHER = `whsec_${Buffer.from('abcdef0123456789abcdef01').toString('base64')}`
const NOW = new Date('2026-06-15T15:00:00.000Z')
const BODY = '{"type":"email.received","data":{"subject":"Zwölf 👍"}}'

function signed(change: Partial<SvixSigned> & { at?: Date; id?: string; secrets?: string[] } = {}): SvixSigned {
  const { at = NOW, id = 'msg_2x', secrets = [SECRET], ...rest } = change
  const headers = {
    'svix-id': id,
    'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
    'svix-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, BODY)).join(' ')
  }
  return { secret: SECRET, rawBody: Buffer.from(BODY), now: NOW, ...rest, headers: { ...headers, ...rest.headers } }
}

const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000)

test('a body that was signed with the secret is taken', () => {
  expect(verifySvix(signed())).toBe(true)
})

test('what is taken is what the SDK of the vendor takes', () => {
  const now = new Date()
  const { headers } = signed({ at: now })
  const verify = (payload: string) =>
    new Resend('re_1').webhooks.verify({
      payload,
      webhookSecret: SECRET,
      headers: {
        id: String(headers['svix-id']),
        timestamp: String(headers['svix-timestamp']),
        signature: String(headers['svix-signature'])
      }
    })

  expect(verify(BODY)).toMatchObject({ type: 'email.received' })
  expect(verifySvix(signed({ at: now, now }))).toBe(true)
})

test('while secrets rotate, one good signature among several is enough', () => {
  expect(verifySvix(signed({ secrets: [OTHER, SECRET] }))).toBe(true)
  expect(verifySvix(signed({ secrets: [SECRET, OTHER] }))).toBe(true)
  expect(verifySvix(signed({ secrets: [OTHER, OTHER] }))).toBe(false)
})

test.each([
  [-5, true],
  [5, true],
  [-5.1, false],
  [5.1, false],
  [-60 * 24 * 400, false]
])('a body signed %s minutes from now: %s', (offset, verdict) => {
  expect(verifySvix(signed({ at: minutes(offset) }))).toBe(verdict)
})

const good = signed().headers
test.each<[string, Partial<SvixSigned>]>([
  ['another body', { rawBody: Buffer.from(BODY.replace('received', 'receiveD')) }],
  ['the same JSON with other spaces', { rawBody: Buffer.from(JSON.stringify(JSON.parse(BODY), null, 1)) }],
  ['an empty body', { rawBody: Buffer.alloc(0) }],
  ['bytes that are no text', { rawBody: Buffer.from([0xff, 0xfe]) }],
  ['another secret', { secret: OTHER }],
  ['an empty secret', { secret: '' }],
  ['an empty secret with its prefix', { secret: 'whsec_' }],
  ['a secret that is no base64', { secret: 'whsec_§§§' }],
  ['another id', { headers: { 'svix-id': 'msg_3' } }],
  ['another timestamp', { headers: { 'svix-timestamp': String(Number(good['svix-timestamp']) + 1) } }],
  ['no id', { headers: { 'svix-id': undefined } }],
  ['no timestamp', { headers: { 'svix-timestamp': undefined } }],
  ['no signature', { headers: { 'svix-signature': undefined } }],
  ['an empty signature', { headers: { 'svix-signature': '' } }],
  ['an unversioned signature', { headers: { 'svix-signature': String(good['svix-signature']).slice(3) } }],
  ['a signature of another version', { headers: { 'svix-signature': `v2${String(good['svix-signature']).slice(2)}` } }],
  ['two ids', { headers: { 'svix-id': ['msg_2x', 'msg_2x'] } }],
  ['two ids in one line', { headers: { 'svix-id': 'msg_2x, msg_2x' } }],
  ['two signature headers in one line', { headers: { 'svix-signature': `v1,AAAA, ${good['svix-signature']}` } }],
  ['a list of signatures', { headers: { 'svix-signature': [String(good['svix-signature'])] } }],
  ['hundreds of signatures', { headers: { 'svix-signature': Array(300).fill(good['svix-signature']).join(' ') } }],
  ['a timestamp that is not whole', { headers: { 'svix-timestamp': `${good['svix-timestamp']}.0` } }],
  ['a timestamp with text behind it', { headers: { 'svix-timestamp': `${good['svix-timestamp']}abc` } }]
])('%s is refused', (_name, { headers, ...change }) => {
  expect(verifySvix({ ...signed(change), headers: { ...good, ...headers } })).toBe(false)
})

test('an id with a full stop is refused, since what it signs could be read in two ways', () => {
  expect(verifySvix(signed({ id: 'msg.1' }))).toBe(false)
})

test('whatever it is given, it answers no and does not throw', () => {
  const header = fc.oneof(fc.string(), fc.constant(undefined), fc.array(fc.string()))
  fc.assert(
    fc.property(header, header, header, fc.string(), fc.uint8Array(), (id, timestamp, signature, secret, body) => {
      const headers = { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature }
      expect(verifySvix({ secret, headers, rawBody: Buffer.from(body), now: NOW })).toBe(false)
    })
  )
})
