import { expect, test } from 'vitest'
import type { Ports, SttProvider, TtsProvider } from '../../src/providers/contracts.ts'
import { createProviders, openProvider, type ProviderOptions } from '../../src/providers/index.ts'
import { readsContract } from './failures.contract.ts'
import { API_KEY, type Stage } from './stage.ts'

const TEXT = 'Ready at noon? Zwölf Uhr & 100% <break/> 👍'
/** A sound that a vendor listens to, and where it finds it. */
export const SOUND = { audio: Buffer.from('RIFF\0\u0001\u00ff'), contentType: 'audio/wav' }
export const SOUND_URL = 'https://comms.example.com/v1/media/recordings/token.wav'

/** Opens a port of a vendor of speech that is reached at this URL, as the product does. */
export const openSpeech = <P extends 'tts' | 'stt'>(
  port: P,
  vendor: 'elevenlabs' | 'openai' | 'deepgram' | 'edge',
  baseUrl: string,
  timeoutMs: number
): Promise<Ports[P]> => {
  const vendors = { telephony: 'twilio', email: 'resend', [port]: vendor, [vendor]: { apiKey: API_KEY, baseUrl } }
  return openProvider(createProviders({ vendors: vendors as ProviderOptions['vendors'], timeoutMs }), port, {
    ...{ id: 'org_a', mode: 'production' }
  })
}

/** The whole of a sound. */
export async function soundOf(audio: ReadableStream<Uint8Array>): Promise<Buffer> {
  return Buffer.from(await new Response(audio).arrayBuffer())
}

/** What every vendor that speaks must do. */
export function ttsContract(open: () => Promise<Stage<TtsProvider>>): void {
  test('a text becomes a sound of a type that telephones play', async () => {
    const { provider } = await open()

    const { audio, contentType } = await provider.speak({ text: TEXT, language: 'de-DE' })

    expect(contentType).toMatch(/^audio\/(mpeg|wav)$/)
    expect((await soundOf(audio)).length).toBeGreaterThan(0)
  })
  test('voices are listed by an id that can be spoken with, no more than were asked for', async () => {
    const { provider } = await open()

    const [voice, ...others] = await provider.listVoices({ limit: 1 })

    expect(others).toEqual([])
    expect(voice).toMatchObject({ voiceId: expect.stringMatching(/./), name: expect.any(String) })
    await soundOf((await provider.speak({ text: TEXT, language: 'en-US', voiceId: voice?.voiceId })).audio)
  })
  readsContract('speech', open, (provider) => provider.speak({ text: TEXT, language: 'en-US' }))
}

/** What every vendor that hears must do. */
export function sttContract(open: () => Promise<Stage<SttProvider>>, url?: string): void {
  test.each(['de-DE', undefined])('a sound in %s becomes a text', async (language) => {
    const { provider } = await open()

    expect(await provider.transcribe({ ...SOUND, url, language })).toMatchObject({ text: 'hello from the fake' })
  })
  readsContract('hearing', open, (provider) => provider.transcribe({ ...SOUND, url, language: 'en-US' }))
}
