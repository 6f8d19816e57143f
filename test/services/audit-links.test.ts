import { expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { auditLog } from '../../src/db/schema/index.ts'
import { auditHouse, tamper } from '../helpers/audit-house.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

/** Values that only SQLite lets stand in such a column. */
const NO_VALUES = [
  ['audit_log', 'details', `'{"a":["x"]'`],
  ['audit_log', 'details', 'cast(details as blob)'],
  ['audit_log', 'created_at', `'yesterday'`],
  ['audit_log', 'created_at', 'created_at + 0.5'],
  ['audit_log', 'event', `x'00ff'`],
  ['audit_log', 'subject', `x'00ff'`],
  ['audit_seals', 'hash', `x'00ff'`]
] as const

test.runIf(dialect === 'sqlite').each(NO_VALUES)(
  'where %s.%s became %s the entry is named, and what follows is still checked',
  async (table, column, to) => {
    const { deps, write, seal, chain, verify } = await auditHouse()
    await write('a', 'b', 'c', 'd')
    await seal()
    const [, second, third, fourth] = await chain()
    const key = table === 'audit_log' ? 'id' : 'audit_id'

    await tamper(
      deps,
      `update ${table} set ${column} = ${to} where ${key} = '${second?.auditId}'`,
      `update audit_log set actor = 'x' where id = '${fourth?.auditId}'`
    )

    const found = [
      ['changed', 2, second?.auditId],
      ...(table === 'audit_seals' ? [['changed', 3, third?.auditId]] : []),
      ['changed', 4, fourth?.auditId]
    ]
    expect((await verify()).found).toEqual(found)
  }
)

test('an entry without a subject that is given none of any value is found', async () => {
  const { deps, entry, seal, verify } = await auditHouse()
  const row = { ...entry('a'), subject: null }
  await deps.db.insert(auditLog).values(row)
  await seal()

  await tamper(deps, `update audit_log set subject = ${dialect === 'sqlite' ? `x''` : `''`}`)

  expect((await verify()).found).toEqual([['changed', 1, row.id]])
})

test('more links than are read at once are checked to their end, those of each organization alone and of all', async () => {
  const { deps, orgId, entry, verify, seal } = await auditHouse()
  const other = await seedOrganization(deps)
  const rows = Array.from({ length: 1100 }, (_, n) => [entry(`a${n}`), entry(`b${n}`, other)])
  await deps.db.insert(auditLog).values(rows.flat())
  await seal()
  const last = rows.at(-1)?.map(({ id }) => id) ?? []

  expect(await verify()).toMatchObject({ links: 2200, found: [] })
  await tamper(deps, `update audit_log set actor = 'x' where id in ('${last.join(`','`)}')`)

  expect(new Set((await verify()).found.map(([, , id]) => id))).toEqual(new Set(last))
  expect((await verify({ orgId })).found).toEqual([['changed', 1100, last[0]]])
})
