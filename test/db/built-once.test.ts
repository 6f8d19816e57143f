import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { builtOnce } from '../../src/db/built-once.ts'
import { inboxEvents } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { inboxHouse } from '../helpers/inbox-house.ts'

test('a statement that was built once stores dates, JSON and NULL like one that is built each time', async () => {
  const { deps, write, events } = await inboxHouse()
  let builds = 0
  const names = ['id', 'orgId', 'agentId', 'kind', 'channel', 'contact', 'conversationId', 'payload', 'state']
  const insert = builtOnce((db) => {
    builds++
    const placeholders = [...names, 'attempts', 'dueAt', 'createdAt'].map((name) => [name, sql.placeholder(name)])
    return db.insert(inboxEvents).values(Object.fromEntries(placeholders))
  })
  await write('+14155550101', 'one')
  const [event] = await events()
  if (!event) expect.fail()

  const rows = [
    { ...event, id: newId('evt'), dueAt: deps.clock.now(), payload: { from: 'é"\\', to: 'b' } },
    { ...event, id: newId('evt'), dueAt: null }
  ]
  await deps.db.batch(rows.map((row) => insert(deps.db, row)))

  for (const row of rows)
    expect(await deps.db.select().from(inboxEvents).where(eq(inboxEvents.id, row.id))).toEqual([
      { ...row, messageId: null }
    ])
  expect(builds).toBe(1)
})
