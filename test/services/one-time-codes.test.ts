import { expect, test } from 'vitest'
import { otpCodes } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { replaceCode, spendCode } from '../../src/services/one-time-codes.ts'
import { allowMail } from '../../src/services/one-time-codes-allowance.ts'
import { testDeps } from '../helpers/test-deps.ts'

const MINUTE_MS = 60_000
const OF = { purpose: 'reset_password', userId: 'usr_1' } as const
const make = (deps: Deps, of: { purpose: 'reset_password' | 'verify_email'; userId: string } = OF) =>
  deps.db.transaction((tx) => replaceCode(deps, tx, { ...of, orgId: 'org_1' }))
/** Another code than this. */
const not = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('a code of six digits is good once, even if it is given many times at the same time', async () => {
  const { deps } = await testDeps()
  const code = await make(deps)
  expect(code).toMatch(/^\d{6}$/)

  const all = await Promise.all(Array.from({ length: 4 }, () => spendCode(deps, OF, code)))

  expect(all.filter(Boolean)).toHaveLength(1)
  expect(await spendCode(deps, OF, code)).toBe(false)
})

test('a code that is spent takes no other along', async () => {
  const { deps } = await testDeps()
  const [mine, yours] = [await make(deps), await make(deps, { ...OF, userId: 'usr_2' })]

  expect(await spendCode(deps, OF, mine)).toBe(true)
  expect(await spendCode(deps, { ...OF, userId: 'usr_2' }, yours)).toBe(true)
})

test('a code is good for ten minutes', async () => {
  const { deps, clock } = await testDeps()
  const [first, second] = [await make(deps), await make(deps, { ...OF, userId: 'usr_2' })]
  await clock.advance(10 * MINUTE_MS - 1)
  expect(await spendCode(deps, OF, first)).toBe(true)
  await clock.advance(1)
  expect(await spendCode(deps, { ...OF, userId: 'usr_2' }, second)).toBe(false)
})

test('a code bears five guesses, however many come at the same time', async () => {
  const { deps } = await testDeps()
  const code = await make(deps)
  for (let n = 0; n < 4; n++) expect(await spendCode(deps, OF, not(code))).toBe(false)
  expect(await spendCode(deps, OF, code)).toBe(true)

  const next = await make(deps)
  await Promise.all(Array.from({ length: 5 }, () => spendCode(deps, OF, not(next))))
  expect(await spendCode(deps, OF, next)).toBe(false)
})

test('a code is of one person and one purpose, and the newest alone is good', async () => {
  const { deps } = await testDeps()
  const old = await make(deps)
  const code = await make(deps)
  await make(deps, { purpose: 'verify_email', userId: 'usr_1' })

  expect(await spendCode(deps, { ...OF, userId: 'usr_2' }, code)).toBe(false)
  expect(await spendCode(deps, { ...OF, purpose: 'verify_email' }, code)).toBe(false)
  if (old !== code) expect(await spendCode(deps, OF, old)).toBe(false)
  expect(await spendCode(deps, OF, code)).toBe(true)
  expect(JSON.stringify(await deps.db.select().from(otpCodes))).not.toContain(`"${code}"`)
})

test('a mailbox gets five mails in an hour, and an address has thirty sent', async () => {
  const { deps, clock } = await testDeps()
  const resets = new Set<unknown>()
  const refused = (input: { email: string; address?: string }) =>
    allowMail(deps, input).then(
      () => 'allowed',
      (error: { code: string; details: { resetsAt: string } }) => {
        resets.add(error.details.resetsAt)
        return error.code
      }
    )
  await clock.advance(MINUTE_MS)
  for (let n = 0; n < 5; n++) expect(await refused({ email: 'ada@example.com' })).toBe('allowed')
  expect(await refused({ email: 'ada@example.com' })).toBe('rate_limited')
  expect(await refused({ email: 'grace@example.com' })).toBe('allowed')

  const address = '198.51.100.1'
  const all = await Promise.all(Array.from({ length: 40 }, (_, n) => refused({ email: `p${n}@example.com`, address })))
  expect(all.filter((each) => each === 'allowed')).toHaveLength(30)

  const [resetsAt = ''] = [...resets].map(String)
  expect(resets.size).toBe(1)
  await clock.advance(new Date(resetsAt).getTime() - clock.now().getTime() - 1)
  expect(await refused({ email: 'ada@example.com' })).toBe('rate_limited')
  await clock.advance(1)
  expect(await refused({ email: 'ada@example.com', address })).toBe('allowed')
})
