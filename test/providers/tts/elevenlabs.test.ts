import { beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../../src/providers/tts/elevenlabs.ts'
import { failFake, fakeUrl, watchFake } from '../../helpers/vendor-fake.ts'
import { openSpeech, soundOf, ttsContract } from '../speech.contract.ts'
import { API_KEY } from '../stage.ts'
import { type WireAnswer, type WireRequest, wireServer } from '../wire-server.ts'

const SPEECH = { body: 'ID3 sound', headers: { 'content-type': 'audio/mpeg' } }
const VOICE = { voice_id: 'UgBBYS2sOqTuMpoF3BR0', name: 'Ada', labels: { gender: 'female' }, verified_languages: [] }
const VOICES = {
  body: { voices: [VOICE, { ...VOICE, voice_id: '21m00Tcm4TlvDq8ikWAM' }], has_more: false, total_count: 2 }
}

const elevenLabsWire = (speech: (request: WireRequest) => WireAnswer = () => SPEECH) =>
  wireServer(
    (request) => {
      if (request.headers['xi-api-key'] !== API_KEY) return { status: 401, body: {} }
      return request.path === '/v2/voices' ? VOICES : speech(request)
    },
    () => ({ detail: { status: 'system_busy', message: 'busy' } })
  )

// A library takes its time when it is first used.
beforeAll(async () => {
  const nowhere = await openSpeech('tts', 'elevenlabs', 'http://127.0.0.1:9', 10_000)
  await expect(nowhere.speak({ text: 'Hallo', language: 'de' })).rejects.toMatchObject({ code: 'provider_unavailable' })
})

describe('over a local wire', () => {
  ttsContract(async () => {
    const { url, requests, fail } = await elevenLabsWire()
    return { provider: await openSpeech('tts', 'elevenlabs', url, 400), fail, requests: () => requests.length }
  })

  test('it speaks with the voice and in the language that were asked for, fast and small', async () => {
    const { url, requests } = await elevenLabsWire()
    const provider = await openSpeech('tts', 'elevenlabs', url, 400)

    await soundOf((await provider.speak({ text: 'Hallo', language: 'de-DE', voiceId: 'UgBBYS2sOqTuMpoF3BR0' })).audio)

    expect(requests[0]).toMatchObject({ method: 'POST', path: '/v1/text-to-speech/UgBBYS2sOqTuMpoF3BR0/stream' })
    expect(requests[0]?.query.get('output_format')).toBe('mp3_22050_32')
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      ...{ text: 'Hallo', model_id: 'eleven_flash_v2_5', language_code: 'de' }
    })
  })
  test.each([
    ['UgBBYS2sOqTuMpoF3BR0-flash_v2_5-1.2_0.6_0.8', 'UgBBYS2sOqTuMpoF3BR0'],
    ['en-US-Chirp3-HD-Aoede', 'JBFqnCBsd6RMkjVDRZzb'],
    ['Polly.Joanna-Neural', 'JBFqnCBsd6RMkjVDRZzb'],
    ['../../voices', 'JBFqnCBsd6RMkjVDRZzb']
  ])('the voice %s of a carrier is spoken by %s', async (voiceId, voice) => {
    const { url, requests } = await elevenLabsWire()
    const provider = await openSpeech('tts', 'elevenlabs', url, 400)

    await soundOf((await provider.speak({ text: 'Hallo', language: 'de', voiceId })).audio)

    expect(requests[0]?.path).toBe(`/v1/text-to-speech/${voice}/stream`)
  })
  test('markup in a text is read out and not obeyed', async () => {
    const { url, requests } = await elevenLabsWire()
    const provider = await openSpeech('tts', 'elevenlabs', url, 400)

    await soundOf((await provider.speak({ text: 'Wait <break time="3s"/> here.', language: 'en' })).audio)

    expect(JSON.parse(requests[0]?.body ?? '').text).toBe('Wait  break time="3s"/  here.')
  })
  test('a language that the model cannot be held to is left to it', async () => {
    const { url, requests } = await elevenLabsWire()
    const provider = await openSpeech('tts', 'elevenlabs', url, 400)

    await soundOf((await provider.speak({ text: 'Halló', language: 'is-IS' })).audio)

    expect(JSON.parse(requests[0]?.body ?? '')).not.toHaveProperty('language_code')
  })
  test('what it refuses is told in its own words, without what looks like an address', async () => {
    const detail = { status: 'voice_not_found', message: 'No voice for ada@example.com' }
    const { url } = await elevenLabsWire(() => ({ status: 404, body: { detail } }))
    const provider = await openSpeech('tts', 'elevenlabs', url, 400)

    await expect(provider.speak({ text: 'Hallo', language: 'de' })).rejects.toMatchObject({
      code: 'provider_rejected',
      message: 'ElevenLabs refused: No voice for (address).',
      details: { provider: 'elevenlabs', providerCode: 'voice_not_found' }
    })
  })
  test('a sound that breaks off is a failure, and no shorter sound', async () => {
    const { url } = await elevenLabsWire(() => ({ ...SPEECH, headers: { 'content-length': '4096' } }))
    const provider = await openSpeech('tts', 'elevenlabs', url, 100)
    const { audio } = await provider.speak({ text: 'Hallo', language: 'de' })

    await expect(soundOf(audio)).rejects.toMatchObject({ code: 'provider_unavailable' })
  })
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('elevenlabs')
  ttsContract(async () => ({
    provider: await openSpeech('tts', 'elevenlabs', `${fakeUrl}/elevenlabs`, 400),
    fail: (fault) => failFake('elevenlabs', fault),
    requests: () => watch?.requests() ?? 0
  }))

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
