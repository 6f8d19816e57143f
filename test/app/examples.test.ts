import { expect, test } from 'vitest'
import { whoIsPresent } from '../../src/delivery/presence.ts'
import { callHouse } from '../helpers/call-house.ts'
import { freePort } from '../helpers/postgres.ts'
import { until } from '../helpers/until.ts'
import { run } from './server-process.ts'

const SAID = ['Are you open on Saturday?', 'And on Sunday?']

/** A server with an agent, and an example that runs as a process of its own for it. */
async function house(file: string, more: Record<string, string> = {}) {
  const t = await callHouse({ ALLOW_PRIVATE_CALLBACKS: 'true' })
  const { agentId, channels, securityToken } = await t.provision()
  const example = run(`examples/voice/${file}`, { COMMS_URL: t.base, COMMS_TOKEN: securityToken, ...more })
  const number = channels.phone?.number ?? ''
  const ring = (said = SAID) =>
    t.ring(number, [{ listen: true }, ...said.map((say) => ({ say })), { listen: true }, { hangup: true }])
  const reachable = (way: string) =>
    until(
      async () => (await whoIsPresent(t.app, agentId)).some((present) => present === way),
      `the example is within reach as ${way}`
    )
  return { ...t, agentId, example, ring, reachable }
}

test.each([
  ['tools.ts', 'tool'],
  ['tools-sse.ts', 'tool'],
  ['sampling.ts', 'sampling'],
  ['attend.ts', 'attend'],
  ['stream.ts', 'stream']
])('examples/voice/%s holds a call', async (file, way) => {
  const { ring, reachable, violations } = await house(file)
  await reachable(way)

  const call = ring()
  await call.over()

  const answers = call.heard().slice(1)
  expect(answers.map((text) => text.replaceAll('"', ''))).toEqual(SAID.map((said) => `You said: ${said}`))
  expect(violations()).toEqual([])
})

test('examples/voice/attend.ts goes on with a call of more turns than a client answers in one request', async () => {
  const { ring, reachable } = await house('attend.ts')
  await reachable('attend')
  const words = Array.from({ length: 20 }, (_, n) => `word ${n}`)

  const call = ring(words)
  await call.over()

  expect(call.heard().slice(1)).toEqual(words.map((word) => `You said: "${word}"`))
})

test('examples/voice/endpoint.ts holds a call', async () => {
  const port = String(await freePort())
  const { example, agentId, must, ring, violations } = await house('endpoint.ts', { PORT: port })
  await until(() => example.printed.stdout.includes(port), 'the endpoint listens')
  await must('comms_update_agent', { agentId, brainUrl: `http://127.0.0.1:${port}/v1` })

  const call = ring()
  await call.over()

  expect(call.heard().slice(1)).toEqual(SAID.map((said) => `You said: ${said}`))
  expect(violations()).toEqual([])
})

test('examples/voice/messages.ts shows what the answering machine took, and answers it by text', async () => {
  const { example, ring, simulator } = await house('messages.ts')
  const call = ring()
  await call.over()

  await until(() => example.printed.stdout.includes(SAID.join('\n')), 'the message is shown')
  await until(
    () => simulator.texts({ direction: 'outbound' }).some(({ body }) => body.includes('I have your message')),
    'the caller is answered'
  )
})
