import { expect, test } from 'vitest'
import { loginFailures } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import {
  type Attempt,
  attemptPassed,
  beginAttempt,
  forgetFailures,
  forgiveAccount
} from '../../src/services/lockout.ts'
import { testDeps } from '../helpers/test-deps.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
let addresses = 0
/** A guess at one account, each from another address. */
const guess = (email = 'ada@example.com', address = `192.0.2.${addresses++ % 250}`): Attempt => ({ email, address })

/** What becomes of an attempt: admitted, or for how many minutes locked out. */
const outcome = (deps: Deps, attempt: Attempt): Promise<number | 'admitted'> =>
  beginAttempt(deps, attempt).then(
    () => 'admitted' as const,
    (error: { code: string; details: { retryAfterMs: number } }) => {
      expect(error.code).toBe('locked_out')
      return error.details.retryAfterMs / MINUTE_MS
    }
  )
const outcomes = async (deps: Deps, n: number, of: () => Attempt) => {
  const all = []
  for (let each = 0; each < n; each++) all.push(await outcome(deps, of()))
  return all
}

test('an account takes five failures, then one more after each lockout, which lasts twice as long as the one before, up to an hour', async () => {
  const { deps, clock } = await testDeps()

  expect(await outcomes(deps, 5, guess)).toEqual(Array(5).fill('admitted'))
  const lockouts = []
  for (let n = 0; n < 9; n++) {
    const minutes = await outcome(deps, guess())
    lockouts.push(minutes)
    await clock.advance(Number(minutes) * MINUTE_MS - 1)
    expect(await outcome(deps, guess())).not.toBe('admitted')
    await clock.advance(1)
    expect(await outcome(deps, guess())).toBe('admitted')
  }

  expect(lockouts).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
})

test('of fifty guesses at the same time five are judged', async () => {
  const { deps } = await testDeps()

  const all = await Promise.all(Array.from({ length: 50 }, () => outcome(deps, guess())))

  expect(all.filter((each) => each === 'admitted')).toHaveLength(5)
})

test('an address takes twenty failures over all accounts; a success takes back its own and no other', async () => {
  const { deps } = await testDeps()
  const address = '198.51.100.1'
  let n = 0
  const guessOfMany = () => guess(`person-${n++}@example.com`, address)

  expect(await outcomes(deps, 10, guessOfMany)).toEqual(Array(10).fill('admitted'))
  for (let own = 0; own < 30; own++) {
    const attempt = guess('mine@example.com', address)
    expect(await outcome(deps, attempt)).toBe('admitted')
    await deps.db.batch(attemptPassed(deps, attempt))
  }
  expect(await outcomes(deps, 10, guessOfMany)).toEqual(Array(10).fill('admitted'))
  expect(await outcome(deps, guessOfMany())).toBe(1)
  expect(await outcome(deps, guess('mine@example.com', address))).toBe(1)
  expect(await outcome(deps, guess('mine@example.com', '198.51.100.2'))).toBe('admitted')
})

test('a success that was the last attempt of its address lifts that lockout, and no other', async () => {
  const { deps } = await testDeps()
  const [address, other] = ['198.51.100.1', '198.51.100.2']
  const guessFrom = (from: string) => () => guess(`person-${addresses++}@example.com`, from)
  await outcomes(deps, 20, guessFrom(other))
  expect(await outcomes(deps, 19, guessFrom(address))).toEqual(Array(19).fill('admitted'))
  const right = guess('mine@example.com', address)
  expect(await outcome(deps, right)).toBe('admitted')
  await deps.db.batch(attemptPassed(deps, right))

  expect(await outcomes(deps, 2, guessFrom(address))).toEqual(['admitted', 1])
  expect(await outcome(deps, guessFrom(other)())).toBe(1)

  await deps.db.batch(attemptPassed(deps, guess('yours@example.com', other)))
  expect(await outcome(deps, guessFrom(other)())).toBe('admitted')
})

test('successes take back no more failures than are counted', async () => {
  const { deps, clock } = await testDeps()
  const address = '198.51.100.1'
  const [first, second] = [guess('ada@example.com', address), guess('grace@example.com', address)]
  await outcome(deps, first)
  await clock.advance(HOUR_MS)
  await outcome(deps, second)
  for (const each of [first, second]) await deps.db.batch(attemptPassed(deps, each))

  const all = await outcomes(deps, 21, () => guess(`person-${addresses++}@example.com`, address))
  expect(all).toEqual([...Array(20).fill('admitted'), 1])
})

test('a success, or a code from the mailbox, makes an account begin anew', async () => {
  const { deps } = await testDeps()
  await outcomes(deps, 4, guess)
  const right = guess()
  await beginAttempt(deps, right)
  await deps.db.batch(attemptPassed(deps, right))
  expect(await outcomes(deps, 6, guess)).toEqual([...Array(5).fill('admitted'), 1])

  await deps.db.batch([forgiveAccount(deps, 'ada@example.com')])
  expect(await outcomes(deps, 6, guess)).toEqual([...Array(5).fill('admitted'), 1])
})

test('failures are forgotten after quiet: of an address within the hour, of an account within the day; nothing piles up', async () => {
  const { deps, clock } = await testDeps()
  const address = '198.51.100.1'
  await outcomes(deps, 19, () => guess(`person-${addresses++}@example.com`, address))
  await outcomes(deps, 4, guess)

  await clock.advance(HOUR_MS)
  expect(await outcomes(deps, 20, () => guess(`person-${addresses++}@example.com`, address))).toEqual(
    Array(20).fill('admitted')
  )
  expect(await outcomes(deps, 2, guess)).toEqual(['admitted', 1])

  await clock.advance(23 * HOUR_MS)
  await forgetFailures(deps)
  expect(await deps.db.select().from(loginFailures)).not.toEqual([])
  await clock.advance(HOUR_MS)
  await forgetFailures(deps)
  expect(await deps.db.select().from(loginFailures)).toEqual([])
})

test('what is kept names neither accounts nor addresses', async () => {
  const { deps } = await testDeps()
  await beginAttempt(deps, guess('ada@example.com', '198.51.100.1'))
  const kept = JSON.stringify(await deps.db.select().from(loginFailures))
  expect(kept).not.toMatch(/ada@|example\.com|198\.51/)
})

test('who has one IPv6 address has all of its /64', async () => {
  const { deps } = await testDeps()
  const from = (network: string) => () =>
    guess(`person-${addresses++}@example.com`, `${network}::${addresses.toString(16)}`)

  expect(await outcomes(deps, 21, from('2001:db8:1:2'))).toEqual([...Array(20).fill('admitted'), 1])
  expect(await outcomes(deps, 1, from('2001:db8:1:3'))).toEqual(['admitted'])
})
