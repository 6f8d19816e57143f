import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import {
  callContents,
  calls,
  contactAttempts,
  contactConsent,
  contacts,
  decisions,
  inboxEvents,
  limitWindows
} from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { reconcileCalls } from '../../src/pipeline/calls-reconcile.ts'
import { verifyDecisions } from '../../src/services/decisions.ts'
import { CALLED, diallingHouse } from '../helpers/dialling-house.ts'

const MINUTE_MICRO_USD = 110_000

test('a call is a row with its decision, its money and its attempt before the carrier dials, and carries its own id', async () => {
  const t = await diallingHouse()

  const placed = await t.call({ context: 'Ask for a table.', greeting: 'Good day.', maxDurationMinutes: 3 })

  const [call] = t.placed()
  expect(placed).toMatchObject({ callSid: call?.sid, status: 'initiated', from: t.agent.phoneNumber, to: CALLED })
  expect(placed.costMicroUsd).toBe(3 * MINUTE_MICRO_USD)
  const [row] = await t.callRows()
  expect(row).toMatchObject({
    ...{ id: placed.callId, direction: 'outbound', providerRef: call?.sid, maxDurationSeconds: 180, endedBy: null },
    ...{ costMicroUsd: 3 * MINUTE_MICRO_USD, whenVoicemail: 'hangup', recorded: false }
  })
  expect(await t.holds()).toMatchObject([
    { actionId: placed.callId, state: 'open', heldMicroUsd: 330_000, dueAt: null }
  ])
  expect(await t.deps.db.select().from(decisions)).toMatchObject([
    { messageId: placed.callId, action: 'call', channel: 'voice', verdict: 'allowed' }
  ])
  expect(await t.deps.db.select().from(contactAttempts)).toMatchObject([{ contact: CALLED, createdAt: row?.createdAt }])
  const [content] = await t.deps.db.select().from(callContents)
  expect(JSON.parse(t.deps.sealer.open(content?.sealed ?? '', placed.callId))).toEqual({
    context: 'Ask for a table.',
    greeting: 'Good day.'
  })
  expect(content?.sealed).not.toContain('table')
  expect(await t.imbalances()).toEqual([])
})

test('the same call within a minute, or under one key, is placed once; another under the key is refused', async () => {
  const t = await diallingHouse()

  const [first, again] = await Promise.all([t.call({ context: 'x' }), t.call({ context: 'x' })])
  expect(new Set([first.callId, again.callId]).size).toBe(1)
  expect([first.duplicateOf, again.duplicateOf].filter(Boolean)).toEqual([first.callId])
  const keyed = await t.call({ context: 'y', idempotencyKey: 'one' })
  expect(await t.call({ context: 'y', idempotencyKey: 'one' })).toMatchObject({ callId: keyed.callId })
  await expect(t.call({ context: 'z', idempotencyKey: 'one' })).rejects.toMatchObject({
    ...{ code: 'idempotency_conflict', details: { callId: keyed.callId } }
  })
  await expect(t.send({ channel: 'sms', to: CALLED, body: 'y', idempotencyKey: 'one' })).rejects.toMatchObject({
    code: 'idempotency_conflict'
  })

  expect(t.placed()).toHaveLength(2)
})

test('of two hundred calls to one number at once, as many are placed as it may get in a day', async () => {
  const t = await diallingHouse()

  const outcomes = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => t.call({ context: `call ${n}` })))

  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
  expect(outcomes.length - refused.length).toBe(2)
  expect(new Set(refused)).toEqual(new Set(['rate_limited', 'too_frequent'].filter((code) => refused.includes(code))))
  expect(t.placed()).toHaveLength(2)
  expect(await t.callRows()).toHaveLength(2)
  expect(await t.imbalances()).toEqual([])
})

test('of calls at once, as many are placed as the budget pays the longest duration of', async () => {
  const t = await diallingHouse({ DEFAULT_MAX_SPEND_PER_DAY: '2.30', DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER: '100' })

  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => t.call({ to: `+1415555013${n % 10}`, context: `${n}` }))
  )

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect(t.placed()).toHaveLength(2)
  expect(await t.imbalances()).toEqual([])
})

test.each([
  ['+15005550003', 'provider_rejected', '21215'],
  ['+15005550001', 'provider_rejected', '21217']
])('whom the carrier does not call (%s) has cost nothing and was not attempted', async (to, code, providerCode) => {
  const t = await diallingHouse()

  await expect(t.call({ to })).rejects.toMatchObject({ code, details: { providerCode } })

  expect(await t.callRows()).toMatchObject([{ state: 'failed', errorCode: providerCode, costMicroUsd: 0, dueAt: null }])
  expect(await t.holds()).toMatchObject([{ state: 'released' }])
  expect(await t.deps.db.select().from(contactAttempts)).toEqual([])
  expect(await t.deps.db.select().from(callContents)).toEqual([])
  const counters = await t.deps.db.select().from(limitWindows)
  expect(counters.filter(({ used }) => used !== 0)).toEqual([])
  expect(await t.usage()).toMatchObject({ failed: 1, actions: 0, costMicroUsd: 0 })
  await expect(t.call({ to })).rejects.toMatchObject({ code })
  expect(await t.callRows()).toHaveLength(1)
})

test('a call whose answer was lost is never placed again: the carrier’s record settles it', async () => {
  const t = await diallingHouse()
  t.simulator.fault({ operation: 'CreateCall', dropConnection: 'after', times: 1 })

  const placed = await t.call()
  expect(placed).toMatchObject({ status: 'unknown' })
  expect(placed.callSid).toBeUndefined()
  expect(await t.call()).toMatchObject({ callId: placed.callId, status: 'unknown' })
  await t.clock.advance(60_000)
  await reconcileCalls(t.deps)

  expect(t.placed()).toHaveLength(1)
  expect(await t.callRows()).toMatchObject([{ id: placed.callId, providerRef: t.placed()[0]?.sid }])
})

test('a call that never reached the carrier ends as failed, is told, and is given back', async () => {
  const t = await diallingHouse()
  t.simulator.fault({ operation: 'CreateCall', dropConnection: 'before', times: 1 })

  const placed = await t.call()
  expect(placed).toMatchObject({ status: 'unknown' })
  for (let minutes = 0; minutes < 4; minutes++) {
    await t.clock.advance(60_000)
    await reconcileCalls(t.deps)
  }

  expect(t.placed()).toEqual([])
  expect(await t.callRows()).toMatchObject([{ state: 'failed', errorCode: 'never_taken', dueAt: null }])
  expect(await t.holds()).toMatchObject([{ state: 'released' }])
  const [event, ...others] = await t.deps.db.select().from(inboxEvents)
  expect(event).toMatchObject({ kind: 'call.status', payload: { callId: placed.callId, status: 'failed' } })
  expect(others).toEqual([])
  expect(await t.imbalances()).toEqual([])
})

test.each([
  ['before the carrier was asked', 'before', 0],
  ['after it took the call', 'after', 1]
] as const)('a process that ends %s places no second call, and leaves nothing open', async (_when, cut, placed) => {
  const t = await diallingHouse()
  if (cut === 'before') t.simulator.fault({ operation: 'CreateCall', dropConnection: 'before', times: 1 })
  const gone = () => {
    throw new Error('the process has ended')
  }
  const dying = new Proxy(t.deps.db, { get: (db, key) => (key === 'update' ? gone : db[key as 'select']) })

  await expect(t.callAs({ ...t.deps, db: dying })).rejects.toThrow('ended')
  expect(await t.callRows()).toMatchObject([{ state: 'initiated', providerRef: null }])
  for (let minutes = 0; minutes < 4; minutes++) {
    await t.clock.advance(60_000)
    await reconcileCalls(t.deps)
  }

  expect(t.placed()).toHaveLength(placed)
  const taken = { providerRef: t.placed()[0]?.sid }
  expect(await t.callRows()).toMatchObject([placed ? taken : { state: 'failed', errorCode: 'never_taken' }])
  expect(await t.imbalances()).toEqual([])
})

test('a zone that the caller names forbids an hour, and allows none', async () => {
  const t = await diallingHouse()
  const now = t.clock.now()
  const asleep = { contact: '+14155550124', timeZone: 'Asia/Tokyo', region: null, lead: false }
  const later = new Date(now.getTime() + 86_400_000)
  const known = { orgId: t.agent.orgId, askedAt: now, askAgainAt: later, createdAt: now, updatedAt: now }
  await t.deps.db.insert(contacts).values({ ...known, ...asleep })
  const consent = { channel: 'any', purpose: 'any', kind: 'express', source: 'test', recordedBy: 'test' } as const
  const given = { id: newId('cns'), orgId: t.agent.orgId, contact: asleep.contact, grantedAt: now, createdAt: now }
  await t.deps.db.insert(contactConsent).values({ ...consent, ...given })
  const call = (recipientTimezone: string, to?: string) =>
    t.call({ purpose: 'conversational', recipientTimezone, ...(to && { to }) })

  await expect(call('Asia/Tokyo')).rejects.toMatchObject({ code: 'quiet_hours', details: { timeZone: 'Asia/Tokyo' } })
  await expect(call('America/New_York', asleep.contact)).rejects.toMatchObject({ code: 'quiet_hours' })
  await expect(call('Nowhere/Else')).rejects.toMatchObject({ code: 'invalid_input' })
  await call('America/New_York')

  expect(t.placed()).toHaveLength(1)
  expect((await verifyDecisions(t.deps)).differing).toEqual([])
})

test.each([
  ['invalid_input', /voicemailText/, { whenVoicemail: 'leaveMessage' }],
  ['invalid_recipient', /E\.164 number, or the id of an agent/, { to: '415 555' }]
] as const)('%s says what is wrong (%s) before anybody is called', async (code, nextAction, wish) => {
  const t = await diallingHouse()

  const refused = t.call(wish)

  await expect(refused).rejects.toMatchObject({ code, nextAction: expect.stringMatching(nextAction) })
  expect([t.placed(), await t.callRows()]).toEqual([[], []])
})

test('a duration beyond the limit of the agent is refused, and the limit is what is asked by default', async () => {
  const t = await diallingHouse()
  const agent = { ...t.agent, limits: { maxCallDurationMinutes: 4 } }

  await expect(t.callAs(t.deps, { maxDurationMinutes: 5 }, agent)).rejects.toMatchObject({ code: 'invalid_input' })
  await t.callAs(t.deps, {}, agent)

  expect(await t.deps.db.select().from(calls).where(eq(calls.agentId, agent.id))).toMatchObject([
    { maxDurationSeconds: 240, costMicroUsd: 4 * MINUTE_MICRO_USD }
  ])
})
