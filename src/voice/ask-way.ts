import type { Deps } from '../deps.ts'
import { ABORTED } from '../lib/aborted.ts'
import type { AnswerWay } from '../schemas/call.ts'
import type { Manner, Question, Way } from './way.ts'

/** Longest pause within an answer, in milliseconds; after it the answer has broken off. */
const STALL_MS = 6000
const SENTENCE_END = /[.!?。！？؟।…]["'”’)]*\s*$/u

/** How a piece of an answer is told, and by whom. */
export interface ToldManner {
  interruptible?: boolean | undefined
  way: AnswerWay
}

/** How one way is asked. */
interface Asking {
  /** How long the way has for its first word, from the moment that it is asked, in milliseconds. */
  handOverMs: number
  /** Nobody need answer any more. */
  over: AbortSignal
  speak(text: string, last: boolean, manner: ToldManner): void
}

/** What became of a way. `left`: it took too long for its next word, or its first; `broken`: it has failed. */
interface Asked {
  outcome: 'unready' | 'answered' | 'left' | 'broken'
  error?: unknown
}

/**
 * Asks one way. It is left when its first word takes too long, also for a reason before it is asked, when it fails, and
 * when it pauses for six seconds; once it has been left nothing that it says is passed on.
 */
export async function askWay(
  { clock }: Pick<Deps, 'clock'>,
  way: Way,
  question: Question,
  { handOverMs, over, speak }: Asking
): Promise<Asked> {
  const left = new AbortController()
  const leave = () => left.abort(ABORTED)
  over.addEventListener('abort', leave, { once: true })
  let stopTimer = clock.after(handOverMs, leave)
  let spoke = false
  let closed = false
  const say = (text: string, { last = false, interruptible, way: told = way.name }: Manner = {}) => {
    // Blanks alone are silence: a caller who hears them still waits.
    const silent = !spoke && text.trim() === ''
    if (left.signal.aborted || closed || ((silent || text === '') && !last)) return
    stopTimer()
    stopTimer = clock.after(STALL_MS, leave)
    const joint = spoke || silent ? '' : jointAfter(question.begun)
    spoke = true
    closed = last
    speak(silent ? '' : joint + text, last, { interruptible, way: told })
  }
  const work = async (): Promise<Asked> => {
    const ready = await isReady(way, question, left.signal)
    if (left.signal.aborted) return { outcome: 'left' }
    if (!ready) return { outcome: 'unready' }
    await way.answer(question, say, left.signal)
    if (left.signal.aborted) return { outcome: 'left' }
    if (!closed) say('', { last: true })
    return { outcome: 'answered' }
  }
  const asked = await Promise.race([
    work().catch((error: unknown): Asked => ({ outcome: 'broken', error })),
    gone(left.signal)
  ])
  stopTimer()
  over.removeEventListener('abort', leave)
  leave()
  return closed ? { outcome: 'answered' } : asked
}

async function isReady(way: Way, question: Question, signal: AbortSignal): Promise<boolean> {
  try {
    return await way.ready(question, signal)
  } catch {
    return false
  }
}

/** What is said between an answer that broke off and what follows it, so that they are not spoken as one sentence. */
function jointAfter(begun: string | undefined): string {
  if (begun === undefined || /\s$/.test(begun)) return ''
  return SENTENCE_END.test(begun) ? ' ' : '… '
}

const gone = (signal: AbortSignal): Promise<Asked> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve({ outcome: 'left' }), { once: true }))
