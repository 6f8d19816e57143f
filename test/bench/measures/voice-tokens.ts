import type { TalkOutcome } from '../load/voice/job.ts'
import type { Options } from '../options.ts'
import { type Aim, figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'
import type { VoiceSubject } from './voice-house.ts'

/** Calls that are open, and how their callers ask. */
export interface Talking {
  stage: Stage
  options: Options
  everyMs: number
}

/** An answer of a second, made as fast as a quick model does. */
const SPEAKING = { tokens: 40, gapMs: 25 }
const TOKEN_GOAL_MS = 2
const CUT_GOAL_MS = 20

/** How long each token takes from the agent to the carrier, and how long one still comes after an interruption. */
export async function wordByWord(
  { stage, options, everyMs }: Talking,
  subjects: readonly VoiceSubject[]
): Promise<{ tables: Table[]; aims: Aim[] }> {
  const rows: string[][] = []
  const aims: Aim[] = []
  for (const { name } of subjects) {
    const seconds = options.voiceSeconds * 2
    const job = { kind: 'voice-talk', name, seconds, everyMs, speaking: SPEAKING, interrupts: true } as const
    const outcome = await stage.loader.run(job)
    rows.push([name, ...figuresOf(outcome)])
    aims.push(...aimsOf(name, outcome))
  }
  const head = [
    'who answers',
    'tokens',
    'p50 ms',
    'p99 ms',
    'interruptions',
    'last token after p50 ms',
    'p99 ms',
    'most'
  ]
  return { tables: [{ title: 'Calls: each token, and what comes after an interruption', head, rows }], aims }
}

const figuresOf = ({ tokens, afterCut }: TalkOutcome): string[] => [
  ...[String(tokens.count), figure(tokens.p50Ms), figure(tokens.p99Ms)],
  ...[String(afterCut.count), figure(afterCut.p50Ms), figure(afterCut.p99Ms), figure(afterCut.mostMs)]
]

const aimsOf = (name: string, { tokens, afterCut }: TalkOutcome): Aim[] => [
  {
    what: `p99 of a token from the agent to the carrier, ${name}`,
    ...{ goal: `≤ ${TOKEN_GOAL_MS} ms`, measured: `${figure(tokens.p99Ms)} ms`, met: tokens.p99Ms <= TOKEN_GOAL_MS }
  },
  {
    what: `p99 of the last token after an interruption, ${name}`,
    ...{ goal: `≤ ${CUT_GOAL_MS} ms`, measured: `${figure(afterCut.p99Ms)} ms`, met: afterCut.p99Ms <= CUT_GOAL_MS }
  }
]
