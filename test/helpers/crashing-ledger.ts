import { workLate } from './late-worker.ts'
import { callTool, cluster, provisionOn } from './server-process.ts'
import { until } from './until.ts'
import { verifyLedger } from './verify-ledger.ts'

const WITHIN_MS = 300_000

/**
 * Sends to people in two countries through a carrier that cuts connections and refuses, while the server is killed again
 * and again; then lets the worker settle all of it. Returns what each verification of the ledger said, and how many the
 * carrier has on record.
 */
export async function crashWhileSending({ sends, crashes }: { sends: number; crashes: number }) {
  const many = await cluster(1, { DEFAULT_MAX_SPEND_PER_DAY: '100000', DEFAULT_MAX_SPEND_PER_MONTH: '100000' })
  try {
    const [server] = many.replicas
    if (!server) throw new Error('no replica')
    await server.start()
    const { simulator } = many
    simulator.behave({ replies: false, webhookRetryDelaysMs: [] })
    simulator.fault({ operation: 'CreateMessage', every: 7, times: -1, dropConnection: 'after' })
    simulator.fault({ operation: 'CreateMessage', every: 9, times: -1, dropConnection: 'before' })
    simulator.fault({ operation: 'CreateMessage', every: 11, times: -1, status: 400, code: 21612 })
    const agent = await provisionOn(server.url, many.master)
    const progress = sendAll(server.url, agent.token, sends)
    const verified = []
    for (let crash = 1; crash <= crashes; crash++) {
      await until(() => progress.answered >= (crash * sends) / (crashes + 2), 'some were answered', WITHIN_MS)
      await server.crash()
      verified.push(await verifyLedger(many.databaseUrl))
      await server.start()
    }
    await progress.done
    await server.stop()
    simulator.clearFaults()
    await workLate(many)
    verified.push(await verifyLedger(many.databaseUrl))
    return { verified, sent: simulator.texts({ direction: 'outbound', limit: 100_000 }).length }
  } finally {
    await many.close()
  }
}

/** Each intent is asked for until the server answers, under one key; eight at once. */
function sendAll(url: string, token: string, sends: number) {
  const next = Array.from({ length: sends }, (_, n) => n)
  const progress = { answered: 0, done: Promise.resolve<unknown>(undefined) }
  const send = async (n: number) => {
    // Of four people one lives where the estimate is far above the price.
    const to = n % 4 === 3 ? `+447400${100_000 + n}` : `+1415557${String(n).padStart(4, '0')}`
    const args = { channel: 'sms', to, body: `intent ${n}`, idempotencyKey: `intent-${n}` }
    const answers = () =>
      callTool(url, token, 'comms_send_message', args).then(
        () => true,
        () => false
      )
    await until(answers, 'the server answers', WITHIN_MS)
    progress.answered++
  }
  const worker = async () => {
    for (let n = next.shift(); n !== undefined; n = next.shift()) await send(n)
  }
  progress.done = Promise.all(Array.from({ length: 8 }, worker))
  // Whoever waits for it learns of its failure; nobody does when the test has failed before.
  progress.done.catch(() => undefined)
  return progress
}
