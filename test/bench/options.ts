import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** Parts of the bench, in the order in which they run. */
const MEASURES = ['voice', 'calls', 'wake', 'history', 'audit', 'boot', 'memory'] as const
/** A part of the bench. */
export type Measure = (typeof MEASURES)[number]
/** Databases that the server runs on. */
const DATABASES = ['SQLite', 'Postgres'] as const
/** A database that the server runs on. */
export type DatabaseName = (typeof DATABASES)[number]

/** How a run is made. */
export interface Options {
  rounds: number
  /** Length of one case in one round. */
  seconds: number
  /** Calls of the run that looks for growth of memory. */
  growthCalls: number
  /** Rows of the short and of the long history. */
  historyRows: readonly [number, number]
  /** Links of the chain that is verified. */
  auditLinks: number
  wakeSamples: number
  boots: number
  /** Calls of the narrow and of the wide case of live calls. */
  voiceCalls: readonly [number, number]
  voiceRounds: number
  /** Length of one case of live calls in one round. */
  voiceSeconds: number
  /** Calls whose memory is measured. */
  idleCalls: number
  measures: readonly Measure[]
  databases: readonly DatabaseName[]
  /** Puts the figures into docs/performance.md. */
  write: boolean
  /** Only requests whose name has this text, with 8 clients: for a look at one of them. */
  request: string | undefined
  /** Where the servers leave their CPU profiles. */
  profile: string | undefined
  /** The command that was given, as it stands beside the figures. */
  command: string
}

const FULL = {
  rounds: 5,
  seconds: 2,
  growthCalls: 100_000,
  historyRows: [10_000, 1_000_000],
  auditLinks: 300_000,
  wakeSamples: 300,
  boots: 9,
  voiceCalls: [100, 1000],
  voiceRounds: 2,
  voiceSeconds: 4,
  idleCalls: 2000
}
const QUICK = {
  rounds: 1,
  seconds: 0.5,
  growthCalls: 10_000,
  historyRows: [10_000, 50_000],
  auditLinks: 20_000,
  wakeSamples: 30,
  boots: 2,
  voiceCalls: [20, 50],
  voiceRounds: 1,
  voiceSeconds: 3,
  idleCalls: 200
}

/** @throws Error naming an option that does not exist or has no such value. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      database: { type: 'string' },
      request: { type: 'string' },
      profile: { type: 'string' },
      write: { type: 'boolean', default: false }
    }
  })
  const usual = values.quick ? QUICK : FULL
  const given = args.filter((arg) => arg !== '--write')
  return {
    ...usual,
    historyRows: usual.historyRows as [number, number],
    voiceCalls: usual.voiceCalls as [number, number],
    rounds: positive('rounds', values.rounds, usual.rounds),
    seconds: positive('seconds', values.seconds, usual.seconds),
    measures: chosen('only', MEASURES, values.only),
    databases: chosen('database', DATABASES, values.database),
    write: values.write,
    request: values.request,
    profile: values.profile && resolve(values.profile),
    command: ['npm run bench', ...(given.length > 0 ? ['--', ...given] : [])].join(' ')
  }
}

function positive(name: string, given: string | undefined, usual: number): number {
  const value = given === undefined ? usual : Number(given)
  if (!(value > 0 && value <= 1000)) throw new Error(`--${name} is a number from 0 to 1000`)
  return value
}

function chosen<T extends string>(name: string, known: readonly T[], given: string | undefined): readonly T[] {
  const wanted = given?.toLowerCase().split(',')
  const found = known.filter((item) => wanted?.includes(item.toLowerCase()) ?? true)
  if (wanted && found.length < wanted.length) throw new Error(`--${name} is of ${known.join(', ')}`)
  return found
}
