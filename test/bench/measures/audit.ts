import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { GENESIS } from '../../../src/observability/seals.ts'
import { provision } from '../agents.ts'
import { entryTexts, sealedLog } from '../audit-rows.ts'
import { fillTable } from '../fill-history.ts'
import { MCP_HEADERS, toolCall } from '../load/mcp-session.ts'
import type { DatabaseName, Options } from '../options.ts'
import { ROOT } from '../programs.ts'
import { type Aim, figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'
import { median, quantile } from '../statistics.ts'

const VERIFY_GOAL = 0.38
const LAG_GOAL_MS = 1000
const CLIENTS = 8
/** Seconds of sending in which the seals are watched, for each second of a case. */
const LAG_SECONDS = 5
/** Between two recorded consents, each of which is audited. */
const RECORD_EVERY_MS = 10
/** Long enough for the last entries to be sealed. */
const SEALED_WITHIN_MS = 5000

/** How fast the audit log is verified, next to hashing the same bytes, and how long an entry waits for its seal while messages are sent. */
export async function measureAudit(stage: Stage, options: Options): Promise<{ tables: Table[]; aims: Aim[] }> {
  const texts = entryTexts(options.auditLinks)
  const verified: string[][] = []
  const lags: string[][] = []
  const aims: Aim[] = []
  for (const name of options.databases) {
    const { links, hashes, ratio } = await verification(stage, options, name, texts)
    verified.push([name, figure(hashes), figure(links), `${figure(ratio)} ×`])
    const what = `links of the audit log verified per second, ${name} / bare hash chain`
    aims.push({ what, goal: `≥ ${VERIFY_GOAL} ×`, measured: `${figure(ratio)} ×`, met: ratio >= VERIFY_GOAL })
    const waited = await sealLags(stage, options, name)
    const p99 = quantile(waited, 0.99)
    lags.push([name, String(waited.length), figure(quantile(waited, 0.5)), figure(p99)])
    aims.push({
      what: `p99 from an audit entry to its seal, ${name}, ${CLIENTS} clients send`,
      goal: `≤ ${LAG_GOAL_MS} ms`,
      measured: `${figure(p99)} ms`,
      met: p99 <= LAG_GOAL_MS
    })
  }
  const rates = ['database', 'bare hash chain per second', 'links verified per second', 'ratio']
  return {
    tables: [
      { title: 'Verifying the audit log', head: rates, rows: verified },
      { title: 'From an audit entry to its seal', head: ['database', 'entries', 'p50 ms', 'p99 ms'], rows: lags }
    ],
    aims
  }
}

async function verification(stage: Stage, options: Options, name: DatabaseName, texts: readonly string[]) {
  const url = await stage.newDatabase(name)
  const server = await stage.startServer(`audit-verify-${name}`, url)
  await server.stop()
  for (const table of sealedLog(texts.length)) await fillTable(url, table)
  await run(url, 'DELETE FROM audit_unsealed WHERE audit_id IN (SELECT audit_id FROM audit_seals)')
  const rates: { hashes: number; links: number }[] = []
  for (let round = 0; round < options.rounds; round++) {
    rates.push({ hashes: hashesPerSecond(texts), links: await verifiedPerSecond(stage, url, texts.length) })
  }
  return {
    hashes: median(rates.map(({ hashes }) => hashes)),
    links: median(rates.map(({ links }) => links)),
    ratio: median(rates.map(({ hashes, links }) => links / hashes))
  }
}

function hashesPerSecond(texts: readonly string[]): number {
  const started = performance.now()
  let link = GENESIS
  for (const text of texts) link = hash('sha256', link + text, 'hex')
  return (texts.length * 1000) / (performance.now() - started)
}

/** What an operator runs; its own clock leaves the start of the process out. @throws Error unless it finds the log whole. */
async function verifiedPerSecond(stage: Stage, databaseUrl: string, links: number): Promise<number> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, DATA_DIR: stage.folder }
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/audit-verify.ts'], { cwd: ROOT, env })
  const found = /([\d,]+) links\/s/.exec(stdout)?.[1]
  if (found === undefined || Number.parseInt(stdout, 10) < links || !stdout.includes(' 0 findings'))
    throw new Error(`the audit log did not verify: ${stdout}`)
  return Number(found.replaceAll(',', ''))
}

/** Milliseconds from each consent that was recorded while clients send to its seal. */
async function sealLags(stage: Stage, options: Options, name: DatabaseName): Promise<number[]> {
  const url = await stage.newDatabase(name)
  const server = await stage.startServer(`audit-lag-${name}`, url)
  const agents = []
  while (agents.length < CLIENTS) agents.push(await provision(server, stage.masterToken, `Audit ${agents.length}`))
  const sending = stage.loader.run({
    kind: 'calls',
    url: `${server.url}/mcp`,
    headers: MCP_HEADERS,
    tokens: agents.map(({ token }) => token),
    body: toolCall('comms_send_message', { to: '+14155570{m}', channel: 'sms', body: 'A text that goes out, {n}' }),
    expect: '"status":"sent"',
    clients: CLIENTS,
    until: { seconds: options.seconds * LAG_SECONDS },
    sessions: 'each'
  })
  let over = false
  const recording = record(server.url, stage.masterToken, () => over)
  const { errors, problem } = await sending.finally(() => {
    over = true
  })
  await recording
  if (errors > 0) throw new Error(`comms_send_message: ${problem}`)
  await delay(SEALED_WITHIN_MS)
  await server.stop()
  return readLags(url)
}

async function record(url: string, token: string, isOver: () => boolean): Promise<void> {
  for (let n = 0; !isOver(); n++) {
    const contactAddress = `+1415558${String(n % 10_000).padStart(4, '0')}`
    const answer = await fetch(`${url}/v1/tools/comms_record_consent`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ contactAddress, channel: 'sms' })
    })
    if (!answer.ok) throw new Error(`comms_record_consent: ${answer.status} ${await answer.text()}`)
    await delay(RECORD_EVERY_MS)
  }
}

/** An entry without a seal counts as one that never got any. */
async function readLags(url: string): Promise<number[]> {
  const lag = url.startsWith('file:')
    ? 'sealed_at - created_at'
    : 'cast(extract(epoch from sealed_at - created_at) * 1000 as double precision)'
  const joined = `FROM audit_log LEFT JOIN audit_seals ON audit_id = id WHERE event = 'consent.recorded'`
  const rows = await run(url, `SELECT ${lag} AS lag ${joined}`)
  return rows.map(({ lag }) => (lag === null ? Number.POSITIVE_INFINITY : Number(lag)))
}

async function run(url: string, statement: string): Promise<Record<string, unknown>[]> {
  if (!url.startsWith('file:')) {
    const sql = postgres(url, { max: 1, onnotice: () => undefined })
    return sql.unsafe(statement).finally(() => sql.end({ timeout: 5 }))
  }
  const database = new DatabaseSync(url.slice('file:'.length))
  try {
    return database.prepare(statement).all()
  } finally {
    database.close()
  }
}
