import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import type { Caller } from '../../src/deps.ts'
import replyToCaller from '../../src/tools/reply-to-caller.ts'
import waitForEvents from '../../src/tools/wait-for-events.ts'
import { elsewhere, holding, lineHouse, saying } from '../helpers/line-house.ts'
import { runTool } from '../helpers/run-tool.ts'
import { seedAgent, seedOrganization } from '../helpers/test-deps.ts'
import { until } from '../helpers/until.ts'

async function house(values: Parameters<typeof lineHouse>[0] = {}) {
  const base = await lineHouse(values)
  const { deps, call, agent } = base
  const caller: Caller = { role: 'agent', orgId: agent.orgId, agentId: agent.id, tokenId: 'tok_a' }
  const reply = (text: string, more: object = {}, as = caller, at = deps) =>
    runTool(replyToCaller, at, as, { callId: call.id, text, ...more })
  const wait = (more: object = {}, as = caller) => runTool(waitForEvents, deps, as, { waitSeconds: 50, ...more })
  return { ...base, caller, reply, wait }
}

test('an agent learns of a call, hears the caller, answers, and hears what comes next, one tool call a turn', async () => {
  const { deps, call, agent, reply, wait } = await house()
  const waiting = wait()
  const { line, spoken } = holding(deps, call)

  const { events, ack } = await waiting
  expect(events).toMatchObject([
    { kind: 'call.incoming', callId: call.id, channel: 'voice', from: call.contact, to: call.ownAddress }
  ])
  expect(ack).toBeNull()
  const first = reply('')
  await until(() => line.listening() !== undefined, 'the agent listens')
  await line.offer(saying(call.id, 1, 'Are you open?'))
  expect(await first).toEqual({
    ...{ next: { kind: 'utterance', text: 'Are you open?' }, callState: 'in-progress', terminal: false },
    verdict: 'listening'
  })
  const second = reply('We are, until nine.')
  await until(() => spoken.length > 0 && line.listening() !== undefined, 'it is spoken, and the agent listens')
  await line.offer({ ...saying(call.id, 2, 'And Sunday?'), kind: 'interrupt', spoken: 'We are' })

  expect(await second).toMatchObject({
    next: { kind: 'interrupt', text: 'And Sunday?', spoken: 'We are' },
    verdict: 'spoken'
  })
  expect(spoken).toMatchObject([{ by: 'tok_a', text: 'We are, until nine.', last: true }])
  expect(agent.id).toBe(call.agentId)
})

test('a turn that nobody listens for is an event, and whoever takes it answers it', async () => {
  const { deps, call, reply, wait } = await house({ direction: 'outbound' })
  const { line, spoken } = holding(deps, call)
  await line.offer({ ...saying(call.id, 1, 'Who is there?'), digits: '5' })

  const { events } = await wait({ kinds: ['call.turn'] })

  expect(events).toMatchObject([
    { kind: 'call.turn', callId: call.id, body: 'Who is there?', digits: '5', untrusted: true }
  ])
  expect((await wait({ waitSeconds: 0 })).events).toEqual([])
  expect(await reply('It is me.', { listenSeconds: 0 })).toMatchObject({ verdict: 'spoken', terminal: false })
  expect(spoken).toMatchObject([{ text: 'It is me.' }])
})

test('words that come too late are not spoken, and the agent is given what waits for an answer now', async () => {
  const { deps, call, reply } = await house()
  const { line, spoken } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'What about'))
  await reply('')
  await line.offer(saying(call.id, 2, 'What about Monday?'))

  expect(await reply('What about what?')).toMatchObject({ verdict: 'late', next: { text: 'What about Monday?' } })

  expect(spoken).toEqual([])
})

test('words before the last are spoken at once, without waiting for the caller', async () => {
  const { deps, call, reply } = await house()
  const { line, spoken } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'Is it there?'))
  await reply('')

  expect(await reply('One moment.', { final: false })).toEqual({
    ...{ callState: 'in-progress', terminal: false, verdict: 'spoken' }
  })

  expect(spoken).toMatchObject([{ text: 'One moment.', last: false }])
})

test('what may not leave is not spoken, and the turn stays open for better words', async () => {
  const { deps, call, reply } = await house()
  const { line, spoken } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await reply('')

  const refusal = reply('My card is 4111 1111 1111 1111.')

  await expect(refusal).rejects.toMatchObject({ code: 'content_blocked' })
  await expect(refusal).rejects.not.toThrow('4111')
  expect(spoken).toEqual([])
  expect(await reply('Hello!', { listenSeconds: 0 })).toMatchObject({ verdict: 'spoken' })
})

test('on a call that is over nothing is spoken and the agent is told to stop', async () => {
  const { deps, call, reply } = await house()
  const { line, spoken } = holding(deps, call)
  const listening = reply('')
  await until(() => line.listening() !== undefined, 'the agent listens')
  line.ended()
  expect(await listening).toMatchObject({ next: { kind: 'ended' }, terminal: true })
  await deps.db.update(calls).set({ state: 'completed' }).where(eq(calls.id, call.id))

  expect(await reply('Hello?')).toEqual({
    ...{ next: { kind: 'ended' }, callState: 'completed', terminal: true, verdict: 'late' }
  })

  expect(spoken).toEqual([])
})

test('a call of another agent, of another organization or of nobody is not there, and nothing is said on it', async () => {
  const { deps, call, agent, reply } = await house()
  const { line, spoken } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  const neighbour = await seedAgent(deps, agent.orgId)
  const stranger = await seedAgent(deps, await seedOrganization(deps))
  const as = ({ id, orgId }: { id: string; orgId: string }): Caller => ({
    ...{ role: 'agent', orgId, agentId: id, tokenId: 'tok_b' }
  })
  const org: Caller = { role: 'org', orgId: stranger.orgId, tokenId: 'tok_c' }
  const own: Caller = { role: 'org', orgId: agent.orgId, tokenId: 'tok_o' }

  for (const other of [as(neighbour), as(stranger), org])
    await expect(reply('I listen in.', {}, other)).rejects.toMatchObject({ code: 'not_found' })
  await expect(reply('I am somebody else.', { agentId: neighbour.id }, own)).rejects.toMatchObject({
    code: 'not_found'
  })
  await expect(reply('Hello.', { callId: 'cal_nobody' })).rejects.toMatchObject({ code: 'not_found' })

  expect(spoken).toEqual([])
})

test('a token of the organization answers for its agent, from another replica', async () => {
  const { deps, call, agent, reply } = await house()
  const { line, spoken } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  const org: Caller = { role: 'org', orgId: agent.orgId, tokenId: 'tok_o' }
  const there = elsewhere(deps)

  expect(await reply('', {}, org, there)).toMatchObject({ next: { text: 'hello' } })
  expect(await reply('Hello!', { listenSeconds: 0 }, org, there)).toMatchObject({ verdict: 'spoken' })

  expect(spoken).toMatchObject([{ by: 'tok_o', text: 'Hello!' }])
})

test('an agent that waits long is told every ten seconds that it still waits', async () => {
  const { deps, call, caller, clock } = await house()
  const { line } = holding(deps, call)
  const told: number[] = []
  const progress = async (done: number) => void told.push(done)
  const context = { deps, caller, log: deps.log, signal: new AbortController().signal, progress }
  let answered = false
  const waiting = replyToCaller.run({ callId: call.id, text: '' }, context).finally(() => {
    answered = true
  })
  await until(() => line.listening() !== undefined, 'the agent listens')

  await until(async () => {
    await clock.advance(1000)
    return answered
  }, 'the wait is over')

  expect(told).toEqual([10_000, 20_000])
  expect(await waiting).toEqual({ callState: 'in-progress', terminal: false, verdict: 'listening' })
})
