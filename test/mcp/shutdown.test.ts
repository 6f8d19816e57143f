import { expect, test } from 'vitest'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'
import { doorApp } from './door-app.ts'
import { answerOf, HEADERS, readUntil, rpc, wireTo } from './wire.ts'

const WAIT = { name: 'test_wait', arguments: {} }
const HOLD = { name: 'test_hold', arguments: {} }
const rest = (base: string, name: string) =>
  fetch(`${base}/v1/tools/${name}`, { method: 'POST', headers: HEADERS, body: '{}' })

test('at shutdown calls that wait come back at once with their answers, over every door, and streams end', async () => {
  const { app, base, gates } = await doorApp()
  const { post, modern, session, stream } = wireTo(base)
  const own = await session()
  const streams = await Promise.all([
    stream('/mcp', own),
    stream('/sse'),
    modern('subscriptions/listen', { notifications: { resourceSubscriptions: ['comms://inbox'] } })
  ])
  const calls = [post(rpc('tools/call', WAIT), own), modern('tools/call', WAIT), rest(base, 'test_wait')]
  await until(() => gates.begun === 3, 'the calls begin')

  const closed = app.close()
  const answers = await Promise.all(calls)
  await Promise.all(streams.map((open) => readUntil(open, () => false).catch(() => 'cut')))
  await closed

  expect(await answerOf(answers[0] as Response)).toMatchObject({ result: { structuredContent: { aborted: true } } })
  expect(await answerOf(answers[1] as Response)).toMatchObject({ result: { structuredContent: { aborted: true } } })
  expect(await (answers[2] as Response).json()).toEqual({ aborted: true })
})

test('at shutdown a call that works is waited for', async () => {
  const { app, base, gates } = await doorApp()
  const { post, modern, session } = wireTo(base)
  const own = await session()
  const calls = [post(rpc('tools/call', HOLD), own), modern('tools/call', HOLD), rest(base, 'test_hold')]
  await until(() => gates.release.length === 3, 'the calls begin')

  const closing = app.close()
  await new Promise((resolve) => setImmediate(resolve))
  for (const release of gates.release) release()

  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200])
  await closing
})

test('at shutdown a call that does not end is given up when its time is over', async () => {
  const clock = virtualClock()
  const { app, base, gates } = await doorApp({ clock }, {}, { SHUTDOWN_DEADLINE_SECONDS: '10' })
  const { post, modern, session } = wireTo(base)
  const own = await session()
  const plain = { accept: 'application/json' } // others get a stream after two seconds, which then just ends
  const calls = [post(rpc('tools/call', HOLD), { ...own, ...plain }), modern('tools/call', HOLD, plain)]
  await until(() => gates.release.length === 2, 'the calls begin')

  const closing = app.close()
  await until(async () => {
    await clock.advance(1000)
    return clock.now().getTime() >= Date.parse('2026-06-15T15:00:11.000Z')
  }, 'the time is over')

  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([404, 503])
  await closing
})
