import type { Turn } from '../delivery/turn.ts'
import type { Deps } from '../deps.ts'
import { toFailure } from '../errors.ts'
import type { AnswerWay } from '../schemas/call.ts'
import type { Breakers } from './breaker.ts'

/** A turn that somebody must answer, and what was said and heard before it. */
export interface Question {
  turn: Turn
  history: readonly { by: 'caller' | 'agent'; text: string }[]
}

/** How one piece of an answer is spoken. */
export interface Manner {
  /** Nothing more comes. */
  last?: boolean | undefined
  /** Whether the caller may cut it short; true by default. */
  interruptible?: boolean | undefined
  /** The way as it is told, where one way stands for several. */
  way?: AnswerWay | undefined
}

/** One way in which a turn can be answered. */
export interface Way {
  name: AnswerWay
  /** How long it has for its first word whatever its agent is given, in milliseconds. */
  handOverMs?: number
  /** Whether it is worth a try for this turn. */
  ready(question: Question): boolean | Promise<boolean>
  /** Answers piece by piece. Resolves when the answer is whole, also when it is silence; rejects when it fails. */
  answer(question: Question, say: (text: string, manner?: Manner) => void, signal: AbortSignal): Promise<void>
}

/** Where answers go. */
export interface Outlet {
  /** A piece of the one answer to a turn. */
  say(turn: number, text: string, last: boolean, manner: { interruptible?: boolean | undefined; way: AnswerWay }): void
  /** The caller has waited for long: something short may be said. */
  filler(turn: number): void
  /** A way was left for the next one. */
  handedOver(turn: number, from: AnswerWay): void
  /** No way is left. */
  unanswered(turn: number): void
}

/** Who answers on one call, and how patient the caller is taken to be. */
export interface Answerers {
  agentId: string
  /** Best first. */
  ways: readonly Way[]
  /** From a turn to a filler, in milliseconds. */
  fillerMs: number
  /** From the moment that a way is asked to the hand-over to the next, in milliseconds; a way may have a time of its own. */
  handOverMs: number
}

/** Finds one answer to each turn of a call. */
export interface Answering {
  /** Asks the ways in their order; what was asked before is over. */
  begin(question: Question): void
  /** Nobody need answer this turn any more. */
  cancel(turn: number): void
  close(): void
}

/** Longest pause within an answer, in milliseconds; after it the answer counts as whole. */
const STALL_MS = 8000

/** Asks one way after the other. Once a way has been left, or its turn is over, nothing that it says is passed on. */
export function answering(
  deps: Pick<Deps, 'clock' | 'log'> & { breakers: Breakers },
  answerers: Answerers,
  outlet: Outlet
): Answering {
  let current: { turn: number; over: AbortController } | undefined
  const end = () => {
    current?.over.abort()
    current = undefined
  }
  return {
    begin(question) {
      end()
      const over = new AbortController()
      current = { turn: question.turn.number, over }
      void askAll(deps, answerers, outlet, question, over.signal)
    },
    cancel(turn) {
      if (current?.turn === turn) end()
    },
    close: end
  }
}

async function askAll(
  deps: Pick<Deps, 'clock' | 'log'> & { breakers: Breakers },
  { agentId, ways, fillerMs, handOverMs }: Answerers,
  outlet: Outlet,
  question: Question,
  over: AbortSignal
): Promise<void> {
  const turn = question.turn.number
  const stopFiller = deps.clock.after(fillerMs, () => outlet.filler(turn))
  over.addEventListener('abort', stopFiller, { once: true })
  const speaker: Outlet = {
    ...outlet,
    say(...piece) {
      stopFiller()
      outlet.say(...piece)
    }
  }
  for (const way of ways) {
    const key = `${agentId} ${way.name}`
    if (!deps.breakers.allows(key) || !(await isReady(way, question)) || over.aborted) continue
    const { answered, error } = await ask(deps, way, way.handOverMs ?? handOverMs, speaker, question, over)
    if (over.aborted) return
    deps.breakers.record(key, answered)
    if (answered) return stopFiller()
    deps.log.warn({ event: 'answer_handed_over', agentId, way: way.name, code: error && toFailure(error).code })
    outlet.handedOver(turn, way.name)
  }
  stopFiller()
  if (!over.aborted) outlet.unanswered(turn)
}

async function isReady(way: Way, question: Question): Promise<boolean> {
  try {
    return await way.ready(question)
  } catch {
    return false
  }
}

/** What has been said is never taken back: a way that fails after its first word has answered. */
async function ask(
  { clock }: Pick<Deps, 'clock'>,
  way: Way,
  handOverMs: number,
  outlet: Outlet,
  question: Question,
  over: AbortSignal
): Promise<{ answered: boolean; error?: unknown }> {
  const left = new AbortController()
  const leave = () => left.abort()
  over.addEventListener('abort', leave, { once: true })
  let stopTimer = clock.after(handOverMs, leave)
  let spoken: AnswerWay | undefined
  let closed = false
  const say = (text: string, { last = false, interruptible, way: told = way.name }: Manner = {}) => {
    if (left.signal.aborted || closed || (text === '' && !last)) return
    stopTimer()
    stopTimer = clock.after(STALL_MS, leave)
    spoken = told
    closed = last
    outlet.say(question.turn.number, text, last, { interruptible, way: told })
  }
  let error: unknown
  let whole = false
  try {
    await Promise.race([way.answer(question, say, left.signal), aborted(left.signal)])
    whole = !left.signal.aborted
  } catch (thrown) {
    error = thrown
  }
  stopTimer()
  over.removeEventListener('abort', leave)
  const answered = spoken !== undefined || whole
  if (answered && !closed && !over.aborted) outlet.say(question.turn.number, '', true, { way: spoken ?? way.name })
  closed = true
  leave()
  return { answered, error }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
