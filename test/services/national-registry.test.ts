import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { nationalDnc, nationalRegistries } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { importRegistry } from '../../src/services/national-registry.ts'
import { linesOf, numberIn } from '../../src/services/registry-file.ts'
import { testDeps } from '../helpers/test-deps.ts'

const US = 'us-ftc'
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => `415555${from + i}`)

async function* lines(...all: string[]) {
  yield* all
}

async function house() {
  const { deps, clock, config } = await testDeps()
  const load = (...all: string[]) => importRegistry(deps, US, () => lines(...all))
  const contacts = async (registry = US) =>
    (await deps.db.select().from(nationalDnc).where(eq(nationalDnc.registry, registry))).map((r) => r.contact).sort()
  return { deps, clock, config, load, contacts, inForce: () => registry(deps) }
}

const registry = async (deps: Deps) =>
  (await deps.db.select().from(nationalRegistries).where(eq(nationalRegistries.registry, US)))[0]

test.each([
  ['4155550123', 'US', '+14155550123'],
  ['14155550123', 'US', '+14155550123'],
  ['+14155550123', 'US', '+14155550123'],
  ['"(415) 555-0123"', 'US', '+14155550123'],
  ['415,5550123', 'US', '+14155550123'],
  ['"415","5550123"', 'US', '+14155550123'],
  ['4155550123,5550123', 'US', '+14155550123'],
  ['415,2020', 'US', undefined],
  ['4155550123,2020-01-01,X', 'US', '+14155550123'],
  ['\uFEFF4155550123 ', 'US', '+14155550123'],
  ['07911123456', 'GB', '+447911123456'],
  ['447911123456;y', 'GB', '+447911123456'],
  ['+447911123456', 'US', '+447911123456'],
  ['number', 'US', undefined],
  ['415', 'US', undefined],
  ['415555012', 'US', undefined],
  ['4155550123999999', 'US', undefined],
  ['', 'US', undefined]
])('the line %j of a file for %s holds %s', (line, country, number) => {
  expect(numberIn(line, country)).toBe(number)
})

test('a file takes the place of the one before, whatever its size', async () => {
  const { load, contacts, inForce, clock } = await house()

  const first = await load(...numbers(1000, 2500))
  expect(first).toMatchObject({ lines: 2500, rejected: 0, entries: 2500, removed: 0 })
  await clock.advance(1000)
  const second = await load(...numbers(3000, 1200))

  expect(second).toMatchObject({ lines: 1200, entries: 1200, removed: 2000 })
  expect(await contacts()).toEqual(numbers(3000, 1200).map((number) => `+1${number}`))
  expect(await inForce()).toMatchObject({ importId: second.importId, entries: 1200, importedAt: clock.now() })
})

test('the same file may be imported again, and a number may stand in it twice', async () => {
  const { load, contacts } = await house()

  await load('4155550123', '+14155550123', '4155550124')
  expect(await load('4155550123', '+14155550123', '4155550124')).toMatchObject({ lines: 3, entries: 2, removed: 0 })
  expect(await contacts()).toEqual(['+14155550123', '+14155550124'])
})

test('a file that cannot be read to its end changes nothing', async () => {
  const { deps, load, contacts, inForce } = await house()
  await load('4155550123')
  const before = await inForce()
  const broken = async function* () {
    yield* numbers(2000, 3000)
    throw new Error('the disk is gone')
  }

  await expect(importRegistry(deps, US, broken)).rejects.toThrow('the disk is gone')

  expect(await contacts()).toEqual(['+14155550123'])
  expect(await inForce()).toEqual(before)
})

test('an import that died while it stored leaves the former entries in force, and is made good by the next', async () => {
  const { deps, load, contacts, inForce, clock } = await house()
  await load('4155550123', '4155550124')
  const before = await inForce()
  let reads = 0
  const dying = async function* () {
    yield '4155550124'
    yield* numbers(2000, 1500)
    if (++reads === 2) throw new Error('killed')
  }

  await clock.advance(1000)
  await expect(importRegistry(deps, US, dying)).rejects.toThrow('killed')
  expect(await inForce()).toEqual(before)
  expect(await contacts()).toEqual(expect.arrayContaining(['+14155550123', '+14155550124']))

  await clock.advance(1000)
  await load('4155550124')
  expect(await contacts()).toEqual(['+14155550124'])
})

test('of two imports at once the later one stays whole', async () => {
  const { deps, contacts, clock, inForce } = await house()
  let later: Promise<unknown> = Promise.resolve()
  let reads = 0
  const slow = async function* () {
    if (++reads === 2) {
      await clock.advance(1000)
      later = importRegistry(deps, US, () => lines('4155550123', '4155550125'))
      await later
    }
    yield '4155550123'
    yield '4155550124'
  }

  await expect(importRegistry(deps, US, slow)).rejects.toMatchObject({ code: 'conflict' })

  const { importId } = (await later) as { importId: string }
  expect(await inForce()).toMatchObject({ importId })
  expect(await contacts()).toContain('+14155550123')
  const rows = await deps.db.select().from(nationalDnc).where(eq(nationalDnc.importId, importId))
  expect(rows.map(({ contact }) => contact).sort()).toEqual(['+14155550123', '+14155550125'])
})

test('lines without a number are counted and named by their place, never by what they say', async () => {
  const { load } = await house()

  const done = await load('phone', '4155550123', '', '415555999999999', '4155550124', '4155550125')

  expect(done).toMatchObject({ lines: 5, rejected: 2, rejectedLines: [1, 4], entries: 3 })
  expect(JSON.stringify(done)).not.toMatch(/415555/)
})

test.each([[[]], [['a', 'b', '4155550123']], [['']]])(
  'a file that is no list of numbers is refused: %j',
  async (all) => {
    const { load, contacts } = await house()
    await load('4155550199')

    await expect(load(...all)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await contacts()).toEqual(['+14155550199'])
  }
)

test('a registry that no country has is refused, and those that there are are named', async () => {
  const { deps } = await house()

  await expect(importRegistry(deps, 'moon', () => lines('1'))).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining(US)
  })
})

test('one registry leaves the others alone', async () => {
  const { deps, load, contacts, clock } = await house()
  await importRegistry(deps, 'gb-tps', () => lines('07911123456'))
  await clock.advance(1000)
  await load('4155550123', '4155550124')

  expect(await contacts('gb-tps')).toEqual(['+447911123456'])
  expect(
    (await deps.db.select().from(nationalRegistries)).map((row) => [row.registry, row.entries]).toSorted()
  ).toEqual([
    ['gb-tps', 1],
    [US, 2]
  ])
})

test('a file is read line by line, with line ends of any kind, and a line without an end is not kept', async () => {
  const { config } = await house()
  const path = join(config.dataDir, 'registry.csv')
  const body = `4155550123\r\n4155550124\n${'9'.repeat(300_000)}\r4155550125`
  writeFileSync(path, body)

  const found = []
  for await (const line of linesOf(path)) if (line !== '') found.push(line.length)

  expect(found[0]).toBe(10)
  expect(found.at(-1)).toBe(10)
  expect(Math.max(...found)).toBeLessThan(150_000)
})
