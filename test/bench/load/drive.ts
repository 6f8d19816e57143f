import { setTimeout as delay } from 'node:timers/promises'
import { quantile } from '../statistics.ts'
import { Connection } from './connection.ts'
import type { Outcome, Until } from './job.ts'
import type { Answer } from './response-reader.ts'

/** Requests of one client; undefined when there are no more. */
export type NextRequest = () => string | undefined

/** Longest part of an answer that is shown when it is not right. */
const PROBLEM_CHARS = 400

/**
 * Keeps one request under way on each connection until the end, or fewer where that is more than `perSecond` together;
 * every answer must have this text and a 2xx.
 */
export async function drive(
  url: URL,
  clients: NextRequest[],
  until: Until,
  expect: string,
  perSecond = Number.POSITIVE_INFINITY
): Promise<Outcome> {
  const connections = await Promise.all(clients.map(() => Connection.open(url)))
  const latencies: number[] = []
  const wrong: string[] = []
  let left = 'requests' in until ? until.requests : Number.POSITIVE_INFINITY
  const started = performance.now()
  const end = 'seconds' in until ? started + until.seconds * 1000 : Number.POSITIVE_INFINITY
  let slot = started
  async function paced(): Promise<void> {
    slot = Math.max(slot + 1000 / perSecond, performance.now())
    if (slot > performance.now()) await delay(slot - performance.now())
  }
  async function run(connection: Connection, next: NextRequest): Promise<void> {
    while (left > 0 && wrong.length < 100) {
      await paced()
      const begun = performance.now()
      const request = begun < end ? next() : undefined
      if (request === undefined) return
      left--
      const answer = await connection.ask(request)
      latencies.push(performance.now() - begun)
      if (!isRight(answer, expect)) wrong.push(`${answer.status} ${answer.body.slice(0, PROBLEM_CHARS)}`)
    }
  }
  await Promise.all(connections.map((connection, index) => run(connection, clients[index] as NextRequest)))
  const elapsedMs = performance.now() - started
  for (const connection of connections) connection.close()
  return {
    requests: latencies.length,
    errors: wrong.length,
    ...(wrong[0] !== undefined && { problem: wrong[0] }),
    elapsedMs,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99)
  }
}

const isRight = ({ status, body }: Answer, expect: string): boolean =>
  status >= 200 && status < 300 && body.includes(expect)
