import { describe, expect, test } from 'vitest'
import { operations } from '../../../src/providers/telephony/twilio-recordings.ts'
import { fakeUrl, watchFake } from '../../helpers/vendor-fake.ts'
import { recordingsContract, SOUND } from '../recordings.contract.ts'
import { ACCOUNT, openAt } from '../stage.ts'
import { refusal } from '../twilio-wire.ts'
import { wireServer } from '../wire-server.ts'

const REF = `RE${'5'.repeat(32)}`
const NONE = `RE${'6'.repeat(32)}`
const ROOT = `/2010-04-01/Accounts/${ACCOUNT.accountSid}/Recordings/`
const AUTHORIZATION = `Basic ${Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64')}`

async function recordingsWire() {
  let deleted = false
  const wire = await wireServer(
    ({ method, path, headers }) => {
      if (headers.authorization !== AUTHORIZATION) return refusal(20003, 401)
      if (deleted || !path.startsWith(`${ROOT}${REF}.`)) return refusal(20404, 404)
      if (method !== 'DELETE') return { headers: { 'content-type': 'audio/mpeg' }, body: SOUND }
      deleted = true
      return { status: 204 }
    },
    (status) => refusal(20000 + status, status).body
  )
  return { provider: await openAt('recordings', wire.url), ...wire }
}

recordingsContract(
  async () => {
    const { provider, fail, requests } = await recordingsWire()
    return { provider, fail, requests: () => requests.length }
  },
  { ref: REF, none: NONE }
)

test.each(['../Calls', `${REF}/../../x`, 'RE1'])('the id %s leads to no other place of the account', async (ref) => {
  const { provider, requests } = await recordingsWire()

  await expect(provider.fetchRecording(ref)).rejects.toMatchObject({ code: 'provider_rejected' })
  await expect(provider.deleteRecording(ref)).rejects.toMatchObject({ code: 'provider_rejected' })
  expect(requests).toEqual([])
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('twilio')

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    await (await openAt('recordings', `${fakeUrl}/twilio`)).deleteRecording(REF)

    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
