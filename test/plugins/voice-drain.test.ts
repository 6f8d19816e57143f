import { expect, test } from 'vitest'
import { callSid, carrierHouse, socketIn } from '../helpers/carrier-house.ts'
import { until } from '../helpers/until.ts'

test('a shutdown closes the socket of a call when what is said is said, so that its carrier asks who goes on', async () => {
  const { app, comesIn, opens, row, content } = await carrierHouse()
  const sid = callSid()
  const { closed, frames, socket } = await opens(socketIn((await comesIn(sid)).text))
  await until(async () => (await row(sid)).generation === 1, 'the call is open')
  const { greeting = '' } = (await content((await row(sid)).id)) ?? {}
  const info = (name: string, value: string) => socket.send(JSON.stringify({ type: 'info', name, value }))
  info('agentSpeaking', 'on')

  const down = app.close()
  info('tokensPlayed', greeting)
  info('agentSpeaking', 'off')
  expect(await closed).toBe(1012)
  await down

  expect(frames.filter(({ type }) => type === 'end')).toEqual([])
})
