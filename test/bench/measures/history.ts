import { type BenchAgent, provision } from '../agents.ts'
import type { Child } from '../child.ts'
import { fillHistory } from '../fill-history.ts'
import { contactOf, historyRows } from '../history-rows.ts'
import type { CallsJob } from '../load/job.ts'
import { MCP_HEADERS, toolCall } from '../load/mcp-session.ts'
import type { DatabaseName, Options } from '../options.ts'
import { type Aim, figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'
import { median } from '../statistics.ts'

const GOAL = 1.3
/** Calls of one kind in one round; the p99 of a round rests on ten of them. */
const CALLS = 1000

/** A kind of call, and what stands in a right answer to it. */
interface Kind {
  tool: string
  args: object
  expect: string
}

const read = (args: object): Kind => ({ tool: 'comms_get_messages', args, expect: '"messages":[{"id":"msg_' })
const KINDS: Readonly<Record<string, Kind>> = {
  'comms_get_messages, the newest 50': read({}),
  'comms_get_messages, the newest 50 with one contact': read({ contactNumber: contactOf(7) }),
  'comms_get_messages, the newest 50 texts': read({ channel: 'sms' }),
  comms_send_message: {
    tool: 'comms_send_message',
    args: { to: '+14155570{m}', channel: 'sms', body: 'A text that goes out, number {n}' },
    expect: '"status":"sent"'
  }
}

/** p99 of calls when there is little history and when there is much of it, in interleaved rounds. */
export async function measureHistory(stage: Stage, options: Options): Promise<{ tables: Table[]; aims: Aim[] }> {
  const rows: string[][] = []
  const aims: Aim[] = []
  for (const name of options.databases) {
    const [short, long] = await Promise.all(options.historyRows.map((count) => houseWith(stage, name, count)))
    if (!short || !long) continue
    for (const [what, kind] of Object.entries(KINDS)) {
      const times: [number[], number[]] = [[], []]
      for (let round = 0; round <= options.rounds; round++) {
        const pair = [await p99Of(stage, short, kind), await p99Of(stage, long, kind)] as const
        // The first round warms up.
        if (round === 0) continue
        times[0].push(pair[0])
        times[1].push(pair[1])
      }
      const ratio = median(times[1].map((value, round) => value / (times[0][round] ?? Number.NaN)))
      rows.push([`${what}, ${name}`, ...times.map((values) => figure(median(values))), `${figure(ratio)} ×`])
      aims.push({
        what: `p99 of ${what}, ${name}: ${options.historyRows.join(' and ')} rows`,
        goal: `≤ ${GOAL} ×`,
        measured: `${figure(ratio)} ×`,
        met: ratio <= GOAL
      })
    }
    await Promise.all([short.server.stop(), long.server.stop()])
  }
  const [few, many] = options.historyRows
  const head = ['call', `p99 ms, ${few} rows`, `p99 ms, ${many} rows`, 'ratio']
  return { tables: [{ title: 'With history', head, rows }], aims }
}

interface House {
  server: Child
  agent: BenchAgent
}

/** The rows are put in while no server runs, so that none has them in memory. */
async function houseWith(stage: Stage, database: DatabaseName, count: number): Promise<House> {
  const url = await stage.newDatabase(database)
  const name = `history-${database}-${count}`
  const first = await stage.startServer(name, url)
  const agent = await provision(first, stage.masterToken, 'History')
  await first.stop()
  await fillHistory(url, historyRows(agent, count))
  return { server: await stage.startServer(name, url), agent }
}

async function p99Of(stage: Stage, { server, agent }: House, { tool, args, expect }: Kind): Promise<number> {
  const job: CallsJob = {
    kind: 'calls',
    url: `${server.url}/mcp`,
    headers: MCP_HEADERS,
    tokens: [agent.token],
    body: toolCall(tool, args),
    expect,
    clients: 1,
    until: { requests: CALLS },
    sessions: 'each'
  }
  const { errors, problem, p99Ms } = await stage.loader.run(job)
  if (errors > 0) throw new Error(`${tool}: ${problem}`)
  return p99Ms
}
