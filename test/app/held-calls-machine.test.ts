import { describe, expect, test } from 'vitest'
import { callContents } from '../../src/db/schema/index.ts'
import { machinePhrasesIn } from '../../src/voice/machine-phrases.ts'
import { brainServer } from '../helpers/brain-server.ts'
import { callHouse } from '../helpers/call-house.ts'
import { flowing, whileFlowing } from '../helpers/flowing.ts'
import { productionHouse } from '../helpers/production-house.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const EN = machinePhrasesIn('en')
const NAME = 'Test Agent'
const SAID = [
  'Hello, is anybody there?',
  'Please say that the bicycle is ready.',
  'Call me after 8 in the evening.',
  'The lock is repaired too.',
  'No, that is all. Goodbye.'
]
/** What the script says to each of them. */
const SCRIPT = [`${EN.apology(NAME)} ${EN.askMessage}`, EN.askWishes, EN.askMore, EN.askMore, EN.goodbye(NAME)]

const script = async () => {
  const clock = virtualClock()
  return { ...(await callHouse({}, clock)), clock, asked: [] }
}

/** What the model makes of a step of the script. */
const worded = (step: string) =>
  `Well. ${step.replaceAll('I am sorry, ', 'Sorry: ')}`.split('. ').slice(0, 3).join('. ')

interface Asked {
  system: string
  messages: { role: string; content: string }[]
}

/** A model of Anthropic that words what it is told to say, and sums up in JSON. */
async function model(speak = worded) {
  const clock = virtualClock()
  const { url, asked, kill } = await brainServer((response, { body }) => {
    const { system } = JSON.parse(body) as Asked
    const step = /nothing more: (".*")/.exec(system)?.[1]
    const text = step ? speak(JSON.parse(step) as string) : JSON.stringify({ summary: 'A bicycle is ready.' })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const piece of text.split(/(?<= )/)) {
      const event = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } }
      response.write(`event: content_block_delta\ndata: ${JSON.stringify(event)}\n\n`)
    }
    response.end()
  })
  const house = await productionHouse({ ANTHROPIC_API_KEY: 'sk-ant-tests', ANTHROPIC_BASE_URL: url }, clock)
  return { ...house, clock, asked: asked as { body: string }[], kill }
}

const MACHINES = [
  ['the scripted machine', script, SCRIPT],
  ['the machine of a model', model, SCRIPT.map(worded)]
] as const

/** What was taken down on the one call. */
async function noted({ db, sealer }: Awaited<ReturnType<typeof callHouse>>['app']): Promise<string> {
  const [row] = await db.select().from(callContents)
  return row ? sealer.open(row.sealed, row.callId) : ''
}

/** What its agent finds when it comes back. */
const messages = async (must: Awaited<ReturnType<typeof callHouse>>['must'], token: string) => {
  const kinds = ['call.message']
  return (await must<{ events: Record<string, unknown>[] }>('comms_wait_for_events', { kinds }, token)).events
}

describe.each(MACHINES)('nobody answers, and %s', (_name, open, words) => {
  test('holds the call for five turns, and tells the agent of it when it comes back', async () => {
    const { app, clock, provision, ring, must, violations } = await open()
    const { channels, securityToken } = await provision()
    const passes = flowing(clock)
    const call = ring(channels.phone?.number ?? '', [...SAID.map((say) => ({ say })), { listen: true }])
    await passes(() => call.now().endedAt !== null, 'the call ends')

    expect(call.heard().slice(1)).toEqual(words)
    await until(async () => (await noted(app)).includes(SAID[3] ?? ''), 'all is written down')
    const events = await whileFlowing(clock, messages(must, securityToken))
    expect(events).toMatchObject([
      { kind: 'call.message', channel: 'voice', from: '+14155550123', to: channels.phone?.number, untrusted: true }
    ])
    const body = String(events[0]?.['body'])
    expect(body).toMatch(/Called at: 2026-06-15T15:\d\d/)
    for (const part of [SAID[1], SAID[3]]) expect(body).toContain(part)
    expect(body).toContain('Wishes to be reached: Call me after 8 in the evening.')
    expect(violations()).toEqual([])
  })

  test('is cut short like anybody else, and goes on with what was said', async () => {
    const { clock, provision, ring, must, simulator, violations } = await open()
    const { channels, securityToken } = await provision()
    const passes = flowing(clock)
    simulator.behave({ speechMsPerChar: 10 })
    const call = ring(channels.phone?.number ?? '', [
      { say: SAID[0] ?? '' },
      { say: SAID[1] ?? '', interruptAfter: 30 },
      { say: SAID[2] ?? '' },
      { say: SAID[4] ?? '' },
      { listen: true }
    ])
    await passes(() => call.frames('sent').some(({ type }) => type === 'interrupt'), 'the caller cuts in')
    simulator.behave({ speechMsPerChar: 0 })
    await passes(() => call.now().endedAt !== null, 'the call ends')

    const [cut] = call.frames('sent').filter(({ type }) => type === 'interrupt')
    expect(call.heard()[1]).toBe(cut?.['utteranceUntilInterrupt'])
    expect(words[0]?.startsWith(String(cut?.['utteranceUntilInterrupt']))).toBe(true)
    expect(call.tokensAfter(cut).filter(Boolean)).toEqual([words[1], words[2], words[4]])
    const events = await whileFlowing(clock, messages(must, securityToken))
    expect(events[0]?.['body']).toContain(SAID[1])
    expect(violations()).toEqual([])
  })
})

test('a model that dies in the middle of a call is followed by the script, in the same breath', async () => {
  const { clock, provision, ring, kill, asked, violations } = await model()
  const { channels } = await provision()
  const passes = flowing(clock)
  const call = ring(channels.phone?.number ?? '', [{ say: SAID[0] ?? '' }])
  await passes(() => call.heard().length === 2, 'the model speaks')
  const before = asked.length

  kill()
  call.act(...SAID.slice(1).map((say) => ({ say })), { listen: true })
  await passes(() => call.now().endedAt !== null, 'the call ends')

  expect(before).toBeGreaterThan(0)
  expect(call.heard().slice(1)).toEqual([worded(SCRIPT[0] ?? ''), ...SCRIPT.slice(1)])
  expect(violations()).toEqual([])
})

test('a model that hangs is not waited for longer than a few seconds, with something to hear meanwhile', async () => {
  const clock = virtualClock()
  const silent = await brainServer(() => undefined)
  const env = { ANTHROPIC_API_KEY: 'sk-ant-tests', ANTHROPIC_BASE_URL: silent.url }
  const { provision, ring } = await productionHouse(env, clock)
  const { channels } = await provision()
  const passes = flowing(clock)
  const call = ring(channels.phone?.number ?? '', [{ say: SAID[0] ?? '' }])
  await passes(() => silent.asked.length === 1, 'the model is asked')
  const askedAt = clock.now().getTime()
  await passes(() => call.heard().at(-1) === SCRIPT[0], 'the script speaks')

  expect(clock.now().getTime() - askedAt).toBeLessThan(5000)
  expect(call.heard().slice(1)).toEqual(['One moment, please.', SCRIPT[0]])
  expect(silent.state.closed).toBe(1)
})
