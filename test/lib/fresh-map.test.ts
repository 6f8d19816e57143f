import { expect, test } from 'vitest'
import { freshMap } from '../../src/lib/fresh-map.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

test('an entry is given out until it is too old', async () => {
  const clock = virtualClock()
  const cache = freshMap<string>(clock, 1000, 10)
  cache.set('a', 'value')

  await clock.advance(999)
  expect(cache.get('a')).toBe('value')
  await clock.advance(1)

  expect(cache.get('a')).toBeUndefined()
})

test('the oldest entry makes room for a new one', () => {
  const cache = freshMap<number>(virtualClock(), 1000, 2)
  cache.set('a', 1)
  cache.set('b', 2)
  cache.set('a', 3)
  cache.set('c', 4)

  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([3, undefined, 4])
})

test('an entry is forgotten at once when it is deleted', () => {
  const cache = freshMap<number>(virtualClock(), 1000, 2)
  cache.set('a', 1)
  cache.delete('a')

  expect(cache.get('a')).toBeUndefined()
})
