import { type Clock, sleep } from '../../lib/clock.ts'
import type { Leg } from './leg.ts'

/** A phone in the hand of somebody: what they hear comes out of it, what they say goes into it. */
export interface Phone {
  /** The call is over. */
  readonly over: AbortSignal
  /** Resolves when somebody listens; false when the call is over. */
  connected(): Promise<boolean>
  /**
   * Resolves when the other side has had its say and listens, or when it listens and has said nothing for `patienceMs`;
   * false when the call is over.
   */
  turn(patienceMs?: number): Promise<boolean>
  /** What was heard since the last time, once the other side has had its say; undefined when the call is over. */
  take(): Promise<string | undefined>
  /** What was heard since the last time; it is forgotten then. */
  recall(): string
  /** Resolves when nobody speaks on the other side. */
  silence(): Promise<void>
  /** Resolves when so many characters of what is being said were heard; false when the call is over. */
  heard(chars: number): Promise<boolean>
  /** Says something, over whatever is being said, and expects an answer to it. */
  say(text: string): Promise<void>
  /** Says something without expecting anything anew. */
  utter(text: string): Promise<void>
  press(digits: string): Promise<void>
  pause(ms: number): Promise<void>
  hangUp(): void
  /** Plays the tone of a voicemail box. */
  tone(): void
  /** Hears keys that the other side plays. */
  onDigits(listener: (digits: string) => void): void
  readonly leg: Leg
}

/** Time that one key takes, in milliseconds of speech pace. */
const KEY_CHARS = 2

/** Takes up the phone of a call; `msPerChar` is the pace of speech. */
export function phoneOf(leg: Leg, clock: Clock, msPerChar: () => number, hangUp: () => void): Phone {
  const { mouth, over } = leg
  const hearing = hears(leg)
  const utter = async (text: string) => {
    if (over.aborted) return
    leg.note('said', text)
    leg.ear?.starts()
    await sleep(clock, text.length * msPerChar(), over)
    if (!over.aborted) leg.ear?.said(text)
  }
  return {
    ...{ over, hangUp, utter, leg },
    connected: () => hearing.wait(() => leg.ear !== undefined, clock),
    async turn(patienceMs) {
      if (patienceMs !== undefined && !(await hearing.wait(() => leg.ear !== undefined, clock))) return false
      return hearing.wait(() => hearing.isTurn(), clock, patienceMs)
    },
    recall: () => hearing.take(),
    silence: async () => void (await hearing.wait(() => !mouth.speaking, clock)),
    async take() {
      const isOver = !(await hearing.wait(() => hearing.isClosed(), clock))
      return isOver ? undefined : hearing.take()
    },
    heard: (chars) => waitForChars(leg, clock, msPerChar, chars),
    async say(text) {
      hearing.take()
      await utter(text)
    },
    async press(digits) {
      hearing.take()
      for (const digit of digits) {
        if (over.aborted) return
        leg.note('pressed', digit)
        leg.ear?.digit(digit)
        await sleep(clock, KEY_CHARS * msPerChar(), over)
      }
    },
    pause: (ms) => sleep(clock, ms, over),
    tone() {
      hearing.take()
      leg.beep()
    },
    onDigits: (listener) => void mouth.listen({ digits: listener })
  }
}

/** Keeps what was heard since it was last taken. */
function hears(leg: Leg) {
  const { mouth, over } = leg
  let lines: string[] = []
  let closed = false
  const wakers = new Set<() => void>()
  const wake = () => {
    for (const waker of [...wakers]) waker()
  }
  mouth.listen({
    closed({ text, substance, cut }) {
      if (text !== '') lines.push(text)
      closed ||= substance && !cut
      wake()
    },
    quiet: wake
  })
  leg.onEar(wake)
  over.addEventListener('abort', wake, { once: true })
  const isClosed = () => closed && !mouth.speaking
  return {
    isClosed,
    isTurn: () => isClosed() && leg.ear !== undefined,
    take() {
      const text = lines.join(' ')
      lines = []
      closed = false
      return text
    },
    wait: (isSo: () => boolean, clock: Clock, patienceMs?: number) =>
      new Promise<boolean>((resolve) => {
        let impatient = false
        const check = () => {
          const waitedEnough = impatient && leg.ear !== undefined && !mouth.speaking
          if (!over.aborted && !isSo() && !waitedEnough) return
          wakers.delete(check)
          cancel?.()
          resolve(!over.aborted)
        }
        const cancel =
          patienceMs === undefined
            ? undefined
            : clock.after(patienceMs, () => {
                impatient = true
                check()
              })
        wakers.add(check)
        check()
      })
  }
}

/** Also when all of it was said before so much was heard. */
async function waitForChars(leg: Leg, clock: Clock, msPerChar: () => number, chars: number): Promise<boolean> {
  let isClosed = false
  const stop = leg.mouth.listen({
    closed: ({ substance }) => {
      isClosed ||= substance
    }
  })
  while (!leg.over.aborted && !isClosed && leg.mouth.soFar().length < chars)
    await sleep(clock, Math.max(1, (chars - leg.mouth.soFar().length) * msPerChar()), leg.over)
  stop()
  return !leg.over.aborted
}
