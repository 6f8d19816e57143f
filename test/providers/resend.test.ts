import { describe, expect, test } from 'vitest'
import { operations } from '../../src/providers/email/resend.ts'
import { failFake, fakeUrl, watchFake } from '../helpers/vendor-fake.ts'
import { emailContract } from './email.contract.ts'
import { DELIVERED, RECEIVED, resendWire } from './resend-wire.ts'
import { openAt } from './stage.ts'

const refs = { received: RECEIVED, sent: DELIVERED }

describe('over a local wire', () => {
  emailContract(async () => {
    const { url, requests, fail } = await resendWire()
    return { provider: await openAt('email', url), fail, requests: () => requests.length }
  }, refs)
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('resend')
  emailContract(
    async () => ({
      provider: await openAt('email', `${fakeUrl}/resend`),
      fail: (fault) => failFake('resend', fault),
      requests: () => watch?.requests() ?? 0
    }),
    refs
  )

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
