import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { quantile } from '../statistics.ts'
import type { InsertsJob, Outcome } from './job.ts'

const CREATE = 'create table if not exists plain (id text primary key, recipient text, body text, created_at text)'

/** Inserts one row after the other on each connection, each committed by itself, with nothing between driver and database. */
export async function runInserts({ databaseUrl, clients, until }: InsertsJob): Promise<Outcome> {
  const sql = postgres(databaseUrl, { max: clients, onnotice: () => undefined })
  try {
    await sql.unsafe(CREATE)
    await Promise.all(Array.from({ length: clients }, () => sql`select pg_sleep(0.01)`))
    const latencies: number[] = []
    const started = performance.now()
    const end = started + until.seconds * 1000
    async function run(): Promise<void> {
      for (let begun = performance.now(); begun < end; begun = performance.now()) {
        const row = [randomUUID(), '+14155570100', 'A text that goes out', new Date().toISOString()] as const
        await sql`insert into plain values (${row[0]}, ${row[1]}, ${row[2]}, ${row[3]})`
        latencies.push(performance.now() - begun)
      }
    }
    await Promise.all(Array.from({ length: clients }, run))
    const elapsedMs = performance.now() - started
    const [p50Ms, p99Ms] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
    return { requests: latencies.length, errors: 0, elapsedMs, p50Ms, p99Ms }
  } finally {
    await sql.end()
  }
}
