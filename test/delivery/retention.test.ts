import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, inboxEvents, messageBodies, webhookReceipts } from '../../src/db/schema/index.ts'
import { ack } from '../../src/delivery/ack.ts'
import { wipeDue } from '../../src/delivery/retention.ts'
import { bodies, inboxHouse } from '../helpers/inbox-house.ts'
import { pastAllIds } from '../helpers/past-all-ids.ts'

const ANN = '+14155550101'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

test('content is wiped when its hour is over, not before, and the message stays', async () => {
  const { deps, agent, clock, write, take } = await inboxHouse()
  await write(ANN, 'settled')
  await ack(deps, agent, (await take()).lease ?? '')
  await write(ANN, 'waiting')

  await clock.advance(HOUR_MS - 1)
  expect(await wipeDue(deps)).toMatchObject({ bodies: 0 })
  await clock.advance(1)
  expect(await wipeDue(deps)).toMatchObject({ bodies: 1 })

  expect(await deps.db.select().from(messageBodies)).toHaveLength(1)
  expect(bodies(await take())).toEqual(['waiting'])
})

test('events are forgotten a week after they were settled, and receipts after a month', async () => {
  const { deps, agent, clock, write, take } = await inboxHouse()
  await write(ANN, 'one')
  await ack(deps, agent, (await take()).lease ?? '')

  await clock.advance(7 * DAY_MS - 1)
  expect(await wipeDue(deps)).toMatchObject({ acked: 0 })
  await clock.advance(1)
  expect(await wipeDue(deps)).toMatchObject({ acked: 1, expired: 0, receipts: 0 })
  expect(await deps.db.select().from(inboxEvents)).toEqual([])
  await clock.advance(23 * DAY_MS)
  expect(await wipeDue(deps)).toMatchObject({ receipts: 1 })
  expect(await deps.db.select().from(webhookReceipts)).toEqual([])
})

test('what nobody took in a month goes, with its content, and is counted', async () => {
  const { deps, clock, write, take } = await inboxHouse()
  await pastAllIds(clock)
  await write(ANN, 'one')
  await clock.advance(30 * DAY_MS)
  await write(ANN, 'two')
  expect(await wipeDue(deps)).toMatchObject({ expired: 0 })

  await clock.advance(1)
  expect(await wipeDue(deps)).toMatchObject({ expired: 1 })

  expect(bodies(await take())).toEqual(['two'])
  expect(await deps.db.select().from(messageBodies)).toHaveLength(1)
})

test('content that an owner opted in to keep outlives the event that nobody took, for as long as the owner said', async () => {
  const { deps, clock, write, agent } = await inboxHouse()
  await pastAllIds(clock)
  await deps.db
    .update(agents)
    .set({ storage: { sms: { bodies: true, retentionDays: 7 } } })
    .where(eq(agents.id, agent.id))
  await write(ANN, 'one')
  await clock.advance(30 * DAY_MS + 1)
  expect(await wipeDue(deps)).toMatchObject({ expired: 1, bodies: 0 })
  expect(await deps.db.select().from(messageBodies)).toHaveLength(1)

  await clock.advance(7 * DAY_MS)
  expect(await wipeDue(deps)).toMatchObject({ bodies: 1 })
  expect(await deps.db.select().from(messageBodies)).toEqual([])
})

test('a flood is removed in small steps until nothing is left', async () => {
  const { deps, orgId, clock } = await inboxHouse()
  const receivedAt = clock.now()
  for (let batch = 0; batch < 3; batch++)
    await deps.db.insert(webhookReceipts).values(
      Array.from({ length: 400 }, (_, n) => {
        const id = `rcp_${batch}_${n}`
        return { id, orgId, provider: 'twilio', eventKey: id, receivedAt }
      })
    )
  await clock.advance(31 * DAY_MS)

  expect(await wipeDue(deps)).toMatchObject({ receipts: 1200 })
})
