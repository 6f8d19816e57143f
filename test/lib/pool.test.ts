import { expect, test } from 'vitest'
import { eachAtMost } from '../../src/lib/pool.ts'

test('every item is done, never more than so many at once', async () => {
  let [running, most] = [0, 0]
  const done: number[] = []

  await eachAtMost([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    done.push(item)
  })

  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(most).toBe(3)
})

test('a failure is told after what was under way has ended', async () => {
  const done: number[] = []
  const work = eachAtMost([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error('one failed')
    await new Promise((resolve) => setImmediate(resolve))
    done.push(item)
  })

  await expect(work).rejects.toThrow('one failed')
  expect(done).toEqual([2, 3, 4])
})
