import { setTimeout as delay } from 'node:timers/promises'
import { provision } from '../agents.ts'
import type { Child } from '../child.ts'
import type { CallsJob } from '../load/job.ts'
import { MCP_HEADERS, toolCall } from '../load/mcp-session.ts'
import type { Options } from '../options.ts'
import { type Aim, figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'

const IDLE_MS = 3000
const GOAL_MIB = 10
const CLIENTS = 8

/** Memory of an idle process, and what calls on one session add to it. */
export async function measureMemory(stage: Stage, options: Options): Promise<{ tables: Table[]; aims: Aim[] }> {
  const rows: string[][] = []
  const aims: Aim[] = []
  const echo = await stage.startBaseline('mcp-echo')
  const bare = await grow(stage, options, echo, { tokens: [], tool: 'echo', expect: '"text":"hello"' })
  rows.push(['bare echo tool', ...bare.map(figure)])
  for (const name of options.databases) {
    const server = await stage.startServer(`memory-${name}`, await stage.newDatabase(name))
    const { token } = await provision(server, stage.masterToken, 'Memory')
    const grown = await grow(stage, options, server, { tokens: [token], tool: 'comms_ping', expect: '"pong":true' })
    rows.push([`server, ${name}`, ...grown.map(figure)])
    const growth = grown[2] ?? Number.NaN
    aims.push({
      what: `growth over ${options.growthCalls} calls, ${name}`,
      goal: `≤ ${GOAL_MIB} MiB`,
      measured: `${figure(growth)} MiB`,
      met: growth <= GOAL_MIB
    })
  }
  const head = ['program', 'idle MiB', 'warm MiB', `growth over ${options.growthCalls} calls MiB`]
  return { tables: [{ title: 'Memory (resident)', head, rows }], aims }
}

/** Idle, after a warm-up as long as the run, and what the run then added. */
async function grow(
  stage: Stage,
  options: Options,
  server: Child,
  { tokens, tool, expect }: { tokens: string[]; tool: string; expect: string }
): Promise<number[]> {
  const job: CallsJob = {
    kind: 'calls',
    url: `${server.url}/mcp`,
    headers: MCP_HEADERS,
    tokens,
    body: toolCall(tool, { message: 'hello' }),
    expect,
    clients: CLIENTS,
    until: { requests: options.growthCalls },
    sessions: 'one'
  }
  await delay(IDLE_MS)
  const idle = server.rssMiB()
  const run = async () => {
    const { errors, problem } = await stage.loader.run(job)
    if (errors > 0) throw new Error(`${tool}: ${problem}`)
    await delay(IDLE_MS)
    return server.rssMiB()
  }
  const warm = await run()
  const after = await run()
  await server.stop()
  return [idle, warm, after - warm]
}
