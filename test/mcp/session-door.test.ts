import { expect, test } from 'vitest'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'
import { doorApp } from './door-app.ts'
import { answerOf, eventsIn, HEADERS, readUntil, rpc, wireTo } from './wire.ts'

const WAIT = { name: 'test_wait', arguments: {} }
const other = { authorization: 'Bearer token-b' }

test('a session is closed to another owner, to an unknown version and after its DELETE, and serves another token of its owner', async () => {
  const { base } = await doorApp()
  const { post, session } = wireTo(base)
  const own = await session()
  const status = async (headers: Record<string, string>) => (await post(rpc('tools/list'), headers)).status
  const remove = async (headers: Record<string, string>) =>
    (await fetch(`${base}/mcp`, { method: 'DELETE', headers: { authorization: HEADERS.authorization, ...headers } }))
      .status

  expect(await status({ ...own, ...other })).toBe(404)
  expect(await status({ ...own, authorization: 'Bearer token-a2' })).toBe(200)
  expect(await status({ ...own, 'mcp-protocol-version': '1999-01-01' })).toBe(400)
  expect(await status({})).toBe(400)
  expect(await status({ 'mcp-session-id': 'of another replica' })).toBe(404)
  expect(await remove({ ...own, ...other })).toBe(404)
  expect(await remove({ ...own, 'content-type': 'application/json' })).toBe(200)
  expect(await status(own)).toBe(404)
})

test('a call is answered as the client accepts: JSON, a stream, or not at all; a batch in one answer', async () => {
  const { base } = await doorApp()
  const { post, session } = wireTo(base)
  const own = await session('2025-06-18')
  const call = rpc('tools/call', { name: 'test_steps', arguments: { steps: 2 }, _meta: { progressToken: 'p' } })

  const json = await post(call, { ...own, accept: 'application/json' })
  const stream = await post(call, { ...own, accept: 'text/event-stream' })
  const neither = await post(call, { ...own, accept: 'text/html' })
  const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }
  const batch = (await (await post([rpc('ping', {}, 'a'), initialized, rpc('tools/list', {}, 'b')], own)).json()) as {
    id: string
  }[]

  expect(json.headers.get('content-type')).toContain('application/json')
  const kinds = eventsIn(await stream.text()).map(({ data }) => data.method ?? 'answer')
  expect(kinds).toEqual(['notifications/progress', 'notifications/progress', 'answer'])
  expect(neither.status).toBe(406)
  expect(batch.map(({ id }) => id).sort()).toEqual(['a', 'b'])
})

test('a dropped call stream is resumed without loss or repetition, by its owner only', async () => {
  const { base } = await doorApp()
  const { post, session, stream } = wireTo(base)
  const own = await session()
  const call = rpc('tools/call', { name: 'test_steps', arguments: { steps: 10 }, _meta: { progressToken: 'p' } })
  const resume = (id: string, headers = {}) => stream('/mcp', { ...own, 'last-event-id': id, ...headers })

  const seen = eventsIn(await readUntil(await post(call, own), (text) => eventsIn(text).length >= 3)).slice(0, 3)
  const last = seen.at(-1)?.id ?? ''
  const foreign = await resume(last, other)
  const unknown = await resume('99999~p1')
  const rest = eventsIn(await (await resume(last)).text())
  const again = eventsIn(await (await resume(last)).text())

  expect([foreign.status, unknown.status]).toEqual([404, 400])
  const progress = [...seen, ...rest].map(({ data }) => data.params?.progress ?? 'answer')
  expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 'answer'])
  expect(again).toEqual(rest)
})

test('a call that takes long becomes a stream that can be resumed and is kept alive', async () => {
  const clock = virtualClock()
  const { base, gates } = await doorApp({ clock })
  const { post, session } = wireTo(base)
  const own = await session()
  const held = post(rpc('tools/call', { name: 'test_hold', arguments: {} }), own)
  await until(() => gates.release.length === 1, 'the call begins')

  await clock.advance(3000)
  const response = await held
  const start = await readUntil(response, (text) => text.includes('data: \n\n'), true)
  await clock.advance(15_000)
  await readUntil(response, (text) => text.includes(': ping'), true)
  gates.release[0]?.()
  const rest = await readUntil(response, () => false)

  expect(start).toMatch(/^id: \d+~p1\nretry: 1000\ndata: \n\n/)
  expect(eventsIn(rest).at(-1)?.data.result?.structuredContent).toEqual({ finished: true })
})

test('the request of a call that was cancelled ends, and no id is taken twice at a time', async () => {
  const { base, gates } = await doorApp()
  const { post, session, cancel } = wireTo(base)
  const own = await session()
  const waiting = post(rpc('tools/call', WAIT, 'w'), own)
  await until(() => gates.begun === 1, 'the call begins')

  const twice = await post(rpc('tools/call', WAIT, 'w'), own)
  const sameInBatch = await post([rpc('ping', {}, 'x'), rpc('ping', {}, 'x')], own)
  await cancel('w', own)

  expect([twice.status, sameInBatch.status]).toEqual([400, 400])
  expect((await waiting).status).toBe(202)
  await until(() => gates.aborted === 1, 'the tool notices')
})

test('what a cancelled call says reaches no stream', async () => {
  const { base, bus, gates } = await doorApp()
  const { post, session, cancel, stream } = wireTo(base)
  const own = await session()
  const talkative = await post(rpc('tools/call', { ...WAIT, _meta: { progressToken: 'p' } }, 't'), own)
  const standalone = await stream('/mcp', own)
  await until(() => gates.begun === 1, 'the call begins')

  await cancel('t', own)
  const said = eventsIn(await talkative.text()).map(({ data }) => data.method)
  await until(() => gates.aborted === 1, 'the tool notices')
  await post(rpc('resources/subscribe', { uri: 'comms://inbox' }), own)
  await bus.publish('inbox:agent-a')
  const heard = eventsIn(await readUntil(standalone, (text) => text.includes('updated'))).map(({ data }) => data.method)

  expect(said).toEqual(['notifications/progress'])
  expect(heard).toEqual(['notifications/resources/updated'])
})

test('the standalone stream, one at a time, also brings what happened before it was opened; unsubscribing ends it', async () => {
  const { base, bus } = await doorApp()
  const { post, session, stream } = wireTo(base)
  const own = await session()
  await post(rpc('resources/subscribe', { uri: 'comms://inbox' }), own)
  await bus.publish('inbox:agent-a')
  await answerOf(post(rpc('ping'), own))

  const open = await stream('/mcp', own)
  const second = await stream('/mcp', own)
  const brought = await readUntil(open, (text) => text.includes('resources/updated'), true)
  await post(rpc('resources/unsubscribe', { uri: 'comms://inbox' }), own)
  await bus.publish('inbox:agent-a')
  await fetch(`${base}/mcp`, { method: 'DELETE', headers: { authorization: HEADERS.authorization, ...own } })
  const rest = await readUntil(open, () => false)

  expect(second.status).toBe(409)
  expect(brought).toContain('comms://inbox')
  expect(rest).not.toContain('updated')
})

test('an idle session is closed, one with an open stream is kept', async () => {
  const clock = virtualClock()
  const { base } = await doorApp({ clock }, { limits: { idleSeconds: 3 } })
  const { post, session, stream } = wireTo(base)
  const idle = await session()
  const live = await session()
  const open = await stream('/mcp', live)

  await clock.advance(5000)
  const statuses = [(await post(rpc('ping'), idle)).status, (await post(rpc('ping'), live)).status]
  await open.body?.cancel()

  expect(statuses).toEqual([404, 200])
})

test('one owner’s silent sessions make room for new ones, a busy one stays, and the process holds no more than it may', async () => {
  const { base, gates } = await doorApp({}, { limits: { maxSessions: 3, maxPerOwner: 2 } })
  const { post, session, initialize, cancel } = wireTo(base)
  const busy = await session()
  const call = post(rpc('tools/call', WAIT, 'w'), busy)
  await until(() => gates.begun === 1, 'the call begins')
  const silent = await session()

  const next = await session()
  const statuses = await Promise.all([busy, silent, next].map(async (own) => (await post(rpc('ping'), own)).status))
  await session('2025-11-25', other)
  const full = await initialize('2025-11-25', { authorization: 'Bearer token-org' })
  await cancel('w', busy)
  await call

  expect(statuses).toEqual([200, 404, 200])
  expect(full.status).toBe(503)
})

test('a revoked token ends the sessions and calls that used it at once, on whatever replica it was revoked', async () => {
  const { base, bus, gates, tokens } = await doorApp()
  const { post, session, stream } = wireTo(base)
  const own = await session()
  const kept = await session('2025-11-25', { authorization: 'Bearer token-a2' })
  const open = await stream('/mcp', own)
  const call = post(rpc('tools/call', WAIT), own)
  await until(() => gates.begun === 1, 'the call begins')

  tokens.delete('token-a')
  await bus.publish('token.revoked', 'tok_a')
  await readUntil(open, () => false)
  await until(() => gates.aborted === 1, 'the tool comes back')

  expect((await call).status).toBe(404)
  expect((await post(rpc('ping'), own)).status).toBe(401)
  expect((await post(rpc('ping'), { ...own, authorization: 'Bearer token-a2' })).status).toBe(404)
  expect((await post(rpc('ping'), kept)).status).toBe(200)
})

test('a stream whose token has expired is ended within a minute, others are kept', async () => {
  const clock = virtualClock()
  const { base, tokens } = await doorApp({ clock })
  const { post, session, stream } = wireTo(base)
  const own = await session()
  const kept = await session('2025-11-25', other)
  const open = await stream('/mcp', own)
  const openKept = await stream('/mcp', kept)

  tokens.delete('token-a')
  await clock.advance(61_000)
  await readUntil(open, () => false)

  expect((await post(rpc('ping'), kept)).status).toBe(200)
  expect((await stream('/mcp', kept)).status).toBe(409)
  await openKept.body?.cancel()
})
