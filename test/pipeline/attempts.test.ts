import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { contactAttempts, messages } from '../../src/db/schema/index.ts'
import { firstMessage } from '../../src/pipeline/idempotency.ts'
import { intendedRow } from '../../src/pipeline/intended-row.ts'
import { intentOf } from '../../src/pipeline/intent.ts'
import { messageWrites } from '../../src/pipeline/message-writes.ts'
import { routeOf } from '../../src/pipeline/recipient.ts'
import { reserve } from '../../src/pipeline/reserve.ts'
import { judge } from '../../src/policy/index.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'

test('an attempt to call is noted with what is reserved for it, and what is no call is none', async () => {
  const { deps, sender, agent, send } = await sendingHouse()
  await send(sms(PERSON, 'Hello'))
  expect(await deps.db.select().from(contactAttempts)).toEqual([])
  const draft = sms(PERSON, 'a call')
  const route = await routeOf(deps, agent, draft)
  const content = { body: 'a call' }
  const row = { ...intendedRow(deps, sender, draft, route), channel: 'voice' as const }
  const intent = await intentOf(deps, { ...row, agent, content })
  const key = { key: 'k:call', argsHash: 'x', given: true, lastsMs: 1000 }
  const verdict = await judge(deps.db, intent)

  const first = firstMessage(deps)

  await reserve(deps, { intent, verdict, key, row, writes: messageWrites(deps, row, content), first })
  const again = { ...row, id: `${row.id}x` }
  const writes = messageWrites(deps, again, content)
  const other = { intent, verdict, key: { ...key, argsHash: 'y' }, row: again, writes, first }
  await expect(reserve(deps, other)).rejects.toMatchObject({ code: 'idempotency_conflict' })

  expect(await deps.db.select().from(contactAttempts)).toMatchObject([
    { orgId: agent.orgId, agentId: agent.id, contact: PERSON, createdAt: intent.at }
  ])
  expect(await deps.db.select().from(messages).where(eq(messages.channel, 'voice'))).toHaveLength(1)
})
