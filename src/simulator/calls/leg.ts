import type { Clock } from '../../lib/clock.ts'
import { Mouth } from './mouth.ts'
import type { CallStatus, HappeningKind, PhoneCall } from './phone-call.ts'

/** What the carrier does with that which the person says and presses. */
export interface Ear {
  /** The person begins to speak. */
  starts(): void
  said(text: string): void
  digit(digit: string): void
}

/** Where a call goes on: a document to be asked for, or one that is given. */
export type Entry = { url: string; form: Record<string, string> } | { twiml: string }

/** One live call between a phone and the carrier. */
export interface Leg {
  readonly call: PhoneCall
  /** What the person hears. */
  readonly mouth: Mouth
  /** Who hears the person; nobody while the carrier is busy with something else. */
  ear: Ear | undefined
  /** Aborted when the call is over. */
  readonly over: AbortSignal
  /** Aborted when another document takes the place of the one that runs. */
  document: AbortController
  /** Cuts the socket of the relay, as a broken network would. */
  cutSocket: () => void
  /** Reports that are held back so that they come in the wrong order. */
  readonly heldBack: (() => void)[]
  /** Resolves once it was answered: true, or was over before: false. */
  readonly answered: Promise<boolean>
  /** Resolves at the tone of a voicemail box, or at the end of the call. */
  readonly tone: Promise<void>
  beep(): void
  /** Puts down something that happened. */
  note(what: HappeningKind, detail: unknown): void
  /** Changes the state; a final one ends the leg. */
  become(status: CallStatus): void
  /** Tells who waits for the ear of the carrier. */
  onEar(listener: () => void): () => void
}

/** What is done with a leg by whoever holds the whole carrier. */
export interface Switchboard {
  /** Executes documents one after the other. `done`: nothing is left to execute; `gone`: the call is over or goes on elsewhere. */
  run(leg: Leg, entry: Entry): Promise<'done' | 'gone'>
  /** Rings at the number of a leg until somebody answers; false when nobody did, and the leg is over then. */
  ring(leg: Leg, ringSeconds: number): Promise<boolean>
  /** Ends a call for good, with all that belongs to its end. */
  end(leg: Leg, status: CallStatus): void
}

/** How much of a call is kept. */
const HAPPENINGS_MAX = 5000
const FINAL: readonly CallStatus[] = ['completed', 'busy', 'failed', 'no-answer', 'canceled']

/** Makes the live side of a call. */
export function openLeg(call: PhoneCall, clock: Clock, msPerChar: () => number): Leg {
  const over = new AbortController()
  const answered = Promise.withResolvers<boolean>()
  const tone = Promise.withResolvers<void>()
  const earListeners = new Set<() => void>()
  let ear: Ear | undefined
  const mouth = new Mouth(clock, msPerChar)
  const note: Leg['note'] = (what, detail) => {
    call.course.push({ at: clock.now().toISOString(), what, detail })
    if (call.course.length > HAPPENINGS_MAX) call.course.shift()
  }
  mouth.listen({ closed: ({ text, cut }) => text !== '' && note('heard', { text, ...(cut && { cut }) }) })
  return {
    ...{
      call,
      mouth,
      over: over.signal,
      document: new AbortController(),
      heldBack: [],
      answered: answered.promise,
      note
    },
    cutSocket: () => undefined,
    tone: tone.promise,
    beep() {
      note('tone', 'beep')
      tone.resolve()
    },
    get ear() {
      return ear
    },
    set ear(next) {
      ear = next
      for (const listener of [...earListeners]) listener()
    },
    onEar(listener) {
      earListeners.add(listener)
      return () => void earListeners.delete(listener)
    },
    become(status) {
      if (over.signal.aborted) return
      call.status = status
      call.updatedAt = clock.now()
      if (status === 'in-progress') {
        call.answeredAt ??= call.updatedAt
        answered.resolve(true)
      }
      if (!FINAL.includes(status)) return
      call.endedAt = call.updatedAt
      answered.resolve(false)
      tone.resolve()
      over.abort()
      mouth.purge()
    }
  }
}
