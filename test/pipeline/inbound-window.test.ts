import { expect, test } from 'vitest'
import { contactWindows } from '../../src/db/schema/index.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { PERSON, sendingHouse } from '../helpers/sending-house.ts'

test('every message notes when the person wrote last on its channel, with the message or not at all', async () => {
  const { deps, agent, clock } = await sendingHouse()
  const windows = () => deps.db.select().from(contactWindows)
  const first = arrivingSms(agent, 'Hello')
  await receiveMessage(deps, first)
  expect(await windows()).toEqual([{ orgId: agent.orgId, contact: PERSON, channel: 'sms', lastInboundAt: clock.now() }])

  await clock.advance(60_000)
  await receiveMessage(deps, first)
  expect(await windows()).not.toMatchObject([{ lastInboundAt: clock.now() }])

  const email = { channel: 'email', provider: 'resend', from: 'ada@example.com' } as const
  await receiveMessage(deps, arrivingSms(agent, 'Again'))
  await receiveMessage(deps, arrivingSms(agent, 'By email', email))
  const noted = (await windows()).map(({ contact, channel, lastInboundAt }) => [contact, channel, lastInboundAt])
  expect(noted).toHaveLength(2)
  expect(noted).toEqual(
    expect.arrayContaining([
      [PERSON, 'sms', clock.now()],
      ['ada@example.com', 'email', clock.now()]
    ])
  )
})
