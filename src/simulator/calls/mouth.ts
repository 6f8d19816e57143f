import type { Clock } from '../../lib/clock.ts'

/** One piece of what the carrier speaks on a call. */
export interface Utterance {
  text: string
  /** Keys that are played as tones, after what was to be spoken before. */
  digits?: string
  /** Closes the talk cycle. */
  last: boolean
  /** Whether speech and keys of the person may cut it. */
  interruptible: { speech: boolean; dtmf: boolean }
  /** May be cut off by the next piece. */
  preemptible: boolean
}

/** What was heard of a talk cycle. */
interface Cycle {
  text: string
  /** It held more than what may be cut off. */
  substance: boolean
  /** It was cut short. */
  cut: boolean
}

/** Who follows what is spoken. */
export interface MouthListener {
  started?(): void
  played?(text: string): void
  digits?(digits: string): void
  /** A talk cycle is over. */
  closed?(cycle: Cycle): void
  /** Nothing is left to be spoken. */
  quiet?(): void
}

const ANYTHING = { speech: true, dtmf: true }
const FRESH = { heard: '', substance: false, since: 0 }

/** The voice of the carrier on one call: it speaks one piece after the other, at the pace of a clock. */
export class Mouth {
  readonly #clock: Clock
  readonly #msPerChar: () => number
  readonly #listeners = new Set<MouthListener>()
  #queue: Utterance[] = []
  #current: { piece: Utterance; startedAt: number; cancel(): void } | undefined
  #cycle = FRESH
  #speaking = false

  /** `msPerChar` is read for each piece. */
  constructor(clock: Clock, msPerChar: () => number) {
    this.#clock = clock
    this.#msPerChar = msPerChar
  }

  get speaking(): boolean {
    return this.#speaking
  }

  /** What may cut that which is being said. */
  get interruptible(): Utterance['interruptible'] {
    return this.#current?.piece.interruptible ?? ANYTHING
  }

  /** Follows what is spoken; returns what ends that. */
  listen(listener: MouthListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  say(piece: Utterance): void {
    if (!piece.preemptible && piece.text !== '') this.#preempt()
    this.#queue.push(piece)
    this.#pump()
  }

  /** Stops at once and drops what waits; what was heard of the cycle, undefined when nothing was being said. */
  purge(): { text: string; ms: number } | undefined {
    if (!this.#current && !this.#speaking && this.#queue.length === 0) return undefined
    const heard = this.#partial()
    this.#current?.cancel()
    this.#current = undefined
    this.#queue = []
    this.#hear(heard)
    const { heard: text, since } = this.#cycle
    this.#close(true)
    this.#fallSilent()
    return { text, ms: since === 0 ? 0 : this.#now() - since }
  }

  /** Lets the person hear something that somebody else says, whole and at once. */
  pass(text: string): void {
    this.#tell((listener) => listener.closed?.({ text, substance: true, cut: false }))
  }

  passDigits(digits: string): void {
    this.#tell((listener) => listener.digits?.(digits))
  }

  /** What was heard of the cycle so far. */
  soFar(): string {
    return this.#cycle.heard + this.#partial()
  }

  #now(): number {
    return this.#clock.now().getTime()
  }

  #tell(run: (listener: MouthListener) => void): void {
    for (const listener of [...this.#listeners]) run(listener)
  }

  #partial(): string {
    const pace = this.#msPerChar()
    if (!this.#current || pace === 0) return ''
    return this.#current.piece.text.slice(0, Math.floor((this.#now() - this.#current.startedAt) / pace))
  }

  #hear(text: string): void {
    this.#cycle = { ...this.#cycle, heard: this.#cycle.heard + text }
    if (text !== '') this.#tell((listener) => listener.played?.(text))
  }

  #close(cut: boolean): void {
    const { heard: text, substance } = this.#cycle
    this.#cycle = FRESH
    this.#tell((listener) => listener.closed?.({ text, substance, cut }))
  }

  #fallSilent(): void {
    this.#speaking = false
    this.#tell((listener) => listener.quiet?.())
  }

  #pump(): void {
    while (!this.#current) {
      const piece = this.#queue.shift()
      if (!piece) return
      if (!this.#speaking && piece.text !== '') {
        this.#speaking = true
        this.#tell((listener) => listener.started?.())
      }
      const { heard, substance, since } = this.#cycle
      const counts = !piece.preemptible && piece.text.trim() !== ''
      this.#cycle = { heard, substance: substance || counts, since: since || this.#now() }
      const durationMs = piece.text.length * this.#msPerChar()
      if (durationMs <= 0) this.#finish(piece)
      else this.#play(piece, durationMs)
    }
  }

  #play(piece: Utterance, durationMs: number): void {
    const cancel = this.#clock.after(durationMs, () => {
      this.#finish(piece)
      this.#pump()
    })
    this.#current = { piece, startedAt: this.#now(), cancel }
  }

  #finish(piece: Utterance): void {
    this.#current = undefined
    this.#hear(piece.text)
    const { digits } = piece
    if (digits !== undefined) this.passDigits(digits)
    if (!piece.last) return
    this.#close(false)
    if (this.#queue.length === 0 && this.#speaking) this.#fallSilent()
  }

  /** What may be cut off gives way to something that may not. */
  #preempt(): void {
    this.#queue = this.#queue.filter(({ preemptible }) => !preemptible)
    if (!this.#current?.piece.preemptible) return
    const heard = this.#partial()
    this.#current.cancel()
    this.#current = undefined
    this.#hear(heard)
    this.#close(true)
  }
}
