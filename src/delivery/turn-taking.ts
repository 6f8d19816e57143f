import { ANSWER_WAYS, type AnswerWay } from '../schemas/call.ts'
import type { Listener, Turn } from './turn.ts'
import type { StoredTurn } from './turn-rows.ts'
import { takerOf } from './turn-rows.ts'

/** Somebody who waits for the next turn. */
export interface Ear extends Listener {
  /** Number of the last turn that he knows. */
  after: number
  hear(turn: Turn): void
}

/** The turn that wants an answer; never changed in place. */
export interface OpenTurn {
  readonly turn: Turn
  /** Who has it, or whom it is left to. */
  readonly taker?: string | undefined
  /** Whether the taker has it already. */
  readonly given: boolean
  /** The ear that it was given to. */
  readonly ear?: string | undefined
  /** Ears that waited when it went to another one of the same taker. */
  readonly passedOver: ReadonlySet<string>
  /** Whether a word of its answer has come over the line. */
  readonly begun: boolean
  /** Whether its taker has said nothing to it once. */
  readonly repeated: boolean
}

/** Whether those on the line answer this way. */
export const isOnLine = (way: AnswerWay | undefined): boolean => way !== 'endpoint' && way !== 'machine'

const untaken = (turn: Turn): OpenTurn => ({
  ...{ turn, given: false, passedOver: new Set(), begun: false, repeated: false }
})

/** Whose turn it is on one call: each turn goes to one of those who listen, and only he may answer it. */
export class TurnTaking {
  open: OpenTurn | undefined
  readonly ears = new Map<string, Ear>()
  readonly #ways = new Map<string, Listener['way']>()
  /** The turn that each of those on the line was given last. */
  readonly #given = new Map<string, number>()
  #newest = 0
  /** Who answers on this call: turns that come while he thinks are left to him. */
  #attendant: string | undefined
  /** Who gave the whole answer to the newest turn. */
  #finishedBy: string | undefined

  /** Goes on where the holder before has left off. */
  resume([newest, ...before]: readonly StoredTurn[]): void {
    if (!newest) return
    this.#newest = newest.turn.number
    for (const { turn, takenBy } of [newest, ...before]) {
      if (takenBy === null || turn.number === 0) continue
      const { by, reserved } = takerOf(takenBy)
      this.#attendant ??= by
      if (!reserved && !this.#given.has(by)) this.#given.set(by, turn.number)
    }
    const taken = newest.takenBy === null ? undefined : takerOf(newest.takenBy)
    if (newest.state === 'answered' && newest.turn.number > 0 && isOnLine(newest.content.way))
      this.#finishedBy = taken?.by
    if (newest.state !== 'open') return
    this.open = { ...untaken(newest.turn), taker: taken?.by, given: taken?.reserved === false }
  }

  /** Raises a turn: it goes to the best who waits, else it is left to the attendant, or to whoever asks first. */
  raise(turn: Turn): OpenTurn {
    this.#newest = Math.max(this.#newest, turn.number)
    this.#finishedBy = undefined
    this.open = { ...untaken(turn), taker: this.#attendant }
    this.handOut()
    return this.open
  }

  /** Who has the open turn or waits for the next one. */
  listening(): Listener | undefined {
    const by = this.open?.taker ?? this.#bestEar()?.[1].by
    return by === undefined ? undefined : { by, way: this.#wayOf(by) }
  }

  /** The number after which somebody wants to hear, who does not say so himself. */
  lastGiven(by: string): number {
    return this.#given.get(by) ?? 0
  }

  knows({ by, way }: Listener): void {
    this.#ways.set(by, way)
  }

  /** Whether this ear lost the open turn on its way, or may fetch it. A turn that another ear of the taker has is not for it. */
  mayHave(ear: string, by: string, after: number | undefined): boolean {
    const { open } = this
    if (!open || open.begun) return false
    if (open.ear === ear) return true
    if (open.turn.number <= (after ?? this.lastGiven(by)) || open.passedOver.has(ear)) return false
    return open.taker === undefined || open.taker === by
  }

  /** Gives the open turn to somebody. */
  give(by: string, ear?: string): void {
    if (!this.open) return
    const others = [...this.ears].filter(([id, other]) => id !== ear && other.by === by).map(([id]) => id)
    this.open = { ...this.open, taker: by, given: true, ear, passedOver: new Set(others) }
    this.#given.set(by, this.open.turn.number)
    this.#attendant = by
  }

  /** Gives the open turn to the best ear that waits for it; whether there is one. */
  handOut(): boolean {
    const best = this.open && this.#bestEar()
    if (!this.open || !best || best[1].after >= this.open.turn.number) return false
    const [id, ear] = best
    this.give(ear.by, id)
    ear.hear(this.open.turn)
    return true
  }

  /**
   * Whether who has nothing to say, by tools, to what he was given is taken only to listen. He may never have got it, and is
   * given it once more; or, where he took it from its row, another hand of his has it. The second time he means it.
   */
  repeats(by: string): boolean {
    const { open } = this
    if (!open || open.begun || open.repeated || open.turn.kind === 'silence' || this.#wayOf(by) !== 'tool') return false
    const isElsewhere = open.given && open.ear === undefined
    this.open = isElsewhere ? { ...open, repeated: true } : { ...open, given: false, ear: undefined, repeated: true }
    if (!isElsewhere) this.#given.delete(by)
    return true
  }

  /** Takes the open turn back from whoever had it; whether another ear has it now. */
  release(): boolean {
    if (!this.open) return false
    this.#given.delete(this.open.taker ?? '')
    this.#attendant = undefined
    this.open = untaken(this.open.turn)
    return this.handOut()
  }

  /** Whether an ear would have the open turn, if whoever has it had it no more. */
  canHandOut(): boolean {
    const { open } = this
    return open !== undefined && [...this.ears.values()].some(({ after }) => after < open.turn.number)
  }

  /** Whether this one is asked for each turn, and waits for others meanwhile: that he waits does not say that he is free. */
  isAsked(by: string): boolean {
    return ['sampling', 'stream'].includes(this.#wayOf(by))
  }

  /** Leaves the open turn to somebody who will fetch it. */
  leaveTo({ by, way }: Listener): void {
    if (!this.open) return
    this.#given.delete(this.open.taker ?? '')
    this.knows({ by, way })
    this.#attendant = by
    this.open = { ...untaken(this.open.turn), taker: by }
  }

  /** Somebody who waited is gone. */
  gone(by: string): void {
    if (by === this.#attendant && !this.open) this.#attendant = undefined
  }

  /** Whether this speaker has the open turn. */
  has(by: string): boolean {
    return this.open !== undefined && this.#given.get(by) === this.open.turn.number
  }

  /** A word of the answer to the open turn was taken; the last one closes it. */
  spoken(by: string, last: boolean): void {
    if (this.open) this.open = last ? undefined : { ...this.open, begun: true }
    if (last) this.#finishedBy = by
  }

  /** Number of the last turn that was raised. */
  get newest(): number {
    return this.#newest
  }

  /** Whether somebody may speak although no turn is open: he spoke last, or nobody has spoken yet. */
  maySayMore(by: string): boolean {
    return this.#newest === 0 || this.#finishedBy === by
  }

  /** The turn is answered or dropped. Who let one pass that others had to answer, or to end, is not waited for again. */
  settled(number: number, answered: boolean, cut = false): void {
    const { open } = this
    if (open?.turn.number !== number) return
    this.open = undefined
    if (answered && !cut && open.taker === this.#attendant) this.#attendant = undefined
  }

  #wayOf(by: string): Listener['way'] {
    return this.#ways.get(by) ?? 'tool'
  }

  /** The attendant, if he waits; nobody else while he thinks. The newest of his ears: those before may be of replicas that died. */
  #bestEar(): [string, Ear] | undefined {
    const attendant = this.#attendant
    const ears = [...this.ears].filter(([, { by }]) => attendant === undefined || by === attendant)
    const rank = ([, { way }]: [string, Ear]) => ANSWER_WAYS.indexOf(way)
    const best = ears.toSorted((a, b) => rank(a) - rank(b))[0]?.[1]
    return ears.findLast(([, { by, way }]) => by === best?.by && way === best?.way)
  }
}
