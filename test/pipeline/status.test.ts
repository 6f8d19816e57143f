import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, dncList, inboxEvents, messageBodies, messages } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { sendMessage } from '../../src/pipeline/outbound.ts'
import { receiveStatus, type VendorStatus } from '../../src/pipeline/status.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'
import { buyNumber, seedAgent } from '../helpers/test-deps.ts'

/** A house that has sent one message, and what its carrier may say of it. */
async function sentMessage() {
  const t = await sendingHouse()
  const { messageId } = await t.send(sms(PERSON, 'hello'))
  const row = async () => (await t.deps.db.select().from(messages).where(eq(messages.id, messageId)))[0]
  const providerRef = (await row())?.providerRef ?? ''
  const say = (status: VendorStatus['status'], more: Partial<VendorStatus> = {}) =>
    receiveStatus(t.deps, {
      orgId: t.agent.orgId,
      agentId: t.agent.id,
      messageId,
      provider: 'twilio',
      eventKey: `status:${providerRef}:${status}`,
      providerRef,
      status,
      ...more
    })
  const events = () => t.deps.db.select().from(inboxEvents)
  return { ...t, messageId, row, say, events }
}

const permutations = <T>(items: T[]): T[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))

test('in whatever order the callbacks come, the message ends in the furthest state', async () => {
  const t = await sentMessage()
  const orders = permutations(['queued', 'sent', 'undelivered', 'delivered', 'read'] as const)
  expect(orders).toHaveLength(120)

  for (const [n, order] of orders.entries()) {
    await t.deps.db.update(messages).set({ status: 'sent' }).where(eq(messages.id, t.messageId))
    for (const status of order) await t.say(status, { eventKey: `${n}:${status}` })
    expect((await t.row())?.status).toBe('read')
  }
})

test('the content of what a callback settles is kept as its own agent wants it', async () => {
  const t = await sendingHouse()
  const id = newId('agt')
  const storage = { sms: { bodies: true, retentionDays: 3 } }
  const keeps = await seedAgent(t.deps, t.agent.orgId, { id, phoneNumber: await buyNumber(t.deps, id), storage })
  for (const agent of [t.agent, keeps]) {
    t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after' })
    const { messageId, status } = await sendMessage(t.deps, { agent, actor: 'agent:test' }, sms(PERSON, 'hello'))
    expect(status).toBe('unknown')
    const of = { orgId: agent.orgId, agentId: agent.id, messageId, provider: 'twilio' }
    await receiveStatus(t.deps, { ...of, eventKey: messageId, providerRef: messageId, status: 'delivered' })
  }

  const kept = await t.deps.db
    .select()
    .from(messageBodies)
    .innerJoin(messages, eq(messages.id, messageBodies.messageId))
  const wipeAt = new Date(t.clock.now().getTime() + 3 * 86_400_000)
  expect(kept).toMatchObject([{ messages: { agentId: keeps.id }, message_bodies: { wipeAt } }])
})

test('a copy of a callback has no second effect', async () => {
  const t = await sentMessage()

  const outcomes = [await t.say('delivered'), await t.say('delivered')]

  expect(outcomes).toEqual(['settled', 'duplicate'])
  expect(await t.events()).toMatchObject([
    { kind: 'message.status', messageId: t.messageId, payload: { status: 'delivered' } }
  ])
})

test('a failure after acceptance reaches the agent in plain words', async () => {
  const t = await sentMessage()

  await t.say('undelivered', { errorCode: '30003' })

  const [event] = await t.events()
  expect(event?.payload.error).toMatchObject({
    code: '30003',
    meaning: expect.stringMatching(/\w+ \w+/),
    nextAction: expect.any(String)
  })
  expect(await t.usage()).toMatchObject({ actions: 1, failed: 1 })
})

test('an opt-out that the carrier reports puts the contact on the list', async () => {
  const t = await sentMessage()

  await t.say('undelivered', { errorCode: '21610' })

  expect(await t.deps.db.select().from(dncList)).toMatchObject([{ contact: PERSON, source: 'carrier' }])
})

test('a callback settles a send of unknown outcome, counts it once, and no worker looks at it again', async () => {
  const t = await sendingHouse()
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after', times: 1 })
  const { messageId, status } = await t.send(sms(PERSON, 'lost answer'))
  const said = {
    orgId: t.agent.orgId,
    messageId,
    provider: 'twilio',
    eventKey: 'e',
    providerRef: 'SM1',
    status: 'delivered'
  } as const

  await receiveStatus(t.deps, said)

  expect(status).toBe('unknown')
  expect(await t.rows()).toMatchObject([{ status: 'delivered', providerRef: 'SM1', dueAt: null }])
  expect(await t.usage()).toMatchObject({ actions: 1 })
})

test('a callback about the message of another organization or agent changes nothing', async () => {
  const t = await sentMessage()

  const outcomes = [
    await t.say('failed', { orgId: 'org_other', eventKey: 'a' }),
    await t.say('failed', { agentId: 'agt_other', eventKey: 'b' }),
    await t.say('failed', { messageId: 'msg_none', eventKey: 'c' })
  ]

  expect(outcomes).toEqual(['ignored', 'ignored', 'ignored'])
  expect((await t.row())?.status).toBe('sent')
})

test.each([
  ['30034', 'pending_registration'],
  ['30003', 'active']
])('after a text that failed with %s the number is %s', async (errorCode, status) => {
  const t = await sentMessage()

  await t.say('undelivered', { errorCode })

  const [agent] = await t.deps.db.select().from(agents).where(eq(agents.id, t.agent.id))
  expect(agent?.phoneStatus).toBe(status)
})
