/** `npm run bench`: the server against the least servers of their kinds, in one run. Exits with 1 when a request failed. */
import { availableParallelism } from 'node:os'
import { fdatasyncMicroseconds } from './disk.ts'
import { measureAudit } from './measures/audit.ts'
import { measureBoot } from './measures/boot.ts'
import { measureCalls } from './measures/calls.ts'
import { measureHistory } from './measures/history.ts'
import { measureMemory } from './measures/memory.ts'
import { measureVoice } from './measures/voice.ts'
import { measureWake } from './measures/wake.ts'
import { type Measure, type Options, readOptions } from './options.ts'
import { type Aim, aimsTable, renderTable, type Table } from './report.ts'
import { type Stage, setStage } from './stage.ts'
import { writeFigures } from './write-figures.ts'

type Run = (stage: Stage, options: Options) => Promise<{ tables: Table[]; aims?: Aim[] }>

const RUNS: Record<Measure, Run> = {
  calls: measureCalls,
  wake: measureWake,
  history: measureHistory,
  audit: measureAudit,
  boot: measureBoot,
  memory: measureMemory,
  voice: measureVoice
}

const options = readOptions(process.argv.slice(2))
// One for each child that is to be ended.
process.setMaxListeners(100)
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
const report = await run(options)
console.log(report)
if (options.write) writeFigures(report)

async function run(wanted: Options): Promise<string> {
  await using stage = await setStage(wanted.profile)
  const tables: Table[] = []
  const aims: Aim[] = []
  const machine = `${availableParallelism()} shared cores, Node ${process.versions.node}, ${Math.round(fdatasyncMicroseconds(stage.folder))} µs for one fdatasync of 4 KiB`
  for (const measure of wanted.measures) {
    process.stderr.write(`${measure} …\n`)
    const result = await RUNS[measure](stage, wanted)
    tables.push(...result.tables)
    aims.push(...(result.aims ?? []))
  }
  const rounds = `${wanted.rounds} interleaved rounds of ${wanted.seconds} s a case; medians; no request failed`
  const parts = [`\`${wanted.command}\` on ${machine}. ${rounds}.`, ...tables.map(renderTable)]
  if (aims.length > 0) parts.push(renderTable(aimsTable(aims)))
  return parts.join('\n\n')
}
