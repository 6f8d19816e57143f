import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agentPresence, calls } from '../../src/db/schema/index.ts'
import { nextTurn } from '../../src/delivery/line.ts'
import { takeLive } from '../../src/delivery/live-events.ts'
import { absent, forgetAbsent, present, whoIsPresent } from '../../src/delivery/presence.ts'
import { waitForEvents } from '../../src/delivery/wait.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { holding, lineHouse, listening, saying } from '../helpers/line-house.ts'
import { seedAgent } from '../helpers/test-deps.ts'

const tool = (by = 'tok_a') => ({ by, way: 'tool' as const })
const kindsOf = (taken: { event: { kind: string } }[]) => taken.map(({ event }) => event.kind)

/** A call that has come in, and what the caller has said that nobody listened for. */
async function house() {
  const base = await lineHouse()
  const { deps, call } = base
  const { line } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  return { ...base, line }
}

test('what is open on a live call goes to one of those who ask', async () => {
  const { deps, agent } = await house()

  const all = await Promise.all(['tok_a', 'tok_b', 'tok_c'].map((by) => takeLive(deps, agent, tool(by), { max: 10 })))

  expect(all.flatMap(kindsOf).sort()).toEqual(['call.incoming', 'call.turn'])
  expect(await takeLive(deps, agent, tool(), { max: 10 })).toEqual([])
})

test('only the kinds, the channel and the contact that were asked for are taken', async () => {
  const { deps, agent, call } = await house()
  const take = (query: object) => takeLive(deps, agent, tool(), { max: 10, ...query })

  expect(await take({ kinds: ['message.received'] })).toEqual([])
  expect(await take({ channel: 'sms' })).toEqual([])
  expect(await take({ contact: '+14155550188' })).toEqual([])
  expect(kindsOf(await take({ kinds: ['call.turn'], channel: 'voice', contact: call.contact }))).toEqual(['call.turn'])
  expect(kindsOf(await take({}))).toEqual(['call.incoming'])
})

test('nothing is taken of a call that is over, or of another agent', async () => {
  const { deps, agent, call } = await house()
  const other = await seedAgent(deps, agent.orgId)
  expect(await takeLive(deps, other, tool(), { max: 10 })).toEqual([])

  await deps.db.update(calls).set({ state: 'completed' }).where(eq(calls.id, call.id))

  expect(await takeLive(deps, agent, tool(), { max: 10 })).toEqual([])
})

test('a call that is over before the carrier says so brings nothing; one that was put through may come back', async () => {
  const { deps, agent, call } = await house()
  const endedBy = (by: 'caller' | 'transfer') => deps.db.update(calls).set({ endedBy: by }).where(eq(calls.id, call.id))

  await endedBy('caller')
  expect(await takeLive(deps, agent, tool(), { max: 10 })).toEqual([])
  await endedBy('transfer')
  expect(kindsOf(await takeLive(deps, agent, tool(), { max: 10 }))).toEqual(['call.incoming', 'call.turn'])
})

test('a turn that is left to the agent that holds the call is taken by no other', async () => {
  const { deps, agent, call, line } = await house()
  await takeLive(deps, agent, tool('tok_x'), { max: 10, kinds: ['call.incoming'] })
  await nextTurn(deps, call, listening('tok_a'))
  await line.offer(saying(call.id, 2, 'hello again'))

  expect(await takeLive(deps, agent, tool('tok_b'), { max: 10 })).toEqual([])
  expect(kindsOf(await takeLive(deps, agent, tool('tok_a'), { max: 10 }))).toEqual(['call.turn'])
})

test('a better way that is within reach has two seconds to be first', async () => {
  const { deps, agent, clock } = await house()
  await present(deps, agent, 'tool', 'tok_t', 60_000)
  const take = () => takeLive(deps, agent, { by: 'session_a', way: 'sampling' }, { max: 10 })

  expect(await take()).toEqual([])
  await clock.advance(2000)

  expect(kindsOf(await take())).toEqual(['call.incoming', 'call.turn'])
})

test('whoever waits for events gets what happens on calls before anything else, and without an ack', async () => {
  const { deps, agent } = await house()
  await receiveMessage(deps, arrivingSms(agent, 'a text'))
  const wait = () => waitForEvents(deps, agent, { max: 10 }, 0, new AbortController().signal, tool())

  // Whoever listened first to a caller who has spoken already would not answer him.
  expect(await wait()).toMatchObject({ events: [{ kind: 'call.turn', body: 'hello' }], lease: null })
  expect(await wait()).toMatchObject({ events: [{ kind: 'message.received' }], lease: expect.stringMatching(/^lse_/) })
})

test('what was taken for a client that is gone is there for the next one', async () => {
  const { deps, agent } = await house()
  const gone = new AbortController()
  gone.abort()

  expect(await waitForEvents(deps, agent, { max: 10 }, 0, gone.signal, tool('tok_b'))).toMatchObject({ events: [] })

  expect(kindsOf(await takeLive(deps, agent, tool('tok_a'), { max: 10 }))).toEqual(['call.incoming', 'call.turn'])
})

test('an agent is within reach for as long as it said, and its presence is written once in ten seconds', async () => {
  const { deps, agent, clock } = await lineHouse()
  const until = async () => (await deps.db.select().from(agentPresence))[0]?.until.getTime()
  await present(deps, agent, 'tool', 'tok_a', 20_000)
  const first = await until()
  await clock.advance(5000)
  await present(deps, agent, 'tool', 'tok_a', 20_000)
  expect(await until()).toBe(first)
  await clock.advance(19_999)
  expect(await whoIsPresent(deps, agent.id)).toEqual(['tool'])
  await present(deps, agent, 'stream', 'req_a', 20_000)
  await absent(deps, agent.id, 'stream', 'req_a')
  expect(await whoIsPresent(deps, agent.id)).toEqual(['tool'])

  await clock.advance(60_000)
  expect(await whoIsPresent(deps, agent.id)).toEqual([])
  await forgetAbsent(deps)

  expect(await until()).toBeUndefined()
})
