import { expect, test } from 'vitest'
import { backoffMs, spreadMs } from '../../src/lib/backoff.ts'

test('each wait is twice the one before, up to the longest', () => {
  expect([1, 2, 3, 4, 5, 50].map((attempts) => backoffMs(attempts, 1000, 10_000, 0.5))).toEqual([
    1000, 2000, 4000, 8000, 10_000, 10_000
  ])
})

test('waits are spread by a fifth in either direction, and never pass the longest', () => {
  expect([backoffMs(1, 1000, 10_000, 0), backoffMs(1, 1000, 10_000, 1)]).toEqual([800, 1200])
  expect(backoffMs(9, 1000, 10_000, 1)).toBe(10_000)
  expect([spreadMs(1000, 0), spreadMs(1000, 1)]).toEqual([800, 1200])
})
