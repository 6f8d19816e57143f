import type { Listener, Reply, ReplyVerdict } from '../delivery/turn.ts'
import type { Manner, Way } from './way.ts'

/** The way of those who listen on the line: whoever of them was given the turn answers it. */
export interface AttachedWay extends Way {
  /** Passes on what a listener says; `late` when nobody waits for it any more. */
  take(reply: Reply): ReplyVerdict
  /** Whoever was given the turn will not answer it. */
  pass(turn: number): void
}

/** Who is within reach. */
export interface Reach {
  /** Who has the open turn, or waits for the next one, at this moment. */
  listening(): Listener | undefined
  /** Whether the agent has been seen lately, so that it is worth a wait. */
  present(): Promise<boolean>
}

interface Open {
  turn: number
  way: Listener['way']
  say(text: string, manner?: Manner): void
  done(): void
  fail(): void
}

/** What came of an answer while it was still being found out whether anybody is there. */
interface Early {
  replies: Reply[]
  here(): void
}

/** Answers by whoever is on the line. The turn itself is offered to them when it is raised. */
export function attachedWay({ listening, present }: Reach): AttachedWay {
  let open: Open | undefined
  let early: Early | undefined
  let letPass = false
  /** Whether somebody is there: who has answered already is, however long it takes to find out. */
  const isHere = async (signal: AbortSignal): Promise<boolean> => {
    const coming = Promise.withResolvers<boolean>()
    const waiting: Early = { replies: [], here: () => coming.resolve(true) }
    early = waiting
    signal.addEventListener('abort', () => coming.resolve(false), { once: true })
    present().then(coming.resolve, coming.reject)
    try {
      const here = await coming.promise
      if (!here && early === waiting) early = undefined
      return here
    } catch (error) {
      if (early === waiting) early = undefined
      throw error
    }
  }
  const speak = (asked: Open, { text, last, interruptible }: Reply) => {
    asked.say(text, { last, interruptible, way: asked.way })
    if (!last) return
    asked.done()
    if (open === asked) open = undefined
  }
  return {
    name: 'tool',
    // Who was there and let a turn pass is waited for again when he listens again, not before.
    ready: async (_question, signal) => listening() !== undefined || (!letPass && (await isHere(signal))),
    answer({ turn: { number: turn } }, say, signal) {
      letPass = early === undefined || early.replies.length === 0
      return new Promise((resolve, reject) => {
        const asked: Open = {
          ...{ turn, say, way: listening()?.way ?? 'tool', done: resolve },
          fail: () => reject(new Error('left to others'))
        }
        open = asked
        const leave = () => {
          if (open === asked) open = undefined
          resolve()
        }
        signal.addEventListener('abort', leave, { once: true })
        const before = early?.replies ?? []
        early = undefined
        for (const reply of before) speak(asked, reply)
      })
    },
    take(reply) {
      if (!open && !early) return 'late'
      letPass = false
      if (open) speak(open, reply)
      else if (early) {
        early.replies.push(reply)
        early.here()
      }
      return 'accepted'
    },
    pass(turn) {
      if (open?.turn === turn) open.fail()
    }
  }
}
