import { describe, expect, test } from 'vitest'
import { operations } from '../../../src/providers/stt/deepgram.ts'
import { failFake, fakeUrl, watchFake } from '../../helpers/vendor-fake.ts'
import { openSpeech, SOUND, SOUND_URL, sttContract } from '../speech.contract.ts'
import { API_KEY } from '../stage.ts'
import { type WireAnswer, wireServer } from '../wire-server.ts'

/** A third of what a vendor has to listen. */
const TIMEOUT_MS = 300

const heard = (...channels: string[]): WireAnswer => ({
  body: {
    metadata: { duration: 1.5, request_id: 'r' },
    results: { channels: channels.map((transcript) => ({ detected_language: 'en', alternatives: [{ transcript }] })) }
  }
})

const deepgramWire = (answer = heard('hello from the fake')) =>
  wireServer(
    ({ headers }) => (headers.authorization === `Token ${API_KEY}` ? answer : { status: 401, body: {} }),
    () => ({ err_code: 'BUSY', err_msg: 'busy' })
  )

const openAt = (url: string) => openSpeech('stt', 'deepgram', url, TIMEOUT_MS)

describe('over a local wire', () => {
  sttContract(async () => {
    const { url, requests, fail } = await deepgramWire()
    return { provider: await openAt(url), fail, requests: () => requests.length }
  })

  test('a sound is sent as it is, is in no model, and is heard in the language of the agent', async () => {
    const { url, requests } = await deepgramWire()

    await (await openAt(url)).transcribe({ ...SOUND, language: 'de-DE' })

    expect(requests[0]).toMatchObject({ method: 'POST', path: '/v1/listen', body: SOUND.audio.toString() })
    expect(requests[0]?.headers['content-type']).toBe('audio/wav')
    expect(Object.fromEntries(requests[0]?.query ?? [])).toEqual({
      ...{ model: 'nova-3', smart_format: 'true', mip_opt_out: 'true', language: 'de' }
    })
  })
  test('a sound that has a link is named by it alone', async () => {
    const { url, requests } = await deepgramWire()

    await (await openAt(url)).transcribe({ ...SOUND, url: SOUND_URL })

    expect(requests[0]?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ url: SOUND_URL })
    expect(requests[0]?.query.get('detect_language')).toBe('true')
  })
  test('a sound behind a password is sent itself, and the password stays here', async () => {
    const { url, requests } = await deepgramWire()

    await (await openAt(url)).transcribe({ ...SOUND, url: 'https://AC1:secret@api.example.com/Recordings/RE1.wav' })

    expect(requests[0]).toMatchObject({ path: '/v1/listen', body: SOUND.audio.toString() })
    expect(JSON.stringify(requests)).not.toContain('secret')
  })
  test('both sides of a call are heard, and silence is an empty text', async () => {
    const { url } = await deepgramWire(heard('Hello.', ' ', 'Good morning.'))
    const silence = await deepgramWire(heard(''))

    expect(await (await openAt(url)).transcribe(SOUND)).toEqual({
      ...{ text: 'Hello.\nGood morning.', language: 'en', durationSeconds: 1.5 }
    })
    expect(await (await openAt(silence.url)).transcribe(SOUND)).toMatchObject({ text: '' })
  })
  test.each(['no JSON', { results: {} }])('the answer %j is not taken for a transcription', async (body) => {
    const { url } = await deepgramWire({ body })

    await expect((await openAt(url)).transcribe(SOUND)).rejects.toMatchObject({
      ...{ code: 'provider_unavailable', details: { provider: 'deepgram', providerCode: 'unreadable' } }
    })
  })
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('deepgram')
  sttContract(
    async () => ({
      provider: await openAt(`${fakeUrl}/deepgram`),
      fail: (fault) => failFake('deepgram', fault),
      requests: () => watch?.requests() ?? 0
    }),
    SOUND_URL
  )

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
