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
  return { commits, queue, write: (name: string) => queue.submit((tx) => tx.execute(name)) }
}

test('a write that fails is undone alone, and those beside it are committed', async () => {
  const { commits, queue, write } = counted()

  const failing = queue.submit(async (tx) => {
    await tx.execute('half')
    throw new Error('the other half')
  })
  const [first, failed, second] = await Promise.allSettled([write('first'), failing, write('second')])

  expect([first.status, failed.status, second.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(commits).toHaveLength(1)
  expect(commits[0]?.join()).toMatch(/SAVEPOINT job,half,ROLLBACK TO job,RELEASE job,.*second/)
})

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

test('writes that all succeed need no way to undo one of them', async () => {
  const { commits, write } = counted()

  await Promise.all([write('first'), write('second')])

  expect(commits).toEqual([['first', 'second']])
})
