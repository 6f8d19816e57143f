import { expect, onTestFinished, test } from 'vitest'
import { callTool, cluster, provisionOn } from '../helpers/server-process.ts'
import { until } from '../helpers/until.ts'

const SENDS = 400
const CRASHES = 8

interface Sent {
  messageId: string
  status: string
}

test('however often the server dies while it sends, the carrier counts each intent once', async () => {
  const { replicas, simulator, master, close } = await cluster(1)
  onTestFinished(close)
  const [server] = replicas
  if (!server) throw new Error('no replica')
  await server.start()
  simulator.behave({ replies: false, webhookRetryDelaysMs: Array(240).fill(500) })
  simulator.fault({ operation: 'CreateMessage', delayMs: 20, times: -1 })
  const agent = await provisionOn(server.url, master)
  const send = (n: number) =>
    callTool<Sent>(server.url, agent.token, 'comms_send_message', {
      channel: 'sms',
      to: `+1415557${String(n).padStart(4, '0')}`,
      body: `intent ${n}`,
      idempotencyKey: `intent-${n}`
    }).catch(() => undefined)

  const answered = new Map<number, string>()
  const next = Array.from({ length: SENDS }, (_, n) => n)
  const worker = async () => {
    for (let n = next.shift(); n !== undefined; n = next.shift()) {
      const answer = await send(n)
      if (answer?.status === 200) answered.set(n, answer.body.messageId)
      else next.push(n)
    }
  }
  const workers = Array.from({ length: 8 }, worker)
  for (let crash = 1; crash <= CRASHES; crash++) {
    await until(() => answered.size >= (crash * SENDS) / (CRASHES + 2), 'some were answered', 120_000)
    await server.crash()
    await server.start()
  }
  await Promise.all(workers)
  const inbox = await settledStatuses(server.url, agent.token)

  const bodies = simulator.texts({ direction: 'outbound', limit: 100_000 }).map(({ body }) => body)
  expect(new Set(answered.values()).size).toBe(SENDS)
  expect(bodies.length).toBe(SENDS)
  expect(new Set(bodies).size).toBe(SENDS)
  expect(new Set(inbox)).toEqual(new Set(['delivered']))
})

/** Statuses of all messages once none is open any more. */
async function settledStatuses(url: string, token: string): Promise<string[]> {
  const open = ['sending', 'queued', 'unknown', 'sent']
  let statuses: string[] = []
  await until(
    async () => {
      statuses = []
      let cursor: string | undefined
      do {
        const args = { direction: 'outbound', limit: 100, ...(cursor !== undefined && { cursor }) }
        const page = await callTool<{ messages: { status: string }[]; cursor?: string }>(
          url,
          token,
          'comms_get_messages',
          args
        )
        statuses.push(...page.body.messages.map(({ status }) => status))
        cursor = page.body.cursor
      } while (cursor !== undefined)
      return statuses.length === SENDS && !statuses.some((status) => open.includes(status))
    },
    'every message is settled',
    600_000
  )
  return statuses
}
