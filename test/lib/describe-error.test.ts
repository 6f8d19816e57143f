import { expect, test } from 'vitest'
import { describeError } from '../../src/lib/describe-error.ts'

test('a failed query is described without its parameters, in its message and in its stack', () => {
  const error = new Error(
    'Failed query: insert into messages values (?, ?)\nparams: Dear Ann, the code is 1234,\nsecond line'
  )

  const { message, stack } = describeError(error)

  expect(message).toBe('Failed query: insert into messages values (?, ?)')
  expect(stack).not.toMatch(/Dear Ann|second line/)
  expect(stack).toMatch(/\n\s+at .*describe-error\.test\.ts/)
})

test('numbers, addresses and tokens are masked and what surrounds them stays', () => {
  const text =
    'no route from +14155550100 to ann.lee@example.com with comms_a_0123456789abcdef or Bearer abcdef0123456789'

  expect(describeError(new Error(text)).message).toBe('no route from [number] to [address] with [token] or [token]')
})

test('causes are described as well, and a circle of causes comes to an end', () => {
  const inner = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' })
  const outer = new Error('no answer', { cause: inner })
  inner.cause = outer

  const described = describeError(outer)

  expect(described.cause).toMatchObject({ type: 'TypeError', message: 'refused', code: 'ECONNREFUSED' })
  expect(JSON.stringify(described).match(/ECONNREFUSED/g)).toHaveLength(3)
})

test('what is thrown but is no error is described all the same', () => {
  expect(describeError('+14155550100 is gone')).toEqual({ type: 'string', message: '[number] is gone' })
  expect(describeError(undefined)).toEqual({ type: 'undefined', message: 'undefined' })
})
