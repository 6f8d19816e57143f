import { expect, test } from 'vitest'
import { decisions, dncList, messageBodies } from '../../src/db/schema/index.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'
import { buyNumber, seedAgent, seedOrganization } from '../helpers/test-deps.ts'

test('a message goes to the carrier once, its row says so, and its content is gone', async () => {
  const t = await sendingHouse()

  const sent = await t.send(sms(PERSON, 'hello'))

  expect(sent).toMatchObject({ channel: 'sms', status: 'sent', costMicroUsd: 7900, rateLimitRemaining: 9 })
  const [row] = await t.rows()
  expect(row).toMatchObject({ id: sent.messageId, status: 'sent', contact: PERSON, dueAt: null, attempts: 1 })
  expect(t.texts().map(({ sid, body, to }) => [sid, body, to])).toEqual([[row?.providerRef, 'hello', PERSON]])
  expect(await t.deps.db.select().from(messageBodies)).toEqual([])
  expect(await t.usage()).toMatchObject({ actions: 1, costMicroUsd: 7900 })
  expect(await t.deps.db.select().from(decisions)).toMatchObject([{ verdict: 'allowed', messageId: sent.messageId }])
})

test('the content of a message that is kept is sealed, and the address of a contact is not in its decision', async () => {
  const { deps, send, agent } = await sendingHouse()
  agent.storage = { sms: { bodies: true, retentionDays: 3 } }

  await send(sms(PERSON, 'the secret of the pharaohs'))

  const bodies = await deps.db.select().from(messageBodies)
  expect(bodies).toHaveLength(1)
  expect(JSON.stringify(bodies)).not.toContain('pharaohs')
  expect(bodies[0]?.wipeAt?.getTime()).toBe(deps.clock.now().getTime() + 3 * 86_400_000)
  expect(JSON.stringify(await deps.db.select().from(decisions))).not.toContain(PERSON)
})

test.each(['100', '1'])(
  'fifty calls at once with one key send one message and all get its result, with %s actions left',
  async (left) => {
    const t = await sendingHouse({ DEFAULT_MAX_ACTIONS_PER_MINUTE: left })

    const results = await Promise.all(
      Array.from({ length: 50 }, () => t.send(sms(PERSON, 'once', { idempotencyKey: 'k' })))
    )

    expect(new Set(results.map((result) => result.messageId)).size).toBe(1)
    expect(results.every((result) => result.status === 'sent' && result.duplicateOf === undefined)).toBe(true)
    expect(t.texts()).toHaveLength(1)
  }
)

test('one key for another message is a conflict, and nothing is sent', async () => {
  const t = await sendingHouse()
  await t.send(sms(PERSON, 'first', { idempotencyKey: 'k' }))

  const second = t.send(sms(PERSON, 'second', { idempotencyKey: 'k' }))

  await expect(second).rejects.toMatchObject({ code: 'idempotency_conflict' })
  expect(t.texts()).toHaveLength(1)
})

test('the same content within a minute is the first message again; after it, a new one', async () => {
  const t = await sendingHouse()

  const first = await t.send(sms(PERSON, 'again'))
  await t.clock.advance(59_000)
  const repeat = await t.send(sms(PERSON, 'again'))
  await t.clock.advance(1_000)
  const later = await t.send(sms(PERSON, 'again'))

  expect(repeat).toMatchObject({ messageId: first.messageId, duplicateOf: first.messageId })
  expect(later.messageId).not.toBe(first.messageId)
  expect(t.texts()).toHaveLength(2)
})

test('who is on the do-not-contact list is never texted or mailed, and the refusal says why', async () => {
  const t = await sendingHouse()
  const listed = { orgId: t.agent.orgId, reason: 'asked', source: 'manual', createdAt: t.deps.clock.now() } as const
  await t.deps.db.insert(dncList).values([
    { ...listed, contact: PERSON },
    { ...listed, contact: 'ada@example.com' }
  ])

  const outcomes = await Promise.allSettled([
    t.send(sms(PERSON, 'hello')),
    t.send({ channel: 'email', to: 'Ada@Example.com', subject: 's', body: 'b' })
  ])

  const refusal = { code: 'recipient_opted_out', retryable: false, details: { check: 'dnc' } }
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: refusal })
  expect(t.texts()).toEqual([])
  expect(await t.rows()).toEqual([])
  expect((await t.deps.db.select().from(decisions)).map((row) => row.verdict)).toEqual(['refused', 'refused'])
})

test('the confirmation that a STOP calls for passes the list', async () => {
  const t = await sendingHouse()
  const now = t.deps.clock.now()
  await t.deps.db
    .insert(dncList)
    .values({ orgId: t.agent.orgId, contact: PERSON, reason: 'STOP', source: 'keyword', createdAt: now })

  const sent = await t.send(sms(PERSON, 'You are unsubscribed.', { purpose: 'opt_out_confirmation' }))

  expect(sent.status).toBe('sent')
})

test('nothing leaves on a blocked channel or from a suspended agent', async () => {
  const t = await sendingHouse()

  t.agent.blockedChannels = ['sms']
  await expect(t.send(sms(PERSON, 'one'))).rejects.toMatchObject({ code: 'channel_blocked' })
  t.agent.blockedChannels = []
  t.agent.status = 'suspended'
  await expect(t.send(sms(PERSON, 'two'))).rejects.toMatchObject({ code: 'channel_blocked' })

  expect(t.texts()).toEqual([])
})

test('of many sends at once exactly as many pass as the limit allows, and the others say when it resets', async () => {
  const t = await sendingHouse({ DEFAULT_MAX_ACTIONS_PER_MINUTE: '7' })

  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => t.send(sms(PERSON, `number ${n}`))))

  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(7)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected')
      expect(outcome.reason).toMatchObject({
        code: 'rate_limited',
        details: { limit: 'maxActionsPerMinute', period: 'minute', max: 7, left: 0 }
      })
  expect(t.texts()).toHaveLength(7)
  await t.clock.advance(60_000)
  await expect(t.send(sms(PERSON, 'a minute later'))).resolves.toMatchObject({ status: 'sent' })
})

test('an agent is reached by its id, and the agent of another organization is not there', async () => {
  const t = await sendingHouse()
  const phoneNumber = await buyNumber(t.deps, 'agt_other')
  const other = await seedAgent(t.deps, t.agent.orgId, { id: 'agt_other', phoneNumber })
  const stranger = await seedAgent(t.deps, await seedOrganization(t.deps))

  await t.send(sms(other.id, 'colleague'))
  await expect(t.send(sms(stranger.id, 'stranger'))).rejects.toMatchObject({ code: 'not_found' })

  expect(t.texts().map((message) => message.to)).toEqual([phoneNumber])
})

test.each([
  ['sms', 'ada@example.com'],
  ['sms', '4155550100'],
  ['email', '+14155550100'],
  ['email', 'two@example.com, three@example.com']
] as const)('%s to %j is refused with what is expected', async (channel, to) => {
  const t = await sendingHouse()

  await expect(t.send({ channel, to, body: 'x' })).rejects.toMatchObject({ code: 'invalid_recipient' })
})

test('a copy goes where the owner asked for, through the same gate, and is not copied again', async () => {
  const t = await sendingHouse()
  t.agent.routeDuplication = { sms: { mirrorTo: '+14155550199' }, email: { bccTo: 'archive@example.com' } }

  await t.send(sms(PERSON, 'mirrored'))
  await t.send({ channel: 'email', to: 'ada@example.com', subject: 'Hi', body: 'hello' })
  await expect.poll(() => t.texts().length).toBe(2)

  expect(
    t
      .texts()
      .map((message) => message.to)
      .sort()
  ).toEqual([PERSON, '+14155550199'].sort())
  expect(t.emails()[0]?.bcc).toEqual(['archive@example.com'])
})

test.each(['conversational', 'transactional'] as const)(
  'a text that is said to be %s is copied too',
  async (purpose) => {
    const t = await sendingHouse()
    t.agent.routeDuplication = { sms: { mirrorTo: '+14155550199' } }

    await t.send(sms(PERSON, 'mirrored', { purpose }))
    await expect.poll(() => t.texts().length).toBe(2)

    expect(t.texts().map((message) => message.to)).toContain('+14155550199')
  }
)

test.each(['opt_out_confirmation', 'help_reply'] as const)(
  'the email of a %s is copied to nobody, and paid once',
  async (purpose) => {
    const t = await sendingHouse()
    t.agent.routeDuplication = { email: { bccTo: 'archive@example.com' } }

    const sent = await t.send({ channel: 'email', to: 'ada@example.com', subject: 'Re: STOP', body: 'Done.', purpose })

    expect(t.emails()[0]?.bcc ?? []).toEqual([])
    expect(sent.costMicroUsd).toBe(1000)
  }
)
