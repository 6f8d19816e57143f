import { describe, expect, test } from 'vitest'
import { operations } from '../../../src/providers/telephony/telnyx-recordings.ts'
import { answerFake, fakeUrl, watchFake } from '../../helpers/vendor-fake.ts'
import { recordingsContract, SOUND } from '../recordings.contract.ts'
import { openTelnyx, TELNYX_ACCOUNT } from '../stage.ts'
import { wireServer } from '../wire-server.ts'

const REF = '6a09cdc3-8948-47f0-aa62-74ac943d6c58'
const PATH = `/v2/texml/Accounts/${TELNYX_ACCOUNT.accountId}/Recordings/${REF}.json`
const refusal = (status: number, code = '10005') => ({ status, body: { errors: [{ code, title: 'x', detail: 'x' }] } })

async function recordingsWire() {
  let deleted = false
  const wire = await wireServer(
    ({ method, path, headers }) => {
      if (path === '/sound.mp3')
        return headers.authorization ? refusal(403) : { headers: { 'content-type': 'audio/mpeg' }, body: SOUND }
      if (headers.authorization !== `Bearer ${TELNYX_ACCOUNT.apiKey}`) return refusal(401, '10009')
      if (deleted || path !== PATH) return refusal(404)
      if (method !== 'DELETE') return { body: { sid: REF, media_url: `${wire.url}/sound.mp3` } }
      deleted = true
      return { status: 204 }
    },
    (status) => refusal(status, '10007').body
  )
  return { provider: await openTelnyx('recordings', wire.url), ...wire }
}

recordingsContract(
  async () => {
    const { provider, fail, requests } = await recordingsWire()
    return { provider, fail, requests: () => requests.length }
  },
  { ref: REF, none: '00000000-0000-0000-0000-000000000000' }
)

test('the link to a sound is followed without the key of the account', async () => {
  const { provider, requests } = await recordingsWire()
  await provider.fetchRecording(REF)

  expect(requests.map(({ path, headers }) => [path, headers.authorization !== undefined])).toEqual([
    [PATH, true],
    ['/sound.mp3', false]
  ])
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('telnyx')

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    const provider = await openTelnyx('recordings', `${fakeUrl}/telnyx`)
    await answerFake('telnyx', PATH, { sid: REF, media_url: `${fakeUrl}/__health` })
    await provider.fetchRecording(REF)
    await provider.fetchRecording(REF).catch(() => undefined)
    await provider.deleteRecording(REF)

    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
