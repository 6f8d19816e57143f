import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Child } from '../child.ts'
import type { Options } from '../options.ts'
import { type Aim, figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'
import { agentsFor, agentsOf, echoOf, ownSubject, type VoiceSubject } from './voice-house.ts'

const GOAL_KIB = 25
/** What preloads the collector into a server. */
const COLLECTING = ['--expose-gc', '--import', join(import.meta.dirname, '../collect.ts')]
const SETTLE_MS = 3000
const COLLECTED_WITHIN_MS = 10_000

/** Memory of calls that are open and silent, each with an agent on its line, after all garbage was collected. */
export async function idleCalls(stage: Stage, options: Options): Promise<{ tables: Table[]; aims: Aim[] }> {
  const calls = options.idleCalls
  const rows: string[][] = []
  const aims: Aim[] = []
  const echo = await echoOf(stage, COLLECTING)
  rows.push([echo.name, ...(await memoryOf(stage, echo, calls)).map(figure)])
  for (const database of options.databases) {
    const server = await stage.startServer(`idle-${database}`, await stage.newDatabase(database), COLLECTING)
    const agents = await agentsOf(stage, server, agentsFor(calls))
    const name = `server, ${database}`
    const [resident = Number.NaN, alive = Number.NaN] = await memoryOf(
      stage,
      ownSubject(stage, server, database)(name, 'stream', agents),
      calls
    )
    rows.push([name, figure(resident), figure(alive)])
    aims.push({
      what: `resident memory of an idle call, ${database}, ${calls} calls`,
      ...{ goal: `≤ ${GOAL_KIB} KiB`, measured: `${figure(resident)} KiB`, met: resident <= GOAL_KIB }
    })
  }
  const head = ['program', 'resident KiB a call', 'alive KiB a call']
  return { tables: [{ title: `Memory of ${calls} idle calls`, head, rows }], aims }
}

/** A few calls before make the server load what it loads once. */
async function memoryOf(stage: Stage, { name, server, open }: VoiceSubject, calls: number): Promise<number[]> {
  const end = () => stage.loader.run({ kind: 'voice-over', name })
  await stage.loader.run(open(Math.ceil(calls / 20)))
  await end()
  const before = await collected(stage, server)
  await stage.loader.run(open(calls))
  const after = await collected(stage, server)
  await end()
  await server.stop()
  return after.map((kib, part) => (kib - (before[part] ?? Number.NaN)) / calls)
}

/** What is resident and what is alive once a server has collected its garbage, in KiB. */
async function collected({ folder }: Stage, server: Child): Promise<number[]> {
  const file = join(folder, `memory-${server.pid}`)
  await delay(SETTLE_MS)
  process.kill(server.pid, 'SIGWINCH')
  for (let waitedMs = 0; !existsSync(file) && waitedMs < COLLECTED_WITHIN_MS; waitedMs += 50) await delay(50)
  await delay(50)
  const alive = Number(readFileSync(file, 'utf8'))
  rmSync(file)
  return [server.rssMiB() * 1024, alive]
}
