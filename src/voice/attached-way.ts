import type { Listener, Reply, ReplyVerdict } from '../delivery/turn.ts'
import type { Manner, Way } from './answer.ts'

/** The way of those who listen on the line: whoever of them was given the turn answers it. */
export interface AttachedWay extends Way {
  /** Passes on what a listener says; `late` when nobody waits for it any more. */
  take(reply: Reply): ReplyVerdict
}

/** What is known of who is within reach. */
export interface Reach {
  /** Who waits for the next turn of this call at this moment. */
  listening(): Listener | undefined
  /** Whether the agent has been seen lately, so that it is worth a wait. */
  present(): Promise<boolean>
}

/** Answers by whoever is on the line. The turn itself is offered to them when it is raised. */
export function attachedWay({ listening, present }: Reach): AttachedWay {
  let open: { say(text: string, manner?: Manner): void; done(): void; way: Listener['way'] } | undefined
  let silentSince: number | undefined
  return {
    name: 'tool',
    // Somebody who was there and let a whole turn pass is asked again when he listens again, not before.
    ready: async () => listening() !== undefined || (silentSince === undefined && (await present())),
    answer({ turn }, say, signal) {
      return new Promise((resolve) => {
        const leave = () => {
          open = undefined
          resolve()
        }
        open = { say, done: leave, way: listening()?.way ?? 'tool' }
        silentSince = turn.number
        signal.addEventListener('abort', leave, { once: true })
      })
    },
    take({ text, last, interruptible }) {
      if (!open) return 'late'
      silentSince = undefined
      open.say(text, { last, interruptible, way: open.way })
      if (last) open?.done()
      return 'accepted'
    }
  }
}
