import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { SWIFT } from '../helpers/call-house.ts'
import { callTool } from '../helpers/server-process.ts'
import { talkingAgent } from '../helpers/talking-agent.ts'
import { until } from '../helpers/until.ts'
import { verifyLedger } from '../helpers/verify-ledger.ts'
import { type ClusterCall, saidOn, voiceCluster } from '../helpers/voice-cluster.ts'

const onPostgres = test.runIf(dialect === 'postgres')
let t: Awaited<ReturnType<typeof voiceCluster>>

beforeAll(async () => {
  if (dialect === 'postgres') t = await voiceCluster()
})
beforeEach(async () => {
  if (dialect !== 'postgres') return
  await Promise.all([t.a, t.b].map((replica) => replica.start()))
  t.door.prefer(t.a.url, t.b.url)
  // A carrier takes a moment to notice that a socket is lost, and that its connections to whoever died are.
  t.simulator.behave({ ...SWIFT, actionDelayMs: 150 })
})
afterAll(() => t?.close())

const WORDS = ['one', 'two', 'three', 'four', 'five']
const HOLDS_FIVE_TURNS = [...WORDS.map((say) => ({ say })), { listen: true as const }, { hangup: true as const }]

/** Waits until the caller has heard the first words of what was said last. */
async function heardSome(call: ClusterCall): Promise<void> {
  const at = Date.parse(call.now().course.findLast(({ what }) => what === 'got')?.at ?? '')
  await until(() => Date.now() > at + 200, 'the caller hears the first words')
}

/** Waits for the second socket of a call: what is said before falls on deaf ears. */
const isBack = (call: ClusterCall) =>
  until(() => call.frames('sent').filter(({ type }) => type === 'setup').length === 2, 'the call is back')

/** That an agent's one call is over, was paid for once, and that the books balance. */
async function expectOneCall(agentId: string, call: { turns: number; generation: number }) {
  const isWritten = (row?: { state: string; turns: number }) => row?.state === 'completed' && row.turns === call.turns
  await until(async () => isWritten((await t.rows(agentId)).calls[0]), 'the call is over, and its turns written down')
  const { calls: rows, held } = await t.rows(agentId)
  expect(rows).toMatchObject([{ state: 'completed', endedBy: 'caller', ...call }])
  expect(held).toMatchObject([{ actionId: rows[0]?.id, state: 'estimated', spentMicroUsd: rows[0]?.costMicroUsd }])
  expect(await verifyLedger(t.databaseUrl)).toMatchObject({ code: 0 })
}

const replyTo = (said: string) => `reply to ${said}`

onPostgres('a call whose socket is at one replica is answered by an agent at the other', async () => {
  const { agentId, token, number } = await t.agent()
  const agent = talkingAgent({ url: () => t.b.url, token, answer: replyTo })

  const call = t.ring(number, HOLDS_FIVE_TURNS)
  await call.over()

  expect(call.heard().slice(1)).toEqual(WORDS.map(replyTo))
  await expectOneCall(agentId, { turns: 5, generation: 1 })
  expect(agent.problems).toEqual([])
  await agent.stop()
})

onPostgres('a replica that dies while the agent at the other thinks costs the call nothing', async () => {
  const { agentId, token, number } = await t.agent()
  const agent = talkingAgent({
    url: () => t.b.url,
    token,
    async answer(said) {
      if (said === 'three') {
        await until(async () => (await t.rows(agentId)).calls[0]?.turns === 3, 'what was said is written down')
        await t.a.crash()
      }
      return replyTo(said)
    }
  })

  const call = t.ring(number, HOLDS_FIVE_TURNS)
  const { answeredAt, endedAt } = await call.over()

  expect(call.heard().slice(1)).toEqual(WORDS.map(replyTo))
  await expectOneCall(agentId, { turns: 5, generation: 2 })
  const seconds = (Number(endedAt) - Number(answeredAt)) / 1000
  expect(Math.abs(((await t.rows(agentId)).calls[0]?.durationSeconds ?? 0) - seconds)).toBeLessThan(1.5)
  await agent.stop()
})

onPostgres('what was being said when a replica died is not said again', async () => {
  const { agentId, token, number } = await t.agent()
  const agent = talkingAgent({ url: () => t.b.url, token, answer: (said) => `${replyTo(said)}, at some length` })
  t.simulator.behave({ speechMsPerChar: 20 })

  const call = t.ring(number, [{ say: 'one' }, { say: 'two' }])
  await until(() => saidOn(call).some((text) => text.startsWith('reply to two')), 'the second reply is being spoken')
  await heardSome(call)
  await t.a.crash()
  await isBack(call)
  call.act({ say: 'three', now: true }, { say: 'four' }, { listen: true }, { hangup: true })
  await call.over()

  const replies = ['one', 'two', 'three', 'four'].map((word) => `${replyTo(word)}, at some length`)
  expect(saidOn(call)).toEqual(replies)
  await expectOneCall(agentId, { turns: 4, generation: 2 })
  await agent.stop()
})

onPostgres('an agent whose replica dies while it thinks answers by way of the other', async () => {
  const { agentId, token, number } = await t.agent()
  let url = t.b.url
  const agent = talkingAgent({
    url: () => url,
    token,
    async answer(said) {
      if (said === 'three') {
        await t.b.crash()
        url = t.a.url
      }
      return replyTo(said)
    }
  })

  const call = t.ring(number, HOLDS_FIVE_TURNS)
  await call.over()

  expect(call.heard().slice(1)).toEqual(WORDS.map(replyTo))
  await expectOneCall(agentId, { turns: 5, generation: 1 })
  await agent.stop()
})

onPostgres(
  'what a caller says while the replica at which the agent waits is dead reaches the agent at the other',
  async () => {
    const { agentId, token, number } = await t.agent()
    let url = t.b.url
    const agent = talkingAgent({ url: () => url, token, answer: replyTo })

    const call = t.ring(number, [{ say: 'one' }, { say: 'two' }])
    await call.hears(replyTo('two'))
    url = t.a.url
    await t.b.crash()
    call.act({ say: 'three' }, { say: 'four' }, { listen: true }, { hangup: true })
    await call.over()

    expect(call.heard().slice(1)).toEqual(['one', 'two', 'three', 'four'].map(replyTo))
    await expectOneCall(agentId, { turns: 4, generation: 1 })
    await agent.stop()
  }
)

onPostgres('an agent whose replica dies with the socket goes on at the other, and says nothing twice', async () => {
  const { agentId, token, number } = await t.agent()
  const agent = talkingAgent({
    url: () => t.door.url,
    token,
    answer: replyTo
  })
  // As long as a row may take.
  t.simulator.behave({ speechMsPerChar: 20 })

  const call = t.ring(number, [{ say: 'one' }, { say: 'two' }])
  await call.hears(replyTo('two'))
  await t.a.crash()
  await isBack(call)
  call.act({ say: 'three' }, { say: 'four' }, { listen: true }, { hangup: true })
  await call.over()

  expect(call.heard().slice(1)).toEqual(['one', 'two', 'three', 'four'].map(replyTo))
  await expectOneCall(agentId, { turns: 4, generation: 2 })
  await agent.stop()
})

onPostgres('a caller at one replica cuts the agent at the other short', async () => {
  const { agentId, token, number } = await t.agent()
  t.simulator.behave({ speechMsPerChar: 20 })
  const call = t.ring(number, [{ say: 'Tell me.' }])
  const { callId } = await t.incoming(token)
  const reply = async (text: string, more: object = {}) =>
    (
      await callTool<{ verdict: string; next?: object }>(t.b.url, token, 'comms_reply_to_caller', {
        callId,
        text,
        ...more
      })
    ).body
  expect(await reply('')).toMatchObject({ next: { kind: 'utterance', text: 'Tell me.' } })

  await reply('It is a long story, ', { final: false })
  call.act({ say: 'Stop!', interruptAfter: 6 })
  await until(() => call.frames('sent').some(({ type }) => type === 'interrupt'), 'the caller has cut in')
  const late = await reply('and here is all of it.')

  expect(late).toMatchObject({ verdict: 'late', next: { kind: 'interrupt', text: 'Stop!' } })
  expect('It is a long story, ').toContain((late.next as { spoken: string }).spoken)
  expect(await reply('Sorry.', { listenSeconds: 0 })).toMatchObject({ verdict: 'spoken' })
  call.act({ listen: true }, { hangup: true })
  await call.over()
  expect(saidOn(call)).toEqual(['It is a long story, ', 'Sorry.'])
  await expectOneCall(agentId, { turns: 2, generation: 1 })
})
