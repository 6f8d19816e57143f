import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { auditLog, auditSeals } from '../../src/db/schema/index.ts'
import { GENESIS, linkOf } from '../../src/observability/seals.ts'
import { anchorAudit, readAnchors } from '../../src/services/audit-anchor.ts'
import { sealAudit } from '../../src/services/audit-sealing.ts'
import { auditHouse, runSql, tamper } from '../helpers/audit-house.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

/** Five sealed entries and the anchor of the last. */
async function sealedHouse() {
  const house = await auditHouse()
  await house.write('a', 'b', 'c', 'd', 'e')
  await house.seal()
  await anchorAudit(house.deps)
  const links = await house.chain()
  const { anchors } = readAnchors(readFileSync(house.anchorFile, 'utf8'))
  const [first, second, third, fourth, fifth] = links.map(({ auditId }) => auditId)
  return { ...house, links, anchors, first, second, third, fourth, fifth }
}
const LATER = dialect === 'sqlite' ? 'created_at + 1' : `created_at + interval '1 millisecond'`

test('a whole log has no findings, before and after its anchor', async () => {
  const { write, verify, seal, anchors } = await sealedHouse()
  await write('f')

  expect(await verify({ anchors })).toMatchObject({ links: 5, pending: 1, anchors: 1, found: [], findingCount: 0 })
  await seal()
  expect(await verify({ anchors })).toMatchObject({ links: 6, pending: 0, found: [] })
})

test.each([
  ['event', `'token.issued'`],
  ['actor', `'org:somebody'`],
  ['subject', 'null'],
  ['details', `'{"a":["x"],"b":2}'`],
  ['created_at', LATER]
])('a changed %s of an entry is found, and the entry named', async (column, to) => {
  const { deps, verify, third } = await sealedHouse()

  await tamper(deps, `update audit_log set ${column} = ${to} where id = '${third}'`)

  expect((await verify()).found).toEqual([['changed', 3, third]])
})

test('a changed link is found, at itself and at the one that stands on it', async () => {
  const { deps, verify, third, fourth } = await sealedHouse()

  await tamper(deps, `update audit_seals set hash = '${GENESIS}' where seq = 3`)

  expect((await verify()).found).toEqual([
    ['changed', 3, third],
    ['changed', 4, fourth]
  ])
})

test('an entry that was changed with its link is betrayed by the next link', async () => {
  const { deps, verify, links, third, fourth } = await sealedHouse()
  await tamper(deps, `update audit_log set actor = 'org:other' where id = '${third}'`)
  const [entry] = await deps.db
    .select()
    .from(auditLog)
    .where(eq(auditLog.id, third ?? ''))
  if (!entry) throw new Error('the entry is gone')

  await runSql(deps, `update audit_seals set hash = '${linkOf(links[1]?.hash ?? '', entry)}' where seq = 3`)

  expect((await verify()).found).toEqual([['changed', 4, fourth]])
})

test('a removed entry is found by its link, and a removed link by the gap and by its entry', async () => {
  const { deps, verify, second, fifth, fourth } = await sealedHouse()

  await tamper(deps, `delete from audit_log where id = '${second}'`, 'delete from audit_seals where seq = 4')

  expect((await verify()).found).toEqual([
    ['deleted', 2, second],
    ['gap', 5, fifth],
    ['inserted', null, fourth]
  ])
})

test.each([
  ['entries', 'audit_log', 'id'],
  ['links', 'audit_seals', 'audit_id']
])('two %s that changed places are found', async (_what, table, column) => {
  const { deps, verify, second, fourth } = await sealedHouse()

  await tamper(
    deps,
    `update ${table} set ${column} = 'aside' where ${column} = '${second}'`,
    `update ${table} set ${column} = '${second}' where ${column} = '${fourth}'`,
    `update ${table} set ${column} = '${fourth}' where ${column} = 'aside'`
  )

  const [two, four] = table === 'audit_log' ? [second, fourth] : [fourth, second]
  expect((await verify()).found).toEqual([
    ['changed', 2, two],
    ['changed', 4, four]
  ])
})

test('an entry that was slipped in is found, whether it stands in no chain or is sealed among later ones', async () => {
  const { deps, clock, verify, seal, entry } = await sealedHouse()
  const early = entry('early')
  const added = entry('added')
  await clock.advance(16 * 60_000)
  await deps.db.insert(auditLog).values(entry('now'))
  await seal()

  await deps.db.insert(auditLog).values(early)
  await seal()
  await deps.db.insert(auditLog).values(added)
  await tamper(deps, `delete from audit_unsealed where audit_id = '${added.id}'`)

  expect((await verify()).found).toEqual([
    ['backdated', 7, early.id],
    ['inserted', null, added.id]
  ])
})

test('an entry that vanished before it was sealed is found', async () => {
  const { deps, verify, entry } = await sealedHouse()
  const row = entry('f')
  await deps.db.insert(auditLog).values(row)

  await tamper(deps, `delete from audit_log where id = '${row.id}'`)

  expect((await verify()).found).toEqual([['deleted', null, row.id]])
})

test('an entry that was given to another organization is found, and other chains are left alone', async () => {
  const { deps, orgId, verify, third } = await sealedHouse()
  const other = await seedOrganization(deps)

  await tamper(deps, `update audit_log set org_id = '${other}' where id = '${third}'`)

  expect((await verify()).found).toEqual([['foreign', 3, third]])
  expect((await verify({ orgId })).found).toContainEqual(['foreign', 3, third])
})

test('a cut tail is found by an anchor, whether the chain ends early or is gone', async () => {
  const { deps, verify, anchors } = await sealedHouse()

  await tamper(
    deps,
    'delete from audit_log where id in (select audit_id from audit_seals where seq > 3)',
    'delete from audit_seals where seq > 3'
  )
  expect((await verify()).found).toEqual([])
  expect((await verify({ anchors })).found).toEqual([['cut', 4, null]])

  await tamper(deps, 'delete from audit_log', 'delete from audit_seals')
  expect((await verify({ anchors })).found).toEqual([['cut', 1, null]])
})

test('a chain that was built anew over changed entries is found by an anchor, also by an earlier one of the same number', async () => {
  const { deps, verify, anchors, anchorFile, fifth } = await sealedHouse()

  await tamper(
    deps,
    `update audit_log set actor = 'org:other' where subject = 'b'`,
    'delete from audit_seals',
    'insert into audit_unsealed (audit_id, org_id) select id, org_id from audit_log'
  )
  await sealAudit(deps)
  expect((await verify()).found).toEqual([])
  expect((await verify({ anchors })).found).toEqual([['rebuilt', 5, fifth]])

  await anchorAudit({ ...deps, db: Object.create(deps.db) }) // as another process does
  const both = readAnchors(readFileSync(anchorFile, 'utf8')).anchors
  expect(both.map(({ seq }) => seq)).toEqual([5, 5])
  expect((await verify({ anchors: both })).found).toEqual([['rebuilt', 5, fifth]])
})

test('an anchor that this server did not sign proves nothing and is named', async () => {
  const { verify, anchors } = await sealedHouse()
  const forged = anchors.map((anchor) => ({ ...anchor, seq: 9 }))

  expect((await verify({ anchors: forged })).found).toEqual([['anchor', 9, null]])
})

test('the command names what does not fit and fails, and is content with a whole log', async () => {
  const { deps, anchorFile, databaseUrl, third } = await sealedHouse()
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl,
    SESSION_SECRET: deps.config.secrets.sessionSecret
  }
  const verify = () =>
    promisify(execFile)(process.execPath, ['scripts/audit-verify.ts', '--anchor', anchorFile], {
      env: { ...env, DATA_DIR: deps.config.dataDir }
    }).then(
      ({ stdout }) => [0, stdout],
      ({ code, stderr }) => [code, stderr]
    )

  expect(await verify()).toEqual([0, expect.stringContaining('5 links, 1 anchors, 0 entries to be sealed, 0 findings')])
  await tamper(deps, `update audit_log set actor = 'x' where id = '${third}'`)
  expect(await verify()).toEqual([1, expect.stringContaining(`link 3, entry ${third}`)])
})

const REFUSED = [
  `update audit_log set actor = 'x'`,
  'delete from audit_log',
  `update audit_seals set hash = 'x'`,
  'delete from audit_seals',
  ...(dialect === 'postgres' ? ['truncate audit_log', 'truncate audit_seals', 'truncate audit_unsealed'] : []),
  ...(dialect === 'sqlite'
    ? ['insert or replace into audit_seals select org_id, seq, audit_id, hash, 0 from audit_seals']
    : [])
]

test.each(REFUSED)('the database refuses: %s', async (statement) => {
  const { deps, verify, links } = await sealedHouse()

  await expect(runSql(deps, statement)).rejects.toThrow(/insert-only/)

  expect(await verify()).toMatchObject({ links: 5, found: [] })
  expect(await deps.db.select().from(auditSeals)).toHaveLength(links.length)
})

test('an entry leaves the line only when it is sealed, and an insert over one that is there changes nothing', async () => {
  const { deps, write, verify, third } = await sealedHouse()
  await write('f')

  await expect(runSql(deps, 'delete from audit_unsealed')).rejects.toThrow(/when it is sealed/)
  if (dialect === 'sqlite')
    await runSql(
      deps,
      `insert or replace into audit_log select id, org_id, event, 'x', subject, details, created_at from audit_log where id = '${third}'`
    )

  expect(await verify()).toMatchObject({ links: 5, pending: 1, found: [] })
})
