import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/db/open.ts'
import { jobLeases } from '../../src/db/schema/index.ts'
import { testApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

test('what is due is done without being asked for, from the start of the server', async () => {
  const clock = virtualClock()
  const t = await testApp({}, clock)
  const { securityToken } = await t.provision()
  t.simulator.fault({ operation: 'CreateMessage', status: 429, retryAfter: 3, times: 1 })
  const message = { channel: 'sms', to: '+15550100001', body: 'later' }

  const { body } = await t.call('comms_send_message', message, securityToken)
  const taken = () => t.simulator.texts({ direction: 'outbound' })
  expect([body['status'], taken().length]).toEqual(['queued', 0])
  await until(async () => {
    await clock.advance(1000)
    return taken().length > 0
  }, 'the message is sent again')

  expect(taken().map((text) => text.body)).toEqual(['later'])
})

test('the work is handed over when a replica ends', async () => {
  const clock = virtualClock()
  const t = await testApp({}, clock)
  const { db, close } = await openDatabase(t.config.databaseUrl)
  onTestFinished(close)
  await until(async () => (await db.select().from(jobLeases)).length > 0, 'this replica leads')

  t.app.server.closeAllConnections()
  await t.app.close()

  expect(await db.select().from(jobLeases)).toEqual([])
})
