import { expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { openDatabase } from '../../src/db/open.ts'
import { auditLog, auditUnsealed } from '../../src/db/schema/index.ts'
import { sealAudit } from '../../src/services/audit-sealing.ts'
import { auditHouse } from '../helpers/audit-house.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

test('every entry is sealed once, into the chain of its organization, numbered from one without gaps', async () => {
  const { deps, orgId, write, seal, chain, entry } = await auditHouse()
  const other = await seedOrganization(deps)
  await write('a', 'b')
  await deps.db.insert(auditLog).values(entry('c', other))

  expect([await seal(), await seal()]).toEqual([3, 0])
  await write('d')
  expect(await seal()).toBe(1)

  const links = await chain()
  expect(links.filter((link) => link.orgId === orgId).map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(links.filter((link) => link.orgId === other).map(({ seq }) => seq)).toEqual([1])
  expect(new Set(links.map(({ hash }) => hash)).size).toBe(4)
  expect(await deps.db.select().from(auditUnsealed)).toEqual([])
})

test('an entry that commits late is sealed when it comes, however small its id', async () => {
  const { deps, write, seal, chain, verify, entry } = await auditHouse()
  const late = entry('late')
  await write('a', 'b')
  await seal()

  await deps.db.insert(auditLog).values(late)
  await seal()

  expect((await chain()).map(({ auditId }) => auditId).at(-1)).toBe(late.id)
  expect(await verify()).toMatchObject({ links: 3, pending: 0, found: [] })
})

test('an entry whose transaction fails is not in line', async () => {
  const { deps, entry, seal } = await auditHouse()

  const failed = deps.db.batch([
    deps.db.insert(auditLog).values(entry('a')),
    deps.db.insert(auditUnsealed).values([entry('x'), entry('y')].map(() => ({ auditId: 'twice', orgId: 'org' })))
  ])

  await expect(failed).rejects.toThrow()
  expect(await seal()).toBe(0)
})

test('32 writers and two sealers at once make one chain without forks and gaps, and leave nothing unsealed', async () => {
  const { deps, databaseUrl, entry, chain, verify } = await auditHouse()
  const sealers = [deps, deps]
  if (dialect === 'postgres') {
    const second = await openDatabase(databaseUrl)
    onTestFinished(second.close)
    sealers[1] = { ...deps, db: second.db }
  }
  let writing = true
  const writers = Array.from({ length: 32 }, async (_, writer) => {
    for (let n = 0; n < 10; n++) await deps.db.insert(auditLog).values(entry(`w${writer}.${n}`))
  })
  const sealing = sealers.map(async (sealer) => {
    let sealed = 0
    while (writing) {
      sealed += await sealAudit(sealer)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return sealed
  })
  await Promise.all(writers)
  writing = false
  const sealed = await Promise.all(sealing)
  const rest = await Promise.all(sealers.map(sealAudit))

  expect([...sealed, ...rest].reduce((sum, n) => sum + n)).toBe(320)
  expect((await chain()).map(({ seq }) => seq)).toEqual(Array.from({ length: 320 }, (_, n) => n + 1))
  expect(await verify()).toMatchObject({ links: 320, pending: 0, found: [] })
})
