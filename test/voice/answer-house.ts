import { type Answering, answering } from '../../src/voice/answer.ts'
import { circuitBreakers } from '../../src/voice/breaker.ts'
import type { Manner, Question, Way } from '../../src/voice/way.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

/** From a turn to a filler, in milliseconds. */
export const FILLER_MS = 1200
/** From the moment that a way is asked to the next one, in milliseconds. */
export const HAND_OVER_MS = 8000
const log = { debug() {}, info() {}, warn() {}, error() {} }

/** A way that a test speaks for. */
export function puppet(name: Way['name'], ready: boolean | Promise<boolean> = true) {
  const asked: { question: Question; say(text: string, manner?: Manner): void; done(): void; fail(): void }[] = []
  const signals: AbortSignal[] = []
  const way: Way = {
    name,
    ready: () => ready,
    answer(question, say, signal) {
      signals.push(signal)
      return new Promise((resolve, reject) => {
        asked.push({ question, say, done: resolve, fail: () => reject(new Error('it broke')) })
      })
    }
  }
  return { way, asked, signals, last: () => asked.at(-1) }
}

const question = (number: number, text: string | undefined): Question => ({
  turn: {
    ...{ callId: 'cal_1', number, kind: text === undefined ? 'silence' : 'utterance', text },
    at: '2026-06-15T15:00:00.000Z'
  },
  history: []
})

/** The answering of one call by a clock that stands still, and what its caller hears. */
export async function answeringBy(...ways: Way[]) {
  const clock = virtualClock()
  const heard: string[] = []
  const outlet = {
    say: (turn: number, text: string, last: boolean, { way }: { way: string }) =>
      void heard.push(`${turn} ${way}: ${text}${last ? '|' : ''}`),
    filler: (turn: number) => void heard.push(`${turn} filler`),
    handedOver: (turn: number, from: string) => void heard.push(`${turn} left ${from}`),
    unanswered: (turn: number) => void heard.push(`${turn} unanswered`)
  }
  const deps = { clock, log, breakers: circuitBreakers(clock) }
  const made = (): Answering =>
    answering(deps, { agentId: 'agt_1', ways, fillerMs: FILLER_MS, handOverMs: HAND_OVER_MS }, outlet)
  const calls = made()
  const begin = async (number: number) => {
    calls.begin(question(number, 'Hello?'))
    await clock.advance(0)
  }
  const silence = async (number: number) => {
    calls.begin(question(number, undefined))
    await clock.advance(0)
  }
  return { clock, heard, begin, silence, cancel: calls.cancel, close: calls.close, settled: () => clock.advance(0) }
}
