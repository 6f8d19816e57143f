import { beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../../src/providers/stt/openai.ts'
import { failFake, fakeUrl, watchFake } from '../../helpers/vendor-fake.ts'
import { openSpeech, SOUND, SOUND_URL, sttContract } from '../speech.contract.ts'
import { API_KEY } from '../stage.ts'
import { wireServer } from '../wire-server.ts'

/** A third of what a vendor has to listen. */
const TIMEOUT_MS = 300

const hearingWire = () =>
  wireServer(
    ({ headers }) =>
      headers.authorization === `Bearer ${API_KEY}`
        ? { body: { text: 'hello from the fake' } }
        : { status: 401, body: {} },
    () => ({ error: { message: 'busy', type: 'server_error', code: null } })
  )

// A library takes its time when it is first used.
beforeAll(async () => {
  const nowhere = await openSpeech('stt', 'openai', 'http://127.0.0.1:9', 10_000)
  await expect(nowhere.transcribe(SOUND)).rejects.toMatchObject({ code: 'provider_unavailable' })
})

describe('over a local wire', () => {
  sttContract(async () => {
    const { url, requests, fail } = await hearingWire()
    return { provider: await openSpeech('stt', 'openai', url, TIMEOUT_MS), fail, requests: () => requests.length }
  })

  test.each([
    ['audio/mpeg', 'sound.mp3'],
    ['audio/wav; rate=8000', 'sound.wav']
  ])('a sound of %s is sent whole as %s, and never as a link', async (contentType, name) => {
    const { url, requests } = await hearingWire()
    const provider = await openSpeech('stt', 'openai', url, TIMEOUT_MS)

    await provider.transcribe({ ...SOUND, contentType, url: SOUND_URL, language: 'de-DE' })

    expect(requests[0]?.path).toBe('/audio/transcriptions')
    expect(requests[0]?.body).toContain(`filename="${name}"`)
    expect(requests[0]?.body).toContain('RIFF')
    expect(requests[0]?.body).toMatch(/name="language"\r\n\r\nde\r\n/)
    expect(requests[0]?.body).not.toContain(SOUND_URL)
  })
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('openai')
  sttContract(async () => ({
    provider: await openSpeech('stt', 'openai', `${fakeUrl}/openai/v1`, TIMEOUT_MS),
    fail: (fault) => failFake('openai', fault),
    requests: () => watch?.requests() ?? 0
  }))

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
