import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { messages } from '../../src/db/schema/index.ts'
import { testApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const SENDS = 200

test('while the carrier cuts connections before and after the work, it counts each intent once, and every row ends as on its record', async () => {
  const clock = virtualClock()
  const t = await testApp({}, clock)
  t.simulator.behave({ replies: false })
  const { securityToken } = await t.provision()
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after', times: 60 })
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'before', times: 60 })
  const intents = Array.from({ length: SENDS }, (_, n) => ({ channel: 'sms', to: '+14155550123', body: `intent ${n}` }))

  const answers = await Promise.all(intents.map((intent) => t.call('comms_send_message', intent, securityToken)))
  const rows = () => t.app.db.select().from(messages).where(eq(messages.direction, 'outbound'))
  await until(
    async () => {
      await clock.advance(10_000)
      await t.simulator.idle()
      return (await rows()).every(({ status }) => status === 'delivered')
    },
    'every row is settled',
    90_000
  )

  const record = t.simulator.texts({ direction: 'outbound', limit: 10_000 })
  const ours = (await rows()).map(({ providerRef, status }) => [providerRef, status])
  expect(answers.filter(({ body }) => body['status'] === 'unknown')).toHaveLength(120)
  expect(record.map(({ body }) => body).sort()).toEqual(intents.map(({ body }) => body).sort())
  expect(ours.sort()).toEqual(record.map(({ sid, status }) => [sid, status]).sort())
})
