import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { CommsError } from '../../src/errors.ts'
import { ACCOUNT, API_KEY, type Stage } from './stage.ts'
import type { Fault } from './wire-server.ts'

const UNKNOWN: Fault[] = [
  { status: 500 },
  { status: 502 },
  { status: 504 },
  { cut: 'before' },
  { cut: 'after' },
  { hang: true }
]
const NOTHING_DONE: Fault[] = [{ status: 429 }, { status: 503 }]
const REFUSED: Fault[] = [{ status: 400 }, { status: 401 }, { status: 403 }, { status: 422 }]

/** What an adapter must say of each failure of its vendor, for one call that reads and one that does something. */
export function failuresContract<P>(
  name: string,
  open: () => Promise<Stage<P>>,
  calls: { does(port: P): Promise<unknown>; reads(port: P): Promise<unknown> }
): void {
  test.each(UNKNOWN)(
    `${name}: after %j the outcome of an effect is unknown, and the request is not repeated`,
    async (fault) => {
      const error = await failure(open, fault, calls.does)

      expect(error).toMatchObject({ code: 'provider_timeout', retryable: false })
    }
  )
  test.each(NOTHING_DONE)(`${name}: after %j it is known that nothing was done`, async (fault) => {
    expect(await failure(open, fault, calls.does)).toMatchObject({ code: 'provider_unavailable', retryable: true })
  })
  test.each(REFUSED)(`${name}: after %j the vendor refused`, async (fault) => {
    const error = await failure(open, fault, calls.does)

    expect(error).toMatchObject({ code: 'provider_rejected', retryable: false })
    expect(error.details).toMatchObject({ provider: expect.any(String), providerCode: expect.stringMatching(/./) })
  })
  test.each([...UNKNOWN, ...NOTHING_DONE])(`${name}: after %j a read may be repeated`, async (fault) => {
    expect(await failure(open, fault, calls.reads)).toMatchObject({ code: 'provider_unavailable', retryable: true })
  })
  test(`${name}: a vendor that names its pause is taken at its word`, async () => {
    const error = await failure(open, { status: 429, retryAfter: '7' }, calls.does)

    expect(error.details).toMatchObject({ retryAfterMs: 7000 })
  })
}

/** What an adapter must say of each failure of a vendor that it only asks: what was not answered may be asked again. */
export function readsContract<P>(
  name: string,
  open: () => Promise<Stage<P>>,
  reads: (port: P) => Promise<unknown>
): void {
  test.each([...UNKNOWN, ...NOTHING_DONE])(
    `${name}: after %j it may be asked again, and is not by us`,
    async (fault) => {
      expect(await failure(open, fault, reads)).toMatchObject({ code: 'provider_unavailable', retryable: true })
    }
  )
  test.each(REFUSED)(`${name}: after %j the vendor refused`, async (fault) => {
    const error = await failure(open, fault, reads)

    expect(error).toMatchObject({ code: 'provider_rejected', retryable: false })
    expect(error.details).toMatchObject({ provider: expect.any(String), providerCode: expect.stringMatching(/./) })
  })
  test(`${name}: a vendor that names its pause is taken at its word`, async () => {
    const error = await failure(open, { status: 429, retryAfter: '7' }, reads)

    expect(error.details).toMatchObject({ retryAfterMs: 7000 })
  })
}

async function failure<P>(open: () => Promise<Stage<P>>, fault: Fault, act: (port: P) => Promise<unknown>) {
  const stage = await open()
  const before = await stage.requests()
  await stage.fail(fault)
  const error = await act(stage.provider).then(
    () => expect.fail('the call succeeded'),
    (thrown: unknown) => thrown
  )
  expect(error).toBeInstanceOf(CommsError)
  // A vendor may record a request only when it is done with it.
  await expect.poll(async () => (await stage.requests()) - before, { timeout: 5000 }).toBe(1)
  expectNoCredential(error)
  return error as CommsError
}

/** Nothing that proves who we are may be seen in what is printed. */
function expectNoCredential(value: unknown): void {
  const printed = `${inspect(value, { depth: 12, showHidden: true, getters: true })} ${JSON.stringify(value)}`
  const { accountSid, authToken } = ACCOUNT
  const basic = Buffer.from(`${accountSid}:${authToken}`).toString('base64')
  for (const secret of [authToken, API_KEY, basic, accountSid]) expect(printed).not.toContain(secret)
}
