import { and, eq, isNotNull, lte, type SQL } from 'drizzle-orm'
import Database from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { openDatabase, type Queries } from '../../src/db/open.ts'
import { inboxEvents, messageBodies, messages, reservations } from '../../src/db/schema/index.ts'
import { scratchDatabase } from '../helpers/database.ts'

const NOW = new Date('2026-06-15T15:00:00.123Z')
const { provider, providerRef, status } = messages
type Table = Parameters<ReturnType<Queries['select']>['from']>[0]

test.runIf(dialect === 'sqlite').each<[string, string, Table, SQL | undefined]>([
  ['messages that are due', 'messages_due_ix', messages, lte(messages.dueAt, NOW)],
  [
    'a message by the name of its vendor',
    'messages_provider_ref_uq',
    messages,
    and(eq(provider, 'twilio'), eq(providerRef, 'SM1'))
  ],
  ['messages of unknown outcome', 'messages_due_ix', messages, and(eq(status, 'unknown'), isNotNull(messages.dueAt))],
  ['content whose time is up', 'message_bodies_wipe_ix', messageBodies, lte(messageBodies.wipeAt, NOW)],
  ['holds that are due', 'reservations_due_ix', reservations, lte(reservations.dueAt, NOW)],
  ['events that are due', 'inbox_events_due_ix', inboxEvents, lte(inboxEvents.dueAt, NOW)],
  ['events of a lease', 'inbox_events_lease_ix', inboxEvents, eq(inboxEvents.leaseId, 'lse_1')],
  ['events that were acknowledged long ago', 'inbox_events_acked_ix', inboxEvents, lte(inboxEvents.ackedAt, NOW)]
])('%s are found by %s, which holds nothing else', async (_what, index, table, isIt) => {
  const scratch = await scratchDatabase({ empty: true })
  const { db, close } = await openDatabase(scratch.url)
  onTestFinished(async () => {
    await close()
    await scratch.drop()
  })
  const { sql, params } = db.select().from(table).where(isIt).toSQL()

  const raw = new Database(scratch.url.replace('file:', ''))
  const plan = raw.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(params) as { detail: string }[]
  const made = raw.prepare('SELECT sql FROM sqlite_master WHERE name = ?').get([index]) as { sql: string }
  raw.close()

  expect(plan.map(({ detail }) => detail).join('\n')).toContain(`USING INDEX ${index}`)
  expect(made.sql).toMatch(/ is not null$/i)
})
