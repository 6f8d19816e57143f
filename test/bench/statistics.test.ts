import { expect, test } from 'vitest'
import { median, quantile } from './statistics.ts'

test('a quantile is a value that was measured, in whatever order they came', () => {
  const values = [5, 1, 4, 2, 3, 9, 8, 7, 6, 100]

  expect(quantile(values, 0.5)).toBe(6)
  expect(quantile(values, 0.99)).toBe(100)
  expect(quantile([], 0.5)).toBeNaN()
})

test('a median is the middle, or lies between the two in the middle', () => {
  expect(median([10, 9, 1])).toBe(9)
  expect(median([10, 2, 4, 1])).toBe(3)
  expect(median([])).toBeNaN()
})
