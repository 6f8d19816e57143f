import { expect, test } from 'vitest'
import { callTurns, decisions, inboxEvents } from '../../src/db/schema/index.ts'
import { minutePriceMicroUsd } from '../../src/pipeline/call-price.ts'
import { receiveCallReport } from '../../src/pipeline/call-status.ts'
import { reconcileCalls } from '../../src/pipeline/calls-reconcile.ts'
import { transferCall } from '../../src/services/call-transfer.ts'
import { transferSteps } from '../../src/services/transfer-answer.ts'
import { HUMAN, transferHouse } from '../helpers/transfer-house.ts'

test('a cold transfer is announced to the caller, dialled when he was let go, and ends when both have spoken', async () => {
  const t = await transferHouse()

  const { transfer } = await t.transfer({ announcement: 'I put you through.' })
  expect(t.held.commands).toEqual([
    { do: 'handOff', text: 'I put you through.', handoffData: JSON.stringify({ next: 'transfer', id: transfer.id }) }
  ])
  await t.letGo()
  const [dial, ...more] = (await transferSteps(t.deps, await t.now())) ?? []
  const base = `${t.deps.publicUrl()}/webhooks/${t.agent.id}`
  expect(dial).toMatchObject({
    ...{ do: 'dial', number: HUMAN, callerId: t.call.ownAddress, limitSeconds: 600 },
    ...{
      actionUrl: `${base}/voice?c=${transfer.legId}&step=joined`,
      statusUrl: `${base}/call-status?c=${transfer.legId}`
    },
    whisperUrl: undefined
  })
  expect(more).toEqual([])
  const { document } = await t.asked(transfer.legId, {
    dialled: { ref: 'CAleg', state: 'completed', seconds: 61, bridged: true }
  })

  expect(document.payload).toContain('<Hangup')
  expect(await t.transfers()).toMatchObject([{ state: 'taken', kind: 'cold', callId: t.call.id }])
  expect(await t.leg(transfer.legId)).toMatchObject({
    ...{ state: 'completed', providerRef: 'CAleg', durationSeconds: 61, costMicroUsd: 220_000, contact: HUMAN },
    peerCallId: t.call.id
  })
  expect(await t.now()).toMatchObject({ endedBy: 'transfer' })
  expect(JSON.stringify(await t.transfers())).not.toContain('put you')
  expect(await t.deps.db.select().from(decisions)).toMatchObject([{ action: 'transfer', messageId: transfer.legId }])
  expect(await t.imbalances()).toEqual([])
})

test.each(['no-answer', 'busy', 'failed'] as const)(
  'whom nobody takes over (%s) is the agent’s again, who is asked at once what to say, and nothing was spent',
  async (state) => {
    const t = await transferHouse()
    const { transfer } = await t.transfer()
    await t.letGo()
    await transferSteps(t.deps, await t.now())

    const { document } = await t.asked(transfer.legId, { dialled: { ref: 'CAleg', state, bridged: false } })

    expect(document.payload).toContain('<ConversationRelay')
    expect(document.payload).not.toContain('welcomeGreeting=')
    expect(await t.now()).toMatchObject({ endedBy: null, state: 'in-progress' })
    expect(await t.transfers()).toMatchObject([{ state: 'returned' }])
    expect(await t.deps.db.select().from(callTurns)).toContainEqual(
      expect.objectContaining({ number: 1, state: 'open', takenBy: null })
    )
    expect(await t.leg(transfer.legId)).toMatchObject({ state, costMicroUsd: 0 })
    expect(await t.deps.db.select().from(inboxEvents)).toMatchObject([
      { kind: 'call.status', payload: { callId: transfer.legId, status: state } }
    ])
    expect(await transferSteps(t.deps, await t.now())).toBeUndefined()
    expect(await t.imbalances()).toEqual([])
  }
)

test('whoever is called for a warm transfer is asked alone, and only the key 1 joins him with the caller', async () => {
  const t = await transferHouse()
  const { transfer } = await t.transfer({ kind: 'warm', announcement: 'Ada <b>& Bob</b> about an invoice.' })
  expect(t.held.commands).toMatchObject([{ do: 'handOff', text: undefined }])
  await t.letGo()
  const [dial] = (await transferSteps(t.deps, await t.now())) ?? []
  expect(dial).toMatchObject({ whisperUrl: expect.stringContaining(`c=${transfer.legId}&step=whisper`) })
  const leg = { providerRef: 'CAleg' } as const
  await receiveCallReport(t.deps, {
    ...{ orgId: t.agent.orgId, agentId: t.agent.id, callId: transfer.legId, provider: 'twilio', ...leg },
    ...{ eventKey: 'x', state: 'in-progress' }
  })

  const whisper = await t.asked(transfer.legId, { step: 'whisper', ...leg })
  expect(whisper.document.payload).not.toContain('<b>')
  expect(whisper.document.payload).toContain('&amp; Bob')
  expect(whisper.document.payload).toContain('Press 1 to take it.')
  expect((await t.asked(transfer.legId, { step: 'taken', digits: '2', ...leg })).document.payload).toContain('<Hangup')
  expect((await t.asked(transfer.legId, { step: 'taken', digits: '', ...leg })).document.payload).toContain('<Hangup')
  const stranger = await t.asked(transfer.legId, { step: 'taken', digits: '1', providerRef: 'CAother' })
  expect(stranger.outcome).toBe('ignored')
  expect(await t.transfers()).toMatchObject([{ state: 'dialling' }])
  const joined = await t.asked(transfer.legId, { step: 'taken', digits: '1', ...leg })
  expect(joined.document.payload).toMatch(/<Response\s*\/>|<Response><\/Response>/)
  expect(await t.transfers()).toMatchObject([{ state: 'taken' }])
  const over = await t.asked(transfer.legId, { dialled: { ref: 'CAleg', state: 'completed', seconds: 30 } })
  expect(over.document.payload).toContain('<Hangup')
})

test('a machine that takes a warm transfer and presses nothing brings the caller back', async () => {
  const t = await transferHouse()
  const { transfer } = await t.transfer({ kind: 'warm' })
  await t.letGo()
  await transferSteps(t.deps, await t.now())

  const back = await t.asked(transfer.legId, {
    dialled: { ref: 'CAleg', state: 'completed', seconds: 12, bridged: true }
  })

  expect(back.document.payload).toContain('<ConversationRelay')
  expect(await t.transfers()).toMatchObject([{ state: 'returned' }])
})

test('the minutes that a call goes on after a transfer are held, with those until somebody takes it', async () => {
  const t = await transferHouse()
  const held = async () => (await t.holds()).find(({ actionId }) => actionId === t.call.id)?.heldMicroUsd
  const price = minutePriceMicroUsd(t.call)

  const { transfer } = await t.transfer({ maxDurationMinutes: 7 })
  await t.letGo()
  const [dial] = (await transferSteps(t.deps, await t.now())) ?? []

  expect(await held()).toBe(8 * price)
  expect(dial).toMatchObject({ do: 'dial', limitSeconds: 7 * 60 })
  const dueInMs = (await t.now()).dueAt?.getTime() ?? 0
  expect(dueInMs - t.clock.now().getTime()).toBeGreaterThan(7 * 60_000)
  expect((await t.leg(transfer.legId))?.maxDurationSeconds).toBe(7 * 60)
})

test('a transfer that is asked for twice calls one person; one that the call does not outlive is given back', async () => {
  const t = await transferHouse()

  const first = await t.transfer()
  const again = await t.transfer()
  expect(again).toMatchObject({ transfer: { id: first.transfer.id }, repeated: { duplicateOf: first.transfer.id } })
  expect(t.held.commands).toHaveLength(1)
  for (let minutes = 0; minutes < 5; minutes++) {
    await t.clock.advance(60_000)
    await reconcileCalls(t.deps)
  }

  expect(await t.leg(first.transfer.legId)).toMatchObject({ state: 'failed', errorCode: 'never_taken' })
  expect(await t.holds()).toContainEqual(expect.objectContaining({ actionId: first.transfer.legId, state: 'released' }))
  expect(await t.imbalances()).toEqual([])
})

test('a call that nobody can be on twice, that is over, or that no budget pays for is not transferred', async () => {
  const t = await transferHouse({ DEFAULT_MAX_SPEND_PER_DAY: '1.50' })

  await expect(t.transfer({ to: t.call.contact })).rejects.toMatchObject({ code: 'invalid_recipient' })
  await expect(t.transfer({ to: t.call.ownAddress })).rejects.toMatchObject({ code: 'invalid_recipient' })
  // The leg alone is within the budget, the leg and the caller's own minutes are not.
  await expect(t.transfer()).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(
    transferCall(t.deps, t.sender, { ...t.call, state: 'completed' }, { to: HUMAN, kind: 'cold' })
  ).rejects.toMatchObject({ code: 'conflict' })

  expect(t.held.commands).toEqual([])
  expect((await t.holds()).filter(({ heldMicroUsd }) => heldMicroUsd > 0)).toMatchObject([{ state: 'released' }])
  expect(await t.imbalances()).toEqual([])
})
