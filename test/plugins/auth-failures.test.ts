import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/db/open.ts'
import { loginFailures } from '../../src/db/schema/index.ts'
import { testApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

test('refused tokens are counted by address at every door, requests without one are not', async () => {
  const clock = virtualClock()
  const t = await testApp({}, clock)
  const { db, close } = await openDatabase(t.config.databaseUrl)
  onTestFinished(close)
  const ask = (path: string, headers: Record<string, string> = {}, method = 'POST') =>
    fetch(t.base + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body: '{}' })
    })
  const wrong = { authorization: 'Bearer comms_a_wrong' }

  await ask('/v1/tools/comms_ping', wrong)
  await ask('/mcp', wrong)
  await ask('/sse?token=wrong', {}, 'GET')
  await ask('/v1/tools/comms_ping')
  await ask('/v1/tools/comms_ping', { authorization: `Bearer ${t.master}` })

  await until(async () => {
    await clock.advance(10_000)
    return (await db.select().from(loginFailures)).length > 0
  }, 'the count is written')
  expect(await db.select().from(loginFailures)).toMatchObject([{ key: expect.stringMatching(/^token:/), failures: 3 }])
})
