import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Child } from '../child.ts'
import type { Options } from '../options.ts'
import { type Aim, figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'
import { agentsFor, agentsOf, ECHO, echoOn, ownSubject, type VoiceSubject } from './voice-house.ts'

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
  const echo = await stage.startBaseline('ws-echo', {}, COLLECTING)
  const bare = await memoryOf(stage, echoOn(echo, 'some'), echoOn(echo, 'many'), calls)
  rows.push([ECHO, figure(bare.resident), figure(bare.alive)])
  for (const database of options.databases) {
    const server = await stage.startServer(`idle-${database}`, await stage.newDatabase(database), COLLECTING)
    const own = ownSubject(stage, server, database)
    const agents = async (count: number) => agentsOf(stage, server, agentsFor(count))
    const some = own('some', 'stream', await agents(someOf(calls)))
    const { resident, alive } = await memoryOf(stage, some, own('many', 'stream', await agents(calls)), calls)
    rows.push([`server, ${database}`, figure(resident), figure(alive)])
    aims.push({
      what: `resident memory of an idle call, ${database}, ${calls} calls`,
      ...{ goal: `≤ ${GOAL_KIB} KiB`, measured: `${figure(resident)} KiB`, met: resident <= GOAL_KIB }
    })
  }
  const head = ['program', 'resident KiB a call', 'alive KiB a call']
  return { tables: [{ title: `Memory of ${calls} idle calls`, head, rows }], aims }
}

const someOf = (calls: number) => Math.ceil(calls / 4)

/** What calls add where some are open already: those have paid for what is loaded, compiled and set aside once. */
async function memoryOf(stage: Stage, some: VoiceSubject, many: VoiceSubject, calls: number) {
  await stage.loader.run(some.open(someOf(calls)))
  const before = await collected(stage, some.server)
  await stage.loader.run(many.open(calls))
  const after = await collected(stage, some.server)
  for (const { name } of [many, some]) await stage.loader.run({ kind: 'voice-over', name })
  await some.server.stop()
  const each = (part: keyof typeof after) => (after[part] - before[part]) / calls
  return { resident: each('resident'), alive: each('alive') }
}

/** What is resident and what is alive once a server has collected its garbage, in KiB. */
async function collected({ folder }: Stage, server: Child) {
  const file = join(folder, `memory-${server.pid}`)
  await delay(SETTLE_MS)
  process.kill(server.pid, 'SIGWINCH')
  for (let waitedMs = 0; !existsSync(file) && waitedMs < COLLECTED_WITHIN_MS; waitedMs += 50) await delay(50)
  await delay(50)
  const alive = Number(readFileSync(file, 'utf8'))
  rmSync(file)
  return { resident: server.rssMiB() * 1024, alive }
}
