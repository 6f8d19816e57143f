import { eq, like, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isCheckViolation, isUniqueViolation } from '../../src/db/batch.ts'
import { dialect } from '../../src/db/dialect.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/open.ts'
import { agentPool, dncList, limitWindows, organizations } from '../../src/db/schema/index.ts'
import { scratchDatabase } from '../helpers/database.ts'

const NOW = new Date('2026-06-15T15:00:00.123Z')
let open: OpenDatabase
let drop: () => Promise<void>
const org = (id: string): typeof organizations.$inferInsert => ({
  id,
  name: id,
  slug: id,
  mode: 'sandbox',
  status: 'approved',
  blockedChannels: ['sms'],
  createdAt: NOW
})
const dnc = (contact: string) => ({ orgId: 'org_1', contact, reason: 'r', source: 'manual', createdAt: NOW }) as const
const window = (subjectId: string, used: number) =>
  ({ orgId: 'org_1', subjectId, metric: 'actions', period: 'minute', startsAt: NOW, used, max: 3 }) as const

beforeAll(async () => {
  const scratch = await scratchDatabase({ empty: true })
  drop = scratch.drop
  open = await openDatabase(scratch.url)
})
afterAll(async () => {
  await open.close()
  await drop()
})

test('dates, JSON and words come back as they went in', async () => {
  await open.db.insert(organizations).values(org('org_1'))

  const [row] = await open.db.select().from(organizations).where(eq(organizations.id, 'org_1'))

  expect(row).toMatchObject(org('org_1'))
})

test('a batch does all of its statements', async () => {
  const results = await open.db.batch([
    open.db.insert(dncList).values(dnc('+15550001')),
    open.db
      .update(dncList)
      .set({ reason: 'changed' })
      .where(eq(dncList.contact, '+15550001'))
      .returning({ contact: dncList.contact })
  ])

  expect(results[0]?.count).toBe(1)
  expect(results[1]?.rows).toEqual([{ contact: '+15550001' }])
  expect(await open.db.select().from(dncList).where(eq(dncList.contact, '+15550001'))).toMatchObject([
    { reason: 'changed' }
  ])
})

test.runIf(dialect === 'sqlite')('what was asked for before the database is closed is done', async () => {
  const scratch = await scratchDatabase({ empty: true })
  const first = await openDatabase(scratch.url)
  const written = Array.from({ length: 100 }, (_, n) =>
    first.db.batch([first.db.insert(dncList).values(dnc(`+1555${n}`))])
  )

  await first.close()
  await Promise.all(written)
  const second = await openDatabase(scratch.url)
  const kept = await second.db.$count(dncList)
  await second.close()
  await scratch.drop()

  expect(kept).toBe(100)
})

test('statements that run together do all of their work, and tell what the first did', async () => {
  const { db } = open
  await db.insert(dncList).values(dnc('+15550800'))
  const renamed = db.update(dncList).set({ reason: 'changed' }).where(eq(dncList.contact, '+15550800'))
  const first = db.insert(limitWindows).values(window('agt_t', 2)).returning({ used: limitWindows.used })

  const result = await db.together(first, [db.insert(dncList).values(dnc('+15550801')), renamed])
  const alone = await db.together(db.insert(dncList).values(dnc('+15550802')), [])
  await db.delete(limitWindows)

  expect(result).toEqual({ count: 1, rows: [{ used: dialect === 'postgres' ? '2' : 2 }] })
  expect(alone.count).toBe(1)
  expect(await db.select().from(dncList).where(like(dncList.contact, '+1555080%')).orderBy(dncList.contact)).toEqual([
    { ...dnc('+15550800'), reason: 'changed' },
    dnc('+15550801'),
    dnc('+15550802')
  ])
})

test('of statements that run together all fail when one does', async () => {
  const { db } = open
  const bad = db.insert(limitWindows).values(window('agt_u', 4))
  const good = db.insert(dncList).values(dnc('+15550810'))

  const errors = await Promise.all([
    db.together(good, [bad]).catch((error: unknown) => error),
    db.together(bad, [good]).catch((error: unknown) => error)
  ])

  expect(errors.map(isCheckViolation)).toEqual([true, true])
  expect(await db.$count(dncList, eq(dncList.contact, '+15550810'))).toBe(0)
})

test('a batch of which one statement fails does nothing, says why, and harms none of its neighbours', async () => {
  const doomed = [1, 2, 3].map((n) =>
    open.db.batch([
      open.db.insert(dncList).values(dnc(`+1666000${n}`)),
      open.db.insert(dncList).values(dnc('+15550001'))
    ])
  )
  const fine = [1, 2, 3].map((n) => open.db.batch([open.db.insert(dncList).values(dnc(`+1777000${n}`))]))

  const outcomes = await Promise.allSettled(doomed)
  await Promise.all(fine)

  for (const outcome of outcomes) expect(outcome.status === 'rejected' && isUniqueViolation(outcome.reason)).toBe(true)
  const kept = (await open.db.select().from(dncList)).map((row) => row.contact)
  expect(kept.filter((contact) => contact.startsWith('+1666'))).toEqual([])
  expect(kept.filter((contact) => contact.startsWith('+1777'))).toHaveLength(3)
})

test('a counter that would pass its limit refuses the batch, however many try at once', async () => {
  const take = () =>
    open.db.batch([
      open.db
        .insert(limitWindows)
        .values(window('agt_1', 1))
        .onConflictDoUpdate({
          target: [limitWindows.subjectId, limitWindows.metric, limitWindows.period, limitWindows.startsAt],
          set: { used: sql`${limitWindows.used} + 1` }
        })
    ])

  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, take))

  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3)
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(isCheckViolation(outcome.reason)).toBe(true)
  expect(await open.db.select().from(limitWindows)).toMatchObject([{ used: 3 }])
})

test('parallel transactions and single writes all succeed, and none is lost', async () => {
  await open.db.insert(agentPool).values({ orgId: 'org_1', maxAgents: 1000, used: 0 })
  const add = { used: sql`${agentPool.used} + 1` }
  const inTransaction = () =>
    open.db.transaction(async (tx) => {
      await tx.select().from(agentPool)
      await tx.update(agentPool).set(add).where(eq(agentPool.orgId, 'org_1'))
    })
  const alone = () => open.db.update(agentPool).set(add).where(eq(agentPool.orgId, 'org_1'))

  await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? inTransaction() : alone())))

  expect(await open.db.select().from(agentPool)).toMatchObject([{ used: 40 }])
})

test('a transaction is done although a batch beside it fails', async () => {
  const twice = [open.db.insert(dncList).values(dnc('+15550901')), open.db.insert(dncList).values(dnc('+15550901'))]

  const [done, failed] = await Promise.allSettled([
    open.db.transaction(async (tx) => void (await tx.insert(dncList).values(dnc('+15550900')))),
    open.db.batch(twice)
  ])

  expect([done.status, failed.status]).toEqual(['fulfilled', 'rejected'])
  expect(await open.db.$count(dncList, eq(dncList.contact, '+15550900'))).toBe(1)
  expect(await open.db.$count(dncList, eq(dncList.contact, '+15550901'))).toBe(0)
})

test('a transaction that throws leaves nothing behind', async () => {
  const failing = open.db.transaction(async (tx) => {
    await tx.insert(organizations).values(org('org_gone'))
    throw new Error('changed my mind')
  })

  await expect(failing).rejects.toThrow('changed my mind')
  expect(await open.db.select().from(organizations).where(eq(organizations.id, 'org_gone'))).toEqual([])
})

test.runIf(dialect === 'sqlite')(
  'a write on the outer database inside a transaction is refused instead of waiting for itself',
  async () => {
    const failing = open.db.transaction(async () => {
      await open.db.insert(organizations).values(org('org_outer'))
    })

    await expect(failing).rejects.toThrow()
    expect(await open.db.select().from(organizations).where(eq(organizations.id, 'org_outer'))).toEqual([])
  }
)

test('three replicas that boot at once on an empty database all come up', async () => {
  const scratch = await scratchDatabase({ empty: true })
  const replicas = dialect === 'postgres' ? 3 : 1

  const opened = await Promise.all(Array.from({ length: replicas }, () => openDatabase(scratch.url)))

  for (const replica of opened) await expect(replica.ping()).resolves.toBeUndefined()
  await Promise.all(opened.map((replica) => replica.close()))
  await scratch.drop()
})

test('a message on the bus reaches every replica whole, however long it is', async () => {
  const scratch = await scratchDatabase({ empty: true })
  const one = await openDatabase(scratch.url)
  const other = dialect === 'postgres' ? await openDatabase(scratch.url) : one
  const heard = Promise.all(
    [one, other].map((replica) => new Promise<string>((resolve) => replica.bus.subscribe('topic', resolve)))
  )
  const payload = 'é"\\'.repeat(10_000)

  await one.bus.publish('topic', payload)

  expect(await heard).toEqual([payload, payload])
  await one.close()
  if (other !== one) await other.close()
  await scratch.drop()
})
