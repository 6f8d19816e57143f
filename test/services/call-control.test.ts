import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { callContents, calls } from '../../src/db/schema/index.ts'
import { endCallRow } from '../../src/pipeline/call-ending.ts'
import { endCall, pressDigits } from '../../src/services/call-control.ts'
import { diallingHouse } from '../helpers/dialling-house.ts'
import { holding, seedLiveCall } from '../helpers/line-house.ts'

test('a call on a socket is ended there and its keys are pressed there; the carrier is not asked', async () => {
  const t = await diallingHouse()
  const call = await seedLiveCall(t.deps, t.agent, { providerRef: 'CAgone' })
  const { commands } = holding(t.deps, call)

  await pressDigits(t.deps, call, '1w2#')
  await endCall(t.deps, call, undefined)

  expect(commands).toEqual([
    { do: 'digits', digits: '1w2#' },
    { do: 'end', by: 'agent' }
  ])
})

test('a call that rings is ended by the carrier, and whoever asks twice gets what there is', async () => {
  const t = await diallingHouse()
  const { callId } = await t.call()
  const [row] = await t.callRows()
  if (!row) throw new Error('there is no call')

  await expect(pressDigits(t.deps, row, '1')).rejects.toMatchObject({ code: 'conflict', retryable: true })
  const ended = await endCall(t.deps, row, 'Wrong number.')
  await endCall(t.deps, ended, undefined)

  expect(t.placed()[0]?.status).toMatch(/canceled|completed/)
  expect(ended).toMatchObject({ id: callId, endedBy: 'agent' })
  const [kept] = await t.deps.db.select().from(callContents).where(eq(callContents.callId, callId))
  expect(kept?.sealed).not.toContain('Wrong')
  expect(JSON.parse(t.deps.sealer.open(kept?.sealed ?? '', callId))).toMatchObject({ summary: 'Wrong number.' })
})

test('a call that no carrier has confirmed cannot be ended yet, and one that is over takes no keys', async () => {
  const t = await diallingHouse()
  t.simulator.fault({ operation: 'CreateCall', dropConnection: 'after', times: 1 })
  await t.call()
  const [row] = await t.callRows()
  if (!row) throw new Error('there is no call')

  await expect(endCall(t.deps, row, undefined)).rejects.toMatchObject({ code: 'conflict', retryable: true })
  const over = { ...row, state: 'completed' as const, generation: 1 }
  await expect(pressDigits(t.deps, over, '1')).rejects.toMatchObject({ code: 'conflict', retryable: false })
  expect(await endCall(t.deps, over, undefined)).toBe(over)
  expect(await t.deps.db.$count(calls)).toBe(1)
})

test('nothing is kept of why a call was ended that had ended meanwhile', async () => {
  const t = await diallingHouse()
  const call = await seedLiveCall(t.deps, t.agent, { providerRef: 'CAgone' })
  holding(t.deps, call)
  await t.deps.db.transaction((tx) => endCallRow(t.deps, tx, call, { state: 'completed' }))

  await endCall(t.deps, call, 'They were rude.')

  expect(await t.deps.db.$count(callContents)).toBe(0)
})
