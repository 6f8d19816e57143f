import { beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../../src/providers/tts/openai.ts'
import { failFake, fakeUrl, watchFake } from '../../helpers/vendor-fake.ts'
import { openSpeech, soundOf, ttsContract } from '../speech.contract.ts'
import { API_KEY } from '../stage.ts'
import { wireServer } from '../wire-server.ts'

const speechWire = () =>
  wireServer(
    ({ headers }) =>
      headers.authorization === `Bearer ${API_KEY}`
        ? { body: 'ID3 sound', headers: { 'content-type': 'audio/mpeg' } }
        : { status: 401, body: {} },
    () => ({ error: { message: 'busy', type: 'server_error', code: null } })
  )

// A library takes its time when it is first used.
beforeAll(async () => {
  const nowhere = await openSpeech('tts', 'openai', 'http://127.0.0.1:9', 10_000)
  await expect(nowhere.speak({ text: 'Hallo', language: 'de' })).rejects.toMatchObject({ code: 'provider_unavailable' })
})

describe('over a local wire', () => {
  ttsContract(async () => {
    const { url, requests, fail } = await speechWire()
    return { provider: await openSpeech('tts', 'openai', url, 400), fail, requests: () => requests.length }
  })

  test.each([
    ['coral', 'coral'],
    ['JBFqnCBsd6RMkjVDRZzb', 'alloy'],
    [undefined, 'alloy']
  ])('the voice %s is spoken by %s', async (voiceId, voice) => {
    const { url, requests } = await speechWire()
    const provider = await openSpeech('tts', 'openai', url, 400)

    await soundOf((await provider.speak({ text: 'Hallo', language: 'de-DE', voiceId })).audio)

    expect(requests[0]?.path).toBe('/audio/speech')
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ input: 'Hallo', voice, response_format: 'mp3' })
  })
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('openai')
  ttsContract(async () => ({
    provider: await openSpeech('tts', 'openai', `${fakeUrl}/openai/v1`, 400),
    fail: (fault) => failFake('openai', fault),
    requests: () => watch?.requests() ?? 0
  }))

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
