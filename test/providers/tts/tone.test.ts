import { expect, test } from 'vitest'
import { createProviders, hearingVendor, openProvider, speechVendor } from '../../../src/providers/index.ts'
import { soundOf } from '../speech.contract.ts'
import { API_KEY } from '../stage.ts'

const SANDBOX = { id: 'org_play', mode: 'sandbox' } as const
const PRODUCTION = { id: 'org_real', mode: 'production' } as const
const vendors = {
  ...({ telephony: 'twilio', email: 'resend', tts: 'elevenlabs', stt: 'deepgram' } as const),
  ...{ elevenlabs: { apiKey: API_KEY }, deepgram: { apiKey: API_KEY } }
}
const handle = createProviders({ vendors })
const none = createProviders({ vendors: { telephony: 'twilio', email: 'resend' } })

test('a sandbox is spoken to by a tone, which is paid to nobody, whatever is configured', async () => {
  const { audio, contentType } = await (await openProvider(handle, 'tts', SANDBOX)).speak({
    ...{ text: 'A sentence of thirty-five letters..', language: 'en-US' }
  })
  const sound = await soundOf(audio)

  expect([speechVendor(handle, SANDBOX), contentType]).toEqual(['tone', 'audio/wav'])
  expect([sound.toString('latin1', 0, 4), sound.toString('latin1', 8, 16)]).toEqual(['RIFF', 'WAVEfmt '])
  expect([sound.readUInt32LE(4), sound.readUInt32LE(40)]).toEqual([sound.length - 8, sound.length - 44])
  expect(sound.length - 44).toBe(35 * 0.06 * sound.readUInt32LE(28))
})
test('each text has a tone of its own, and it is the same every time', async () => {
  const tts = await openProvider(handle, 'tts', SANDBOX)
  const sound = async (text: string) => soundOf((await tts.speak({ text, language: 'en' })).audio)

  expect(await sound('Hello')).toEqual(await sound('Hello'))
  expect(await sound('Hello')).not.toEqual(await sound('Jello'))
})
test('in a sandbox nobody listens, and without a key nobody speaks', async () => {
  expect(hearingVendor(handle, SANDBOX)).toBeUndefined()
  await expect(openProvider(handle, 'stt', SANDBOX)).rejects.toMatchObject({ code: 'capability_unavailable' })
  expect([speechVendor(none, PRODUCTION), hearingVendor(none, PRODUCTION)]).toEqual([undefined, undefined])
  await expect(openProvider(none, 'tts', PRODUCTION)).rejects.toMatchObject({ code: 'capability_unavailable' })
})
