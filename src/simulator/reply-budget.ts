import type { Clock } from '../lib/clock.ts'

/** Allows each conversation a number of replies in a minute of the clock, so that two machines cannot talk for ever. */
export function replyBudget(clock: Clock, repliesPerMinute: number): (conversation: string) => boolean {
  let minute = 0
  let used = new Map<string, number>()
  return (conversation) => {
    const now = Math.floor(clock.now().getTime() / 60_000)
    if (now !== minute) {
      minute = now
      used = new Map()
    }
    const count = used.get(conversation) ?? 0
    used.set(conversation, count + 1)
    return count < repliesPerMinute
  }
}
