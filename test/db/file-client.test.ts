import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isUniqueViolation } from '../../src/db/batch.ts'
import { openFile } from '../../src/db/file-client.ts'

async function notes() {
  const folder = mkdtempSync(join(tmpdir(), 'comms-file-'))
  const path = join(folder, 'notes.db')
  const client = openFile(path, 100)
  onTestFinished(() => {
    client.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const write = async (sql: string, ...args: never[]) => {
    const tx = await client.transaction('write')
    try {
      const result = await tx.execute({ sql, args })
      await tx.commit()
      return result
    } finally {
      tx.close()
    }
  }
  const rows = async (sql: string) => (await client.execute(sql)).rows
  await client.execute('PRAGMA journal_mode = WAL')
  await write('CREATE TABLE notes (id TEXT PRIMARY KEY, size INTEGER, at INTEGER, done INTEGER)')
  return { client, path, write, rows }
}

const INSERT = 'INSERT INTO notes VALUES (?, ?, ?, ?)'

test('words, numbers, instants, truth and nothing come back as SQLite keeps them', async () => {
  const { write, rows } = await notes()
  const at = new Date('2026-06-15T15:00:00.123Z')

  await write(INSERT, ...(['é"\'', 2 ** 53 - 1, at, true] as never[]))
  await write(INSERT, ...(['b', null, 0, false] as never[]))

  expect(await rows('SELECT * FROM notes ORDER BY size DESC')).toEqual([
    ['é"\'', 2 ** 53 - 1, at.getTime(), 1],
    ['b', null, 0, 0]
  ])
})

test('what is no value is refused, and writes nothing', async () => {
  const { write, rows } = await notes()

  for (const bad of [undefined, Number.NaN, Number.POSITIVE_INFINITY])
    await expect(write(INSERT, ...(['a', bad, 0, 0] as never[]))).rejects.toThrow(TypeError)

  expect(await rows('SELECT * FROM notes')).toEqual([])
})

test('a statement that failed works the next time, and says what failed', async () => {
  const { write, rows } = await notes()
  const insert = (id: string) => write(`${INSERT} RETURNING id`, ...([id, 1, 2, 3] as never[]))

  await insert('a')
  const error = await insert('a').catch((failure: unknown) => failure)
  const second = await insert('b')

  expect(isUniqueViolation(error)).toBe(true)
  expect(second).toMatchObject({ columns: ['id'], rows: [['b']], rowsAffected: 1 })
  expect(await rows('SELECT id FROM notes')).toEqual([['a'], ['b']])
})

test('a read sees what is committed, and waits for no writer', async () => {
  const { client, write, rows } = await notes()
  await write(INSERT, ...(['a', 1, 2, 3] as never[]))
  const tx = await client.transaction('write')

  await tx.execute({ sql: INSERT, args: ['b', 1, 2, 3] })
  const before = await rows('SELECT id FROM notes')
  await tx.commit()
  const after = await rows('SELECT id FROM notes')

  expect(before).toEqual([['a']])
  expect(after).toEqual([['a'], ['b']])
})

test('a commit waits for the disk in no turn of the event loop', async () => {
  const { client, rows } = await notes()
  const tx = await client.transaction('write')
  await tx.execute({ sql: INSERT, args: ['a', 1, 2, 3] })
  let done = false

  const commit = tx.commit().then(() => {
    done = true
  })
  for (let task = 0; task < 50; task++) await null
  const before = done
  await commit

  expect([before, done]).toEqual([false, true])
  expect(await rows('SELECT id FROM notes')).toEqual([['a']])
})

test('a transaction that is closed without a commit leaves nothing', async () => {
  const { client, rows } = await notes()
  const tx = await client.transaction('write')

  await tx.execute({ sql: INSERT, args: ['a', 1, 2, 3] })
  tx.close()

  expect(await rows('SELECT * FROM notes')).toEqual([])
})

test('more kinds of statements than are kept prepared all work, the first of them again', async () => {
  const { rows } = await notes()

  const sums = []
  for (let index = 0; index < 1100; index++) sums.push((await rows(`SELECT ${index} + 1`))[0]?.[0])
  const again = await rows('SELECT 0 + 1')

  expect(sums).toEqual(Array.from({ length: 1100 }, (_, index) => index + 1))
  expect(again).toEqual([[1]])
})

test('a second process that writes at the time is waited for, then refused', async () => {
  const { client, path } = await notes()
  const other = openFile(path, 50)
  const tx = await client.transaction('write')

  const refused = await other.transaction('write').catch((failure: { code?: string }) => failure.code)
  await tx.rollback()
  const granted = await other.transaction('write')
  granted.close()
  other.close()

  expect(refused).toBe('SQLITE_BUSY')
})
