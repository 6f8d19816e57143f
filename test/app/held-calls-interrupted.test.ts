import { eq } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { callTurns } from '../../src/db/schema/index.ts'
import { callHouse } from '../helpers/call-house.ts'
import { flowing } from '../helpers/flowing.ts'
import { MCP_CLIENTS } from '../helpers/mcp-clients.ts'
import { PHONE_AGENTS, type Think } from '../helpers/phone-agents.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

/** Long enough that nobody hears the end of it. */
const LONG = `We have ${Array.from({ length: 100 }, (_, n) => `room ${n}`).join(', ')} and a garden.`
const NAMES = Object.keys(PHONE_AGENTS)

async function house() {
  const clock = virtualClock()
  const t = await callHouse({}, clock)
  const { channels, securityToken } = await t.provision()
  return {
    ...{ t, securityToken, clock, passes: flowing(clock), number: channels.phone?.number ?? '' },
    async attended(name: string, think: Think) {
      const agent = await PHONE_AGENTS[name]?.(t.base, securityToken, think)
      onTestFinished(() => agent?.close())
      // Who can be asked at any time is found within a second.
      await clock.advance(2000)
    }
  }
}

test.each(NAMES)('a long answer is cut short, and its agent learns what of it was heard: %s', async (name) => {
  const { t, passes, number, attended } = await house()
  const asked: string[] = []
  await attended(name, (question) => {
    asked.push(question)
    t.simulator.behave({ speechMsPerChar: 20 })
    return asked.length === 1 ? LONG : 'Room 7 is free.'
  })

  const call = t.ring(number, [
    { say: 'What do you have?' },
    { say: 'Stop, just one room.', interruptAfter: 30 },
    { listen: true },
    { hangup: true }
  ])
  await passes(() => call.now().endedAt !== null, 'the call ends')

  const [cut] = call.frames('sent').filter(({ type }) => type === 'interrupt')
  const spoken = String(cut?.['utteranceUntilInterrupt'])
  expect(LONG.startsWith(spoken) && spoken.length < 60, spoken).toBe(true)
  expect(asked).toHaveLength(2)
  expect(asked[1]).toContain('Stop, just one room.')
  expect(asked[1]).toContain(JSON.stringify(spoken))
  expect(asked[1]).not.toContain('a garden')
  expect(call.heard().slice(1)).toEqual([spoken, 'Room 7 is free.'])
  expect(call.tokensAfter(cut)).toEqual(['Room 7 is free.'])
  expect(t.violations()).toEqual([])
})

test.each(NAMES)('what was thought out while the caller went on is not spoken: %s', async (name) => {
  const { t, passes, number, attended } = await house()
  const asked: string[] = []
  const thought = Promise.withResolvers<string>()
  await attended(name, (question) => {
    asked.push(question)
    return asked.length === 1 ? thought.promise : 'Monday is fine.'
  })

  const call = t.ring(number, [{ say: 'Are you open' }])
  await passes(() => asked.length === 1, 'the agent thinks')
  call.act({ say: 'on Monday?', now: true }, { listen: true }, { hangup: true })
  const turns = () => t.app.db.select().from(callTurns).where(eq(callTurns.number, 2))
  await passes(async () => (await turns()).length === 1, 'the caller goes on')
  thought.resolve('We are always open.')
  await passes(() => call.now().endedAt !== null, 'the call ends')

  expect(asked).toHaveLength(2)
  expect(asked[1]).toContain('Are you open on Monday?')
  expect(call.heard().slice(1).join(' ')).not.toContain('always')
  expect(call.heard().at(-1)).toBe('Monday is fine.')
  expect(t.violations()).toEqual([])
})

test.each(MCP_CLIENTS)('no word of an answer that was cut short is spoken after it: %s', async (_name, connect) => {
  const { t, passes, securityToken, number } = await house()
  const client = await connect(t.base, securityToken)
  onTestFinished(() => client.close())
  const events: { callId: string }[] = []
  void client
    .call('comms_wait_for_events', { kinds: ['call.turn'] })
    .then(({ structuredContent }) => events.push(...((structuredContent?.['events'] ?? []) as typeof events)))
  const call = t.ring(number, [{ say: 'What do you have?' }])
  await passes(() => events.length > 0, 'the agent is asked')
  const callId = events[0]?.callId
  const says = async (args: Record<string, unknown>) => {
    const { structuredContent, content } = await client.call('comms_reply_to_caller', { callId, ...args })
    return structuredContent ?? content
  }

  t.simulator.behave({ speechMsPerChar: 20 })
  expect(await says({ text: LONG, final: false })).toMatchObject({ verdict: 'spoken', terminal: false })
  call.act({ say: 'Stop!', interruptAfter: 30 })
  await passes(() => call.frames('sent').at(-1)?.type === 'prompt', 'the caller cuts in')
  const more = await says({ text: 'And then there is the tower.' })

  const [cut] = call.frames('sent').filter(({ type }) => type === 'interrupt')
  expect(more).toMatchObject({
    ...{ verdict: 'late', terminal: false },
    next: { kind: 'interrupt', text: 'Stop!', spoken: cut?.['utteranceUntilInterrupt'] }
  })
  expect(call.tokensAfter(cut)).toEqual([])
  expect(await says({ text: 'Sorry.', final: false })).toMatchObject({ verdict: 'spoken' })
  expect(call.tokensAfter(cut)).toEqual(['Sorry.'])
})
