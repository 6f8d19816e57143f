import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { agents, alerts, calls, organizations, reservations } from '../../src/db/schema/index.ts'
import { forgetOrganizations } from '../../src/pipeline/vendors.ts'
import { agentCache } from '../../src/services/agent-cache.ts'
import { CALLER, callSid, carrierHouse, order, socketIn } from '../helpers/carrier-house.ts'

const house = await carrierHouse()
const { agent, app, comesIn, row, placed, post, content } = house

/** Changes the agent or its organization for one test. */
async function during<T>(
  change: { agent?: Partial<typeof agents.$inferInsert>; org?: Partial<typeof organizations.$inferInsert> },
  run: () => Promise<T>
): Promise<T> {
  const set = async (values: typeof change) => {
    if (values.agent) await app.db.update(agents).set(values.agent).where(eq(agents.id, agent.id))
    if (values.org) await app.db.update(organizations).set(values.org).where(eq(organizations.id, agent.orgId))
    agentCache(app).forget(agent.id)
    forgetOrganizations(app)
  }
  const [org] = await app.db.select().from(organizations).where(eq(organizations.id, agent.orgId))
  await set(change)
  try {
    return await run()
  } finally {
    await set({ agent, ...(org && { org }) })
  }
}

describe('a call that comes in', () => {
  test('is on disk, with its first minutes paid for, before the carrier is told to open its socket', async () => {
    const sid = callSid()
    const { status, text } = await comesIn(sid)

    expect(status).toBe(200)
    const call = await row(sid)
    expect(call).toMatchObject({
      direction: 'inbound',
      contact: CALLER,
      state: 'ringing',
      ownAddress: agent.phoneNumber
    })
    expect(socketIn(text)).toMatch(new RegExp(`^wss://[^/]+/webhooks/${agent.id}/voice-ws/[\\w-]{43}$`))
    expect(text).toContain(`/webhooks/${agent.id}/voice?c=${call.id}&amp;step=relay&amp;n=1`)
    const [hold] = await app.db.select().from(reservations).where(eq(reservations.actionId, call.id))
    expect(hold).toMatchObject({ state: 'open', heldMicroUsd: 5 * 110_000 })
  })

  test('is told first that an AI speaks, and whoever answers knows what was said', async () => {
    const sid = callSid()
    const { text } = await during({ agent: { greeting: 'How can I help?' } }, () => comesIn(sid))

    const [, greeting = ''] = /welcomeGreeting="([^"]+)"/.exec(text) ?? []
    expect(greeting).toMatch(/AI .*How can I help\?$/)
    expect((await content((await row(sid)).id))?.greeting).toBe(greeting)
  })

  test('has one row however many copies of it come at once, and each copy may open the socket', async () => {
    const sid = callSid()
    const answers = await Promise.all(Array.from({ length: 8 }, () => comesIn(sid)))

    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect(await app.db.select().from(calls).where(eq(calls.providerRef, sid))).toHaveLength(1)
    expect(new Set(answers.map(({ text }) => socketIn(text))).size).toBe(8)
    const held = await app.db
      .select()
      .from(reservations)
      .where(eq(reservations.actionId, (await row(sid)).id))
    expect(held).toHaveLength(1)
  })

  test('is announced as recorded before the recording starts, and recorded before the conversation', async () => {
    const { text } = await during({ agent: { routeDuplication: { liveCall: { alsoRecord: true } } } }, () =>
      comesIn(callSid())
    )

    expect(order(text)).toEqual(['Say', 'Start', 'ConversationRelay'])
    expect(text).toContain('This call is recorded.')
    expect(text).toContain(`/webhooks/${agent.id}/recording?c=cal_`)
  })

  test('is not recorded unless the owner wants it', async () => {
    expect(order((await comesIn(callSid())).text)).toEqual(['ConversationRelay'])
  })

  test.each([
    ['the agent is suspended', { agent: { status: 'suspended' as const } }],
    ['the agent takes no calls', { agent: { blockedChannels: ['voice' as const] } }],
    ['the organization takes no calls', { org: { blockedChannels: ['voice'] } }]
  ])('is declined in the language of the agent, and costs no budget, where %s', async (_why, change) => {
    const sid = callSid()
    const { text } = await during(
      { ...change, agent: { language: 'de-DE', ...('agent' in change && change.agent) } },
      () => comesIn(sid)
    )

    expect(order(text)).toEqual(['Say', 'Hangup'])
    expect(text).toContain('im Moment nicht annehmen')
    const [hold] = await app.db
      .select()
      .from(reservations)
      .where(eq(reservations.actionId, (await row(sid)).id))
    expect(hold?.heldMicroUsd).toBe(0)
    expect((await row(sid)).endedBy).toBe('operator')
  })

  test('is rejected, so that it costs nothing, where the organization is suspended', async () => {
    const { text } = await during({ org: { status: 'suspended' } }, () => comesIn(callSid()))

    expect(order(text)).toEqual(['Reject'])
  })

  test('is rejected, so that it costs nothing, where its first minutes pass a budget, and the operators are told', async () => {
    const sid = callSid()
    const { text } = await during({ agent: { limits: { maxSpendPerDayMicroUsd: 500_000 } } }, () => comesIn(sid))

    expect(order(text)).toEqual(['Reject'])
    expect(await row(sid)).toMatchObject({ endedBy: 'budget', costMicroUsd: 0 })
    const told = await app.db.select().from(alerts).where(eq(alerts.subject, agent.id))
    expect(told.map(({ event }) => event)).toContain('spend_cap_breached')
  })

  test('from somebody who hides his number is taken', async () => {
    const sid = callSid()
    await comesIn(sid, { From: '' })

    expect((await row(sid)).contact).toBe('anonymous')
  })
})

describe('a call that the agent placed', () => {
  test('is answered with its own greeting when somebody takes it', async () => {
    const sid = callSid()
    const call = await placed(sid, {}, { greeting: 'This is an AI with news.' })
    const { text } = await post(`voice?c=${call.id}`, { CallSid: sid, CallStatus: 'in-progress' })

    expect(text).toContain('welcomeGreeting="This is an AI with news."')
    expect(await row(sid)).toMatchObject({ state: 'in-progress', answeredAt: expect.any(Date) })
  })

  test('is known by the carrier’s id from then on, where the answer to placing it was lost', async () => {
    const sid = callSid()
    const call = await placed(sid, { providerRef: null, state: 'unknown' })
    const { text } = await post(`voice?c=${call.id}`, { CallSid: sid, CallStatus: 'in-progress' })

    expect(socketIn(text)).not.toBe('')
    expect((await row(sid)).id).toBe(call.id)
  })

  test('is hung up where the id is that of another call, of another agent or of nobody', async () => {
    const call = await placed(callSid())
    const foreign = await placed(callSid(), { agentId: 'agt_other' })
    const before = await app.db.select().from(calls)

    for (const [id, sid] of [
      [call.id, callSid()],
      [foreign.id, foreign.providerRef ?? ''],
      ['cal_nobody', callSid()],
      ["' or 1=1", callSid()]
    ] as const) {
      const { text } = await post(`voice?c=${encodeURIComponent(id)}`, { CallSid: sid, CallStatus: 'in-progress' })
      expect(order(text), id).toEqual(['Hangup'])
    }
    expect(await app.db.select().from(calls)).toEqual(before)
  })

  test('is hung up where the agent was suspended meanwhile', async () => {
    const sid = callSid()
    const call = await placed(sid)
    const { text } = await during({ agent: { status: 'suspended' } }, () =>
      post(`voice?c=${call.id}`, { CallSid: sid, CallStatus: 'in-progress' })
    )

    expect(order(text)).toEqual(['Hangup'])
    expect((await row(sid)).endedBy).toBe('operator')
  })
})
