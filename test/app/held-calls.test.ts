import { expect, onTestFinished, test } from 'vitest'
import { whoAwaits } from '../../src/delivery/awaiting.ts'
import type { CallView } from '../../src/schemas/call.ts'
import { callHouse } from '../helpers/call-house.ts'
import { MCP_CLIENTS, type TestClient } from '../helpers/mcp-clients.ts'
import { PHONE_AGENTS } from '../helpers/phone-agents.ts'
import { until } from '../helpers/until.ts'

const WORDS = ['one', 'two', 'three', 'four', 'five']
const FIVE_TURNS: Parameters<Awaited<ReturnType<typeof callHouse>>['ring']>[1] = [
  ...WORDS.map((say) => ({ say })),
  { listen: true },
  { hangup: true }
]

/** An agent that answers each turn with what was said, by tools alone, until the call is over. */
async function answerByTools(client: TestClient, agentSays: string[]): Promise<string[]> {
  const heard: string[] = []
  const must = async (name: string, args: Record<string, unknown>) => {
    const { isError, structuredContent, content } = await client.call(name, args)
    if (isError || !structuredContent) throw new Error(`${name}: ${content[0]?.text}`)
    return structuredContent as {
      events?: { kind: string; callId?: string; body?: string }[]
      next?: { kind: string; text?: string }
      terminal?: boolean
    }
  }
  let callId: string | undefined
  let said: string | undefined
  while (callId === undefined || said === undefined) {
    const { events = [] } = await must('comms_wait_for_events', { waitSeconds: 20 })
    for (const event of events) {
      callId = event.callId ?? callId
      if (event.kind === 'call.turn') said = event.body
    }
  }
  for (;;) {
    heard.push(said ?? '')
    const { next, terminal } = await must('comms_reply_to_caller', { callId, text: `${agentSays.shift()} ${said}` })
    if (terminal || next?.kind === 'ended') return heard
    said = next?.text
  }
}

test.each(MCP_CLIENTS)('an inbound call is held for five turns by tools alone: %s', async (_name, connect) => {
  const t = await callHouse()
  const { agentId, channels, securityToken } = await t.provision()
  const client = await connect(t.base, securityToken)
  const answered = answerByTools(client, ['a', 'b', 'c', 'd', 'e'])
  await until(async () => (await whoAwaits(t.app, agentId)) !== undefined, 'the agent is there')

  const call = t.ring(channels.phone?.number ?? '', FIVE_TURNS)
  await call.over()

  expect(await answered).toEqual(WORDS)
  expect(call.heard().slice(1)).toEqual(['a one', 'b two', 'c three', 'd four', 'e five'])
  expect(t.violations()).toEqual([])
  const list = async () => (await t.must<{ calls: CallView[] }>('comms_list_calls', {}, securityToken)).calls
  await until(async () => (await list())[0]?.terminal === true && (await list())[0]?.turns === 5, 'the call is over')
  expect(await list()).toMatchObject([{ direction: 'inbound', state: 'completed', endedBy: 'caller', turns: 5 }])
  await client.close()
})

test('a call of more turns than a client answers in one request is held to its end', async () => {
  const t = await callHouse()
  const { agentId, channels, securityToken } = await t.provision()
  let answers = 0
  const agent = await PHONE_AGENTS['a v2 client by input-required results']?.(t.base, securityToken, () => {
    answers += 1
    return `answer ${answers}`
  })
  onTestFinished(() => agent?.close())
  await until(async () => (await whoAwaits(t.app, agentId)) !== undefined, 'the agent is there')

  const said = Array.from({ length: 20 }, (_, at) => ({ say: `question ${at}` }))
  const call = t.ring(channels.phone?.number ?? '', [...said, { listen: true }, { hangup: true }])
  await call.over()

  expect(call.heard().slice(1)).toEqual(said.map((_, at) => `answer ${at + 1}`))
  await until(() => (agent?.told.length ?? 0) >= 3, 'the agent has come back')
  expect(agent?.told.map(({ turnsAnswered }) => turnsAnswered)).toEqual([8, 8, 4])
  expect(agent?.told.map((each) => 'callId' in each)).toEqual([true, true, false])
})

const NAMES = Object.keys(PHONE_AGENTS)

test.each(NAMES)('an inbound call is held for five turns, each of them by its agent alone: %s', async (name) => {
  const t = await callHouse()
  const { agentId, channels, securityToken } = await t.provision()
  const asked: string[] = []
  const agent = await PHONE_AGENTS[name]?.(t.base, securityToken, (question) => `answer ${asked.push(question)}`)
  onTestFinished(() => agent?.close())
  await until(async () => (await whoAwaits(t.app, agentId)) !== undefined, 'the agent is there')

  const call = t.ring(channels.phone?.number ?? '', FIVE_TURNS)
  await call.over()

  expect(asked).toHaveLength(WORDS.length)
  for (const [at, word] of WORDS.entries()) expect(asked[at]).toContain(JSON.stringify(word))
  expect(call.heard().slice(1)).toEqual(WORDS.map((_, at) => `answer ${at + 1}`))
  expect(t.violations()).toEqual([])
  const list = async () => (await t.must<{ calls: CallView[] }>('comms_list_calls', {}, securityToken)).calls
  await until(async () => (await list())[0]?.terminal === true && (await list())[0]?.turns === 5, 'the call is over')
  expect(await list()).toMatchObject([{ state: 'completed', endedBy: 'caller', turns: 5 }])
})
