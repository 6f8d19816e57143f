import type { Deps } from '../deps.ts'
import { toFailure } from '../errors.ts'
import { ABORTED } from '../lib/aborted.ts'
import type { AnswerWay } from '../schemas/call.ts'
import { askWay, type ToldManner } from './ask-way.ts'
import type { Breakers } from './breaker.ts'
import type { Question, Way } from './way.ts'

/** Where answers go. */
export interface Outlet {
  /** A piece of the one answer to a turn. */
  say(turn: number, text: string, last: boolean, manner: ToldManner): void
  /** The caller has waited for long, or once more: something short may be said. */
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

/** How long a caller who still waits hears nothing, from one filler to the next, in milliseconds. */
const FILLER_AGAIN_MS = 7000

/** Asks one way after the other. Once a way has been left, or its turn is over, nothing that it says is passed on. */
export function answering(
  deps: Pick<Deps, 'clock' | 'log'> & { breakers: Breakers },
  answerers: Answerers,
  outlet: Outlet
): Answering {
  let current: { turn: number; over: AbortController } | undefined
  const end = () => {
    current?.over.abort(ABORTED)
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
  { turn, history }: Question,
  over: AbortSignal
): Promise<void> {
  let stopWaiting = () => {}
  const fill = (inMs: number) => {
    stopWaiting = deps.clock.after(inMs, () => {
      fill(FILLER_AGAIN_MS)
      outlet.filler(turn.number)
    })
  }
  const stopFiller = () => stopWaiting()
  // Who has asked for nothing is not asked to wait.
  const isQuiet = turn.kind === 'silence'
  if (!isQuiet) fill(fillerMs)
  over.addEventListener('abort', stopFiller, { once: true })
  const told = { said: '', way: undefined as AnswerWay | undefined }
  const speak = (text: string, last: boolean, manner: ToldManner) => {
    stopFiller()
    told.said += text
    told.way = manner.way
    outlet.say(turn.number, text, last, manner)
  }
  for (const way of ways) {
    const key = `${agentId} ${way.name}`
    if (!deps.breakers.allows(key)) continue
    const question = { turn, history, ...(told.said !== '' && { begun: told.said }) }
    const { outcome, error } = await askWay(deps, way, question, {
      ...{ handOverMs: way.handOverMs ?? handOverMs, over, speak }
    })
    if (over.aborted) return
    if (outcome === 'unready') continue
    // Who is there may leave a silence alone: that is no reason to hand over.
    if (isQuiet && outcome === 'left' && told.said === '') break
    deps.breakers.record(key, outcome === 'answered')
    if (outcome === 'answered') return stopFiller()
    const name = way.told?.() ?? way.name
    deps.log.warn({ event: 'answer_handed_over', agentId, way: name, code: error && toFailure(error).code })
    outlet.handedOver(turn.number, name)
  }
  stopFiller()
  if (over.aborted) return
  if (told.way !== undefined) outlet.say(turn.number, '', true, { way: told.way })
  else outlet.unanswered(turn.number)
}
