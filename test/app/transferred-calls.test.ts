import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import { callHouse } from '../helpers/call-house.ts'
import { callTold } from '../helpers/call-told.ts'
import { until } from '../helpers/until.ts'

const HUMAN = '+14155557799'

type View = { callId: string; state: string; terminal: boolean; turns: number; endedBy?: string }

/** A live call whose caller has said something and waits for the agent. */
async function calledHouse(
  human: Parameters<Awaited<ReturnType<typeof callHouse>>['simulator']['person']>[0]['script']
) {
  const house = await callHouse()
  const { ring, provision, must, simulator } = house
  const { channels, securityToken: token } = await provision()
  simulator.person({ number: HUMAN, script: human })
  const call = ring(channels.phone?.number ?? '', [{ listen: true }, { say: 'I want to speak to a human.' }])
  const callId = await callTold(must, token)
  const view = (id: string) => must<View>('comms_get_call', { callId: id }, token)
  return { ...house, token, call, callId, view }
}

test('a caller who is put through speaks to the human, and both calls end, are settled and balance', async () => {
  const t = await calledHouse([{ say: 'Accounts, good day.', now: true }, { silence: 50 }, { hangup: true, now: true }])

  const wish = { callId: t.callId, transferTo: HUMAN, announcement: 'I put you through.' }
  const { legCallId } = await t.must<{ legCallId: string }>('comms_transfer_call', wish, t.token)
  await t.call.hears('I put you through.')
  await t.call.hears('Accounts, good day.')
  await t.call.over()

  await until(
    async () => (await t.view(t.callId)).terminal && (await t.view(legCallId)).terminal,
    'both calls are over'
  )
  expect(await t.view(t.callId)).toMatchObject({ state: 'completed', endedBy: 'transfer' })
  expect(await t.view(legCallId)).toMatchObject({ state: 'completed' })
  expect(t.violations()).toEqual([])
  expect((await auditLedger(t.app.db)).imbalances).toEqual([])
})

test('a human who presses 1 is joined with the caller, and one who does not leaves him to the agent', async () => {
  const taking = await calledHouse([
    { listen: true },
    { press: '1', now: true },
    { silence: 300 },
    { say: 'I have him.', now: true }
  ])
  const warm = { callId: taking.callId, transferTo: HUMAN, mode: 'warm', announcement: 'Somebody about an invoice.' }
  await taking.must('comms_transfer_call', warm, taking.token)
  await taking.call.hears('I have him.')
  expect(taking.call.heard().join(' ')).not.toContain('invoice')
  expect((await taking.placed(HUMAN)).heard().join(' ')).toContain('Somebody about an invoice.')
  expect(taking.violations()).toEqual([])

  const busy = await calledHouse([{ listen: true }, { press: '2', now: true }])
  await busy.must('comms_transfer_call', { ...warm, callId: busy.callId }, busy.token)
  const setups = () => busy.call.frames('sent').filter(({ type }) => type === 'setup').length
  await until(() => setups() === 2, 'the caller is with the agent again')
  expect(await busy.view(busy.callId)).toMatchObject({ state: 'in-progress', terminal: false })
  const listen = { callId: busy.callId, text: '', listenSeconds: 5 }
  const { next } = await busy.must<{ next?: { kind: string } }>('comms_reply_to_caller', listen, busy.token)
  expect(next).toMatchObject({ kind: 'silence' })
  const reply = { callId: busy.callId, text: 'Nobody is free.', listenSeconds: 0 }
  await busy.must('comms_reply_to_caller', reply, busy.token)
  await busy.call.hears('Nobody is free.')
  expect(busy.violations()).toEqual([])
})

test('two people are joined by a bridge, and both legs are told and paid', async () => {
  const t = await callHouse()
  const { securityToken: token } = await t.provision()
  t.simulator.person({ number: '+14155557701', script: [] })
  t.simulator.person({
    number: HUMAN,
    script: [{ say: 'Who is there?', now: true }, { silence: 50 }, { hangup: true, now: true }]
  })

  const wish = { fromNumber: '+14155557701', destinationNumber: HUMAN }
  const { callId } = await t.must<{ callId: string }>('comms_bridge_call', wish, token)
  const first = await t.placed('+14155557701')
  await first.hears('Who is there?')
  await first.over()

  const ended = async () => (await t.app.db.select().from(calls)).filter(({ state }) => state === 'completed')
  await until(async () => (await ended()).length === 2, 'both legs are over')
  const [leg] = await t.app.db.select().from(calls).where(eq(calls.peerCallId, callId))
  expect(leg).toMatchObject({ contact: HUMAN, state: 'completed' })
  expect(t.violations()).toEqual([])
  expect((await auditLedger(t.app.db)).imbalances).toEqual([])
})
