import type { Client } from '@libsql/client'
import { expect, test } from 'vitest'
import { WriteQueue } from '../../src/db/group-commit.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A queue before a client that counts what was committed together. */
function counted() {
  const commits: string[][] = []
  const transaction = async () => {
    const jobs: string[] = []
    return {
      execute: async (name: string) => jobs.push(name),
      commit: async () => commits.push(jobs),
      close: () => undefined
    }
  }
  const queue = new WriteQueue({ transaction } as unknown as Client)
  return { commits, write: (name: string) => queue.submit((tx) => tx.execute(name), false) }
}

test('writes of which one is asked for while the one before is gathered share a commit', async () => {
  const { commits, write } = counted()

  const all = [write('first')]
  for (const name of ['second', 'third']) {
    await turn()
    all.push(write(name))
  }
  await Promise.all(all)

  expect(commits).toEqual([['first', 'second', 'third']])
})

test('nobody waits for writes that are not asked for yet', async () => {
  const { commits, write } = counted()

  await write('first')
  const second = write('second')
  await second

  expect(commits).toEqual([['first'], ['second']])
})

test('however many are asked for without a pause, a commit has an end', async () => {
  const { commits, write } = counted()

  const all = []
  for (let n = 0; n < 100; n++) {
    all.push(write(`write ${n}`))
    await turn()
  }
  await Promise.all(all)

  expect(commits.flat()).toHaveLength(100)
  expect(Math.max(...commits.map((jobs) => jobs.length))).toBeLessThanOrEqual(32)
})
