import { eq, sql, sum } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { messages, usageDaily } from '../../src/db/schema/index.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import { settleSent } from '../../src/pipeline/settle.ts'
import { sendingHouse, sms } from '../helpers/sending-house.ts'

test('messages that several settle at the same moment are counted and paid once', async () => {
  const { deps, agent, simulator, send, rows } = await sendingHouse()
  simulator.fault({ operation: 'CreateMessage', status: 503, times: 8 })
  for (let n = 0; n < 8; n++) await send(sms('+14155550101', `text ${n}`))
  const waiting = await rows()

  const settled = waiting.flatMap((row) =>
    [1, 2, 3].map(() => settleSent(deps, row, agent, { ref: `SM${row.id}`, costMicroUsd: null }))
  )
  await Promise.all(settled)

  const [counted] = await deps.db.select({ actions: sum(usageDaily.actions).mapWith(Number) }).from(usageDaily)
  expect(waiting).toHaveLength(8)
  expect(counted?.actions).toBe(8)
  expect((await auditLedger(deps.db)).imbalances).toEqual([])
  expect(await rows()).toMatchObject(waiting.map(() => ({ status: 'sent', attempts: 2, dueAt: null })))
})

test.runIf(dialect === 'postgres')('who waits for another to settle a message finds it counted', async () => {
  const { deps, agent, simulator, send, rows, usage } = await sendingHouse()
  simulator.fault({ operation: 'CreateMessage', status: 503 })
  await send(sms('+14155550101', 'a text'))
  const [row] = await rows()
  if (!row) expect.fail()
  const waiting = async () => {
    const isWaiting = sql`datname = current_database() and wait_event_type = 'Lock'`
    const [found] = await deps.db
      .select({ n: sql`count(*)`.mapWith(Number) })
      .from(sql`pg_stat_activity`)
      .where(isWaiting)
    return found?.n ?? 0
  }

  const settled: Promise<void>[] = []
  await deps.db.transaction(async (tx) => {
    await tx.update(messages).set({ updatedAt: deps.clock.now() }).where(eq(messages.id, row.id))
    for (let n = 0; n < 2; n++) settled.push(settleSent(deps, row, agent, { ref: 'SM1', costMicroUsd: null }))
    while ((await waiting()) < 2);
  })
  await Promise.all(settled)

  expect(await usage()).toMatchObject({ actions: 1, costMicroUsd: row.costMicroUsd })
})
