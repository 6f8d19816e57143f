import { once } from 'node:events'
import { expect, test } from 'vitest'
import { callTurns } from '../../src/db/schema/index.ts'
import { exchangeOf } from '../../src/delivery/exchange.ts'
import { toHolder } from '../../src/delivery/line-messages.ts'
import { storedTurn } from '../../src/delivery/turn-rows.ts'
import { callSid, carrierHouse, socketIn } from '../helpers/carrier-house.ts'
import { until } from '../helpers/until.ts'

/** A call whose greeting has been spoken. */
async function quietCall() {
  const house = await carrierHouse()
  const sid = callSid()
  const opened = await house.opens(socketIn((await house.comesIn(sid)).text))
  await until(async () => (await house.row(sid)).generation === 1, 'the call is open')
  const { greeting = '' } = (await house.content((await house.row(sid)).id)) ?? {}
  const info = (name: string, value: string) => opened.socket.send(JSON.stringify({ type: 'info', name, value }))
  const say = (voicePrompt: string) => opened.socket.send(JSON.stringify({ type: 'prompt', voicePrompt, last: true }))
  /** All frames that were sent before have been read: a pong comes after them. */
  const arrived = async () => {
    opened.socket.ping()
    await once(opened.socket, 'pong')
  }
  info('agentSpeaking', 'on')
  info('tokensPlayed', greeting)
  info('agentSpeaking', 'off')
  return { ...house, ...opened, sid, info, say, arrived }
}

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

test('a caller who speaks at the shutdown is heard to the end, and answered', async () => {
  const { app, closed, frames, info, say, row, sid, arrived } = await quietCall()
  info('clientSpeaking', 'on')
  await arrived()

  const down = app.close()
  await until(() => !app.accepting(), 'the shutdown began')
  say('What I wanted to say')
  await until(() => frames.some(({ type }) => type === 'text'), 'it is answered')
  info('tokensPlayed', frames.map(({ token }) => token ?? '').join(''))
  expect(await closed).toBe(1012)

  expect(await row(sid)).toMatchObject({ turns: 1, state: 'in-progress' })
  await down
})

test('a carrier that asks a replica on its way out what comes next is told to ask again', async () => {
  const { app, info, closed, socketOver, sid, arrived } = await quietCall()
  info('clientSpeaking', 'on')
  await arrived()
  const down = app.close()
  await until(() => !app.accepting(), 'the shutdown began')

  const { status, text } = await socketOver(sid, { SessionStatus: 'failed' }, 3)

  expect(status).toBe(200)
  expect(text).toMatch(/<Pause length="4"\/><Redirect method="POST">[^<]*step=relay&amp;n=3<\/Redirect>/)
  info('clientSpeaking', 'off')
  expect(await closed).toBe(1012)
  await down
})

test('what a caller says while his socket is being given away is kept for whoever goes on', async () => {
  const { app, closed, say, row, sid, socket, arrived } = await quietCall()
  await arrived()
  socket.pause()

  const down = app.close()
  const { id } = await row(sid)
  await until(() => !exchangeOf(app).answersHere(toHolder(id)), 'the call is given away')
  say('One more thing')
  const said = async () => (await app.db.select().from(callTurns)).map((each) => storedTurn(app, each).turn.text)
  await until(async () => (await said()).includes('One more thing'), 'it is written down')
  socket.resume()

  expect(await closed).toBe(1012)
  await down
})
