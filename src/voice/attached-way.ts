import type { Listener, Reply, ReplyVerdict } from '../delivery/turn.ts'
import type { Manner, Way } from './answer.ts'

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

/** Answers by whoever is on the line. The turn itself is offered to them when it is raised. */
export function attachedWay({ listening, present }: Reach): AttachedWay {
  let open: Open | undefined
  let letPass = false
  return {
    name: 'tool',
    // Who was there and let a turn pass is waited for again when he listens again, not before.
    ready: async () => listening() !== undefined || (!letPass && (await present())),
    answer({ turn: { number: turn } }, say, signal) {
      letPass = true
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
      })
    },
    take({ text, last, interruptible }) {
      if (!open) return 'late'
      letPass = false
      open.say(text, { last, interruptible, way: open.way })
      if (last) {
        open.done()
        open = undefined
      }
      return 'accepted'
    },
    pass(turn) {
      if (open?.turn === turn) open.fail()
    }
  }
}
