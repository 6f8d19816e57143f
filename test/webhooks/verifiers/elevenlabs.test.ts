import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifyElevenLabs } from '../../../src/webhooks/verifiers/elevenlabs.ts'

const secret = 'wsec_of_the_tests'
const now = new Date('2026-11-20T12:00:00Z')
const rawBody = Buffer.from('{"type":"post_call_transcription"}')
const seconds = (minutesAgo: number) => Math.floor(now.getTime() / 1000) - minutesAgo * 60
const signed = (t: number, by = secret, body = rawBody) =>
  `t=${t},v0=${createHmac('sha256', by).update(`${t}.${body}`).digest('hex')}`
const verify = (header: string | string[] | undefined, body = rawBody) =>
  verifyElevenLabs({ secret, headers: { 'elevenlabs-signature': header }, rawBody: body, now })

test('what the holder of the secret signed within 30 minutes is taken', () => {
  for (const minutes of [0, 29, -29]) expect(verify(signed(seconds(minutes))), `${minutes} minutes ago`).toBe(true)
})

test('what is older or of a time to come is not', () => {
  for (const minutes of [31, -31]) expect(verify(signed(seconds(minutes))), `${minutes} minutes ago`).toBe(false)
})

test('another secret, another body and another time are no signature', () => {
  expect(verify(signed(seconds(0), 'another'))).toBe(false)
  expect(verify(signed(seconds(0)), Buffer.from('{}'))).toBe(false)
  expect(verify(signed(seconds(1)).replace(/t=\d+/, `t=${seconds(0)}`))).toBe(false)
})

test('a header that is missing, repeated or odd is a no and no failure', () => {
  const good = signed(seconds(0))
  for (const header of [undefined, '', 't=1', 'v0=ab', `${good},${good}`, good.replace('v0', 'v1'), [good, good]])
    expect(verify(header), String(header)).toBe(false)
})

test('an empty secret verifies nothing', () => {
  const headers = { 'elevenlabs-signature': signed(seconds(0), '') }
  expect(verifyElevenLabs({ secret: '', headers, rawBody, now })).toBe(false)
})
