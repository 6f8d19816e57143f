import type { TalkOutcome, Times } from '../load/voice/job.ts'
import type { Options } from '../options.ts'
import { type Aim, figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'
import { median } from '../statistics.ts'
import { ECHO, type VoiceSubject, voiceSubjects } from './voice-house.ts'
import { isolation } from './voice-isolation.ts'
import { idleCalls } from './voice-memory.ts'
import { type Talking, wordByWord } from './voice-tokens.ts'

/** From one question of a caller to his next one, in milliseconds, where few and where many call. */
const EVERY_MS = { few: 2000, many: 5000 }
/** Beyond the p99 of the bare echo, in milliseconds. */
const OVERHEAD_MS = { few: 3, many: 5 }
const FIRST_GOAL = 1.5
/** What the way to the other replica and back may add to p50 and p99, in milliseconds. */
const REPLICA_P50_MS = 2
const REPLICA_P99_MS = 10
const WHOLE = { tokens: 1, gapMs: 0 }

/** One subject in one round. */
interface Sample extends TalkOutcome {
  cpuMicroseconds: number
}

interface Case {
  subject: VoiceSubject
  width: 'few' | 'many'
  calls: number
  samples: Sample[]
}

/** From a caller's question to the first token of its answer; tokens and interruptions; voice beside messages; memory of a call. */
export async function measureVoice(stage: Stage, options: Options): Promise<{ tables: Table[]; aims: Aim[] }> {
  const [few, many] = options.voiceCalls
  const subjects = await voiceSubjects(stage, options.databases, many)
  const narrow = subjects.map((subject): Case => ({ subject, width: 'few', calls: few, samples: [] }))
  const wide = subjects
    .filter(({ isWide }) => isWide)
    .map((subject): Case => ({ subject, width: 'many', calls: many, samples: [] }))
  const talking: Talking = { stage, options, everyMs: EVERY_MS.few }
  const owned = subjects.filter(({ isWide, database }) => isWide && database !== undefined)
  const sections: { tables: Table[]; aims: Aim[] }[] = []
  await withOpen(stage, narrow, async () => {
    await interleave(stage, options, narrow)
    sections.push(await wordByWord(talking, owned), await isolation(talking, owned))
  })
  await withOpen(stage, wide, () => interleave(stage, options, wide))
  await Promise.all(subjects.flatMap(({ server, agentsAt }) => [server.stop(), agentsAt?.stop()]))
  sections.unshift(report([...narrow, ...wide]))
  sections.push(await idleCalls(stage, options))
  return { tables: sections.flatMap(({ tables }) => tables), aims: sections.flatMap(({ aims }) => aims) }
}

async function withOpen(stage: Stage, cases: readonly Case[], work: () => Promise<void>): Promise<void> {
  for (const { subject, calls } of cases) await stage.loader.run(subject.open(calls))
  await work()
  for (const { subject } of cases) await stage.loader.run({ kind: 'voice-over', name: subject.name })
}

/** The first round has the first turns of all calls; every other one runs backwards. */
async function interleave(stage: Stage, options: Options, cases: readonly Case[]): Promise<void> {
  for (let round = 0; round < options.voiceRounds; round++) {
    for (const { subject, width, samples } of round % 2 === 0 ? cases : cases.toReversed()) {
      const before = subject.server.cpuMs()
      const outcome = await stage.loader.run({
        ...{ kind: 'voice-talk', name: subject.name, seconds: options.voiceSeconds, everyMs: EVERY_MS[width] },
        ...{ speaking: WHOLE, interrupts: false }
      })
      const turns = outcome.first.count + outcome.later.count
      samples.push({ ...outcome, cpuMicroseconds: ((subject.server.cpuMs() - before) * 1000) / turns })
    }
    process.stderr.write(`voice: round ${round + 1} of ${options.voiceRounds}, ${cases[0]?.calls} calls\n`)
  }
}

const later = ({ samples }: Case, part: keyof Times) => samples.map((sample) => sample.later[part])

/** How much more one case takes than another, in the same round. */
function beyond(one: Case, other: Case | undefined, part: 'p50Ms' | 'p99Ms'): number {
  const base = other ? later(other, part) : []
  return median(later(one, part).map((value, round) => value - (base[round] ?? Number.NaN)))
}

function report(cases: readonly Case[]): { tables: Table[]; aims: Aim[] } {
  const baseOf = ({ width }: Case) => cases.find((other) => other.subject.name === ECHO && other.width === width)
  const rows = cases.map((one) => {
    const times = (['p50Ms', 'p95Ms', 'p99Ms'] as const).map((part) => figure(median(later(one, part))))
    const cpu = figure(median(one.samples.map(({ cpuMicroseconds }) => cpuMicroseconds)))
    const more = one.subject.name === ECHO ? '' : figure(beyond(one, baseOf(one), 'p99Ms'))
    return [one.subject.name, String(one.calls), figure(firstP50(one)), ...times, more, cpu]
  })
  const head = [
    'who answers',
    'calls',
    'first turn p50 ms',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'p99 beyond bare ws',
    'CPU µs'
  ]
  const title = 'Calls: from a question to the first token of its answer'
  const aims = cases
    .filter(({ subject }) => subject.database !== undefined)
    .flatMap((one) => [...overheadAims(one, baseOf(one)), ...replicaAims(one, cases)])
  return { tables: [{ title, head, rows }], aims }
}

const firstP50 = ({ samples }: Case): number => samples[0]?.first.p50Ms ?? Number.NaN

function overheadAims(one: Case, base: Case | undefined): Aim[] {
  const { subject, width, calls } = one
  if (!subject.isWide) return []
  const p99 = beyond(one, base, 'p99Ms')
  const goal = OVERHEAD_MS[width]
  const first = firstP50(one) / median(later(one, 'p50Ms').slice(0, 1))
  return [
    {
      what: `p99 of the first token beyond that of ${ECHO}, ${subject.name}, ${calls} calls`,
      ...{ goal: `≤ ${goal} ms`, measured: `${figure(p99)} ms`, met: p99 <= goal }
    },
    {
      what: `p50 of the first turn / of later ones, ${subject.name}, ${calls} calls`,
      ...{ goal: `≤ ${FIRST_GOAL} ×`, measured: `${figure(first)} ×`, met: first <= FIRST_GOAL }
    }
  ]
}

/** Of agents that are connected to another server than the one that holds the socket. */
function replicaAims(one: Case, cases: readonly Case[]): Aim[] {
  const { subject, calls, width } = one
  if (subject.agentsAt === subject.server) return []
  const same = cases.find(
    (other) => other.width === width && other.subject.isWide && other.subject.database === subject.database
  )
  return (
    [
      ['p50Ms', REPLICA_P50_MS],
      ['p99Ms', REPLICA_P99_MS]
    ] as const
  ).map(([part, goal]) => {
    const more = beyond(one, same, part)
    return {
      what: `${part.slice(0, 3)} of the first token beyond an agent at the same replica, ${calls} calls`,
      ...{ goal: `≤ ${goal} ms`, measured: `${figure(more)} ms`, met: more <= goal }
    }
  })
}
