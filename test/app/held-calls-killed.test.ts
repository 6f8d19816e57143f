import { eq } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { callTurns } from '../../src/db/schema/index.ts'
import { whoAwaits } from '../../src/delivery/awaiting.ts'
import type { CallView } from '../../src/schemas/call.ts'
import { callHouse } from '../helpers/call-house.ts'
import { flowing } from '../helpers/flowing.ts'
import { MCP_CLIENTS } from '../helpers/mcp-clients.ts'
import { mortalAgent } from '../helpers/mortal-agent.ts'
import { PHONE_AGENTS, type Think } from '../helpers/phone-agents.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const NAMES = Object.keys(PHONE_AGENTS)
/** From a turn to the hand-over, in milliseconds; the first word of something else comes after the second number. */
const HAND_OVER_MS = 8000
const FILLER_MS = 1200
const FILLER = 'One moment, please.'
const MACHINE = 'Test Agent cannot go on with this call'

/** What was heard that is more than a plea for patience. */
const substance = (heard: string[]) => heard.filter((text) => text !== FILLER)

async function house() {
  const clock = virtualClock()
  const t = await callHouse({}, clock)
  const { agentId, channels, securityToken } = await t.provision()
  const passes = flowing(clock)
  const seen: string[] = []
  /** Until somebody else waits for calls than those who were seen to. */
  const waits = async (name: string) => {
    let other: string | undefined
    let isAsking = false
    const ask = async () => {
      isAsking = true
      other = (await whoAwaits(t.app, agentId, name.includes('sampling') ? seen : []))?.by
      isAsking = false
    }
    await passes(() => {
      if (!isAsking && other === undefined) void ask()
      return other !== undefined
    }, 'the agent waits for calls')
    seen.push(other ?? '')
  }
  return {
    ...{ t, agentId, securityToken, clock, passes, number: channels.phone?.number ?? '' },
    async attended(name: string, answers: string[]) {
      const agent = await mortalAgent(name, t.base, securityToken, answers)
      await waits(name)
      return agent
    },
    /** Another client of the agent, which answers everything. */
    async alsoAttended(name: string, think: Think, token = securityToken) {
      const agent = await PHONE_AGENTS[name]?.(t.base, token, think)
      onTestFinished(() => agent?.close())
      await waits(name)
    }
  }
}

test.each(NAMES)('an agent that is killed while it thinks: %s', async (name) => {
  const { t, clock, passes, number, securityToken, attended } = await house()
  const agent = await attended(name, ['We open at nine.'])
  const call = t.ring(number, [{ say: 'When do you open?' }, { say: 'Is the blue room free on Monday?' }])
  await passes(() => agent.asked.length === 2, 'the agent thinks')
  await agent.kill()
  const askedAt = clock.now().getTime()

  // Where the client is seen to be gone nobody waits for it.
  if (!name.includes('sampling')) {
    await clock.advance(FILLER_MS)
    await until(() => call.heard().includes(FILLER), 'the caller is asked to wait')
  }
  await clock.advance(askedAt + HAND_OVER_MS - clock.now().getTime())
  await until(() => call.heard().at(-1)?.includes(MACHINE) === true, 'the answering machine takes over')
  call.act({ say: 'Please call me after 8 in the evening.' }, { say: 'No, that is all.' }, { listen: true })
  const list = async () => (await t.must<{ calls: CallView[] }>('comms_list_calls', {}, securityToken)).calls
  await passes(async () => (await list())[0]?.terminal === true, 'the call is over')

  const [, connect] = MCP_CLIENTS.find(([known]) => known === 'the official v1 client over HTTP+SSE') ?? []
  const later = await connect?.(t.base, securityToken)
  onTestFinished(() => later?.close())
  const waited = await later?.call('comms_wait_for_events', {})
  const events = waited?.structuredContent?.['events'] as { kind: string; body?: string }[]
  expect(events.map(({ kind }) => kind)).toEqual(['call.message'])
  expect(events[0]).toMatchObject({ channel: 'voice', from: '+14155550123', to: number, callId: expect.any(String) })
  expect(events[0]?.body).toMatch(/2026-06-15T15:\d\d/)
  expect(events[0]?.body).toContain('Is the blue room free on Monday?')
  expect(events[0]?.body).toContain('after 8 in the evening')
  expect(call.heard()[1]).toBe('We open at nine.')
  expect(t.violations()).toEqual([])
})

test.each(NAMES)('who comes back while the answering machine talks has the next turn: %s', async (name) => {
  const { clock, t, passes, number, attended, alsoAttended } = await house()
  const agent = await attended(name, [])
  const call = t.ring(number, [{ say: 'When do you open?' }])
  await passes(() => agent.asked.length === 1, 'the agent thinks')
  await agent.kill()
  if (!name.includes('sampling')) await clock.advance(HAND_OVER_MS - 1000)
  await passes(
    () => call.heard().at(-1)?.includes('cannot take this call') === true,
    'the answering machine takes over'
  )

  const open = () => t.app.db.select().from(callTurns).where(eq(callTurns.state, 'open'))
  await passes(async () => (await open()).length === 0, 'it is written down')
  const asked: string[] = []
  await alsoAttended(name, (question) => `Here I am, ${asked.push(question)}.`)
  call.act({ say: 'Just the blue room, please.' }, { say: 'Until Monday.' }, { listen: true }, { hangup: true })
  await passes(() => call.now().endedAt !== null, 'the call ends')

  expect(asked[0]).toContain('Just the blue room, please.')
  expect(substance(call.heard()).slice(-2)).toEqual(['Here I am, 1.', 'Here I am, 2.'])
})

const BOTH = NAMES.flatMap((name) => [
  [name, 'under the same token'],
  [name, 'under another token']
])
test.each(BOTH)(
  'the turn of an agent that is killed goes to another client that is there: %s, %s',
  async (name, under) => {
    const { t, agentId, clock, passes, number, securityToken, attended, alsoAttended } = await house()
    const { token: another } = await t.must<{ token: string }>('comms_issue_token', { scope: 'agent', agentId })
    const agent = await attended(name, ['We open at nine.'])
    const call = t.ring(number, [{ say: 'When do you open?' }])
    await passes(() => call.heard().at(-1) === 'We open at nine.', 'the agent answers')
    const asked: string[] = []
    const token = under === 'under another token' ? another : securityToken
    await alsoAttended(name, (question) => `It is, ${asked.push(question)}.`, token)
    call.act({ say: 'Is the blue room free?' }, { say: 'And the red one?' }, { listen: true }, { hangup: true })
    await passes(() => agent.asked.length === 2, 'the agent thinks')
    await agent.kill()
    if (!name.includes('sampling')) await clock.advance(HAND_OVER_MS - 1000)
    await passes(() => call.now().endedAt !== null, 'the call ends')

    expect(asked[0]).toContain('Is the blue room free?')
    expect(substance(call.heard()).slice(-2)).toEqual(['It is, 1.', 'It is, 2.'])
    expect(call.heard().join(' ')).not.toContain(MACHINE)
  }
)
