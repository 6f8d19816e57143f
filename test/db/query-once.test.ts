import { and, eq, gte, sql } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase, type Queries } from '../../src/db/open.ts'
import { queryOnce } from '../../src/db/query-once.ts'
import { organizations } from '../../src/db/schema/index.ts'
import { scratchDatabase } from '../helpers/database.ts'

async function databaseWith(slug: string, createdAt: Date) {
  const scratch = await scratchDatabase()
  const { db, close } = await openDatabase(scratch.url)
  onTestFinished(async () => {
    await close()
    await scratch.drop()
  })
  const row = { id: `org_${slug}`, name: slug, slug, mode: 'sandbox', status: 'approved', blockedChannels: [] } as const
  await db.insert(organizations).values({ ...row, blockedChannels: ['sms'], createdAt })
  return db
}

const NOON = new Date('2026-06-15T12:00:00.000Z')
const LATER = new Date('2026-06-15T12:00:00.001Z')

function since() {
  let built = 0
  const read = queryOnce((db: Queries) => {
    built++
    const at = sql.param(sql.placeholder('at'), organizations.createdAt)
    return db
      .select({ slug: organizations.slug, blocked: organizations.blockedChannels })
      .from(organizations)
      .where(and(eq(organizations.slug, sql.placeholder('slug')), gte(organizations.createdAt, at)))
  })
  return { read, built: () => built }
}

test('a query that was built once answers each call with its own values, instants to the millisecond', async () => {
  const db = await databaseWith('one', NOON)
  const { read, built } = since()

  const found = await read(db, { slug: 'one', at: NOON })
  const late = await read(db, { slug: 'one', at: LATER })
  const other = await read(db, { slug: 'two', at: NOON })

  expect(found).toEqual([{ slug: 'one', blocked: ['sms'] }])
  expect([late, other]).toEqual([[], []])
  expect(built()).toBe(1)
})

test('each database is asked itself', async () => {
  const [one, two] = [await databaseWith('one', NOON), await databaseWith('two', NOON)]
  const { read } = since()

  const answers = await Promise.all([one, two].map((db) => read(db, { slug: 'two', at: NOON })))

  expect(answers).toEqual([[], [{ slug: 'two', blocked: ['sms'] }]])
})
