import { expect, onTestFinished, test } from 'vitest'
import { callTool, cluster, provisionOn } from '../helpers/server-process.ts'
import { until } from '../helpers/until.ts'

const EVENTS = 1000

interface Answer {
  events: { id: string; body?: string }[]
  ack: string | null
}

/** An agent that takes its events and acknowledges them, over every crash of its server; counts how often it got each. */
function consume(url: string, token: string) {
  const got = new Map<string, number>()
  let ack: string | null = null
  let stopped = false
  const loop = async () => {
    while (!stopped) {
      const args = { waitSeconds: 1, max: 100, kinds: ['message.received'], ...(ack !== null && { ack }) }
      const answer = await callTool<Answer>(url, token, 'comms_wait_for_events', args).catch(() => undefined)
      if (answer?.status !== 200) continue
      ack = answer.body.ack
      for (const { body } of answer.body.events) got.set(body ?? '', (got.get(body ?? '') ?? 0) + 1)
    }
  }
  const done = loop()
  return {
    got,
    async stop() {
      stopped = true
      await done
    }
  }
}

test('every inbound message that got its 200 reaches the agent exactly once, however often the server dies', {
  timeout: 180_000
}, async () => {
  const { replicas, simulator, master, close } = await cluster(1)
  onTestFinished(close)
  const [server] = replicas
  if (!server) throw new Error('no replica')
  await server.start()
  const agent = await provisionOn(server.url, master)
  simulator.behave({ copies: 2, webhookRetryDelaysMs: Array(240).fill(500) })
  const consumer = consume(server.url, agent.token)

  for (let n = 0; n < EVENTS; n++) {
    simulator.sms({ from: `+1415556${String(n).padStart(4, '0')}`, to: agent.number, body: `event ${n}` })
    if (n % 10 === 9) await new Promise((resolve) => setImmediate(resolve))
    if (n === 250 || n === 500 || n === 750) {
      await until(() => simulator.webhooks({ state: 'accepted', limit: EVENTS }).length > n / 4, 'some were accepted')
      await server.crash()
      await server.start()
    }
  }
  const inbound = () => simulator.webhooks({ limit: EVENTS }).filter((event) => event.kind === 'message.received')
  const deadline = performance.now() + 120_000
  while (consumer.got.size < EVENTS && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50))
  await consumer.stop()

  const accepted = inbound().filter((event) => event.state === 'accepted')
  expect(accepted).toHaveLength(EVENTS)
  expect(consumer.got.size).toBe(EVENTS)
  expect([...consumer.got].filter(([, times]) => times !== 1)).toEqual([])
})
