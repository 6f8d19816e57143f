import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls, callTransfers, contactAttempts, decisions } from '../../src/db/schema/index.ts'
import { type BridgeWish, bridgeCall } from '../../src/pipeline/bridge.ts'
import { answerTransfer } from '../../src/services/transfer-answer.ts'
import { CALLED, diallingHouse } from '../helpers/dialling-house.ts'

const OTHER = '+14155550188'

async function bridgingHouse(env: Record<string, string> = {}) {
  const t = await diallingHouse(env)
  return {
    ...t,
    bridge: (wish: Partial<BridgeWish> = {}) =>
      bridgeCall(t.deps, t.sender, { first: CALLED, second: OTHER, purpose: 'transactional', ...wish })
  }
}

test('a bridge calls one person, dials the other when he answers, and each leg is judged, paid for and settled', async () => {
  const t = await bridgingHouse()

  const placed = await t.bridge({ label: 'the invoice' })
  expect(t.placed()).toMatchObject([{ to: CALLED }])
  expect(placed.costMicroUsd).toBe(2 * 1_100_000)
  const [first, second] = await t.callRows()
  expect([first?.id, first?.peerCallId]).toEqual([placed.callId, second?.id])
  const asked = { callId: placed.callId, provider: 'twilio', providerRef: placed.callSid ?? '' }
  const dial = await answerTransfer(t.deps, t.agent, { ...asked, step: 'bridge' })
  expect(dial.document.payload).toContain(`>${OTHER}</Number>`)
  expect(dial.document.payload).not.toContain('invoice')
  const over = await answerTransfer(t.deps, t.agent, {
    ...{ ...asked, callId: second?.id ?? '', step: 'joined' },
    dialled: { ref: 'CAleg', state: 'completed', seconds: 20, bridged: true }
  })
  expect(over.document.payload).toContain('<Hangup')

  expect(await t.deps.db.select().from(callTransfers)).toMatchObject([{ kind: 'bridge', state: 'taken' }])
  expect((await t.callRows())[1]).toMatchObject({ state: 'completed', durationSeconds: 20, costMicroUsd: 110_000 })
  expect(await t.deps.db.select().from(decisions)).toMatchObject([{ action: 'call' }, { action: 'call' }])
  expect(await t.deps.db.select().from(contactAttempts)).toHaveLength(2)
  expect(await t.imbalances()).toEqual([])
})

test('when the second may not be called, or does not fit into the budget, the first is not called either', async () => {
  const t = await bridgingHouse({ DEFAULT_MAX_SPEND_PER_DAY: '1.50' })

  await expect(t.bridge({ second: '+19005550123' })).rejects.toMatchObject({ code: 'destination_blocked' })
  await expect(t.bridge({ second: CALLED })).rejects.toMatchObject({ code: 'invalid_recipient' })
  expect(await t.callRows()).toEqual([])
  await expect(t.bridge()).rejects.toMatchObject({ code: 'rate_limited' })

  expect(t.placed()).toEqual([])
  expect(await t.callRows()).toMatchObject([{ state: 'failed', contact: CALLED }])
  expect(await t.deps.db.select().from(contactAttempts)).toEqual([])
  expect(await t.imbalances()).toEqual([])
})

test('the same bridge within a minute is one, and what the carrier refuses leaves nothing reserved', async () => {
  const t = await bridgingHouse()
  const [one, two] = await Promise.all([t.bridge(), t.bridge()])
  expect(one.callId).toBe(two.callId)
  expect(t.placed()).toHaveLength(1)

  await expect(t.bridge({ first: '+15005550003', second: '+14155550199' })).rejects.toMatchObject({
    details: { providerCode: '21215' }
  })

  const open = (await t.holds()).filter(({ state }) => state === 'open')
  expect(open).toHaveLength(2)
  expect(await t.deps.db.select().from(contactAttempts).where(eq(contactAttempts.contact, '+14155550199'))).toEqual([])
  expect(await t.imbalances()).toEqual([])
})

test.each([
  ['its agent was stopped', 'operator'],
  ['its agent has ended it', 'agent']
] as const)('nobody is dialled for a bridge when %s before the first answered', async (_why, endedBy) => {
  const t = await bridgingHouse()
  const placed = await t.bridge()
  const agent = endedBy === 'operator' ? { ...t.agent, status: 'suspended' as const } : t.agent
  if (endedBy === 'agent') await t.deps.db.update(calls).set({ endedBy }).where(eq(calls.id, placed.callId))

  const asked = {
    callId: placed.callId,
    provider: 'twilio',
    providerRef: placed.callSid ?? '',
    step: 'bridge' as const
  }
  const { document } = await answerTransfer(t.deps, agent, asked)

  expect(document.payload).not.toContain('<Dial')
  expect(document.payload).toContain('<Hangup')
  expect((await t.callRows())[0]).toMatchObject({ endedBy })
})
