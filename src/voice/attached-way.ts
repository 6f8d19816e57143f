import type { Listener, Reply, ReplyVerdict } from '../delivery/turn.ts'
import type { Manner, Question, Way } from './way.ts'

/** The way of those who listen on the line: whoever of them was given the turn answers it. */
export interface AttachedWay extends Way {
  /** Passes on what a listener says; `late` when nobody waits for it any more. */
  take(reply: Reply): ReplyVerdict
  /** Whoever was given the turn will not answer it. */
  pass(turn: number): void
  /** The way after it: somebody else who waits is given the turn that was answered by nobody, once. */
  readonly others: Way
}

/** Who is within reach. */
export interface Reach {
  /** Who has the open turn, or waits for the next one, at this moment. */
  listening(): Listener | undefined
  /** Whether the agent has been seen lately, so that it is worth a wait. */
  present(): Promise<boolean>
}

/** Other clients of the agent than the one that was given a turn. */
export interface Others {
  /** Whether somebody waits for calls at this moment. */
  awaited(): Promise<boolean>
  /** Leaves the turn to one of them; false when nobody waits, or a word of the answer has been said. */
  handOn(turn: number): Promise<boolean>
  /** Calls back before the one who has the turn loses it, early enough to have found another one by then. */
  beforeHandOver(run: () => void): () => void
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

/** A turn that somebody was given, and whether it was left to somebody else. */
interface Tried {
  turn: number
  handedOn?: Promise<boolean>
}

const NOBODY: Others = {
  awaited: async () => false,
  handOn: async () => false,
  beforeHandOver: () => () => undefined
}

/** Answers by whoever is on the line. The turn itself is offered to them when it is raised. */
export const attachedWay = (reach: Reach, others: Others = NOBODY): AttachedWay => new Attached(reach, others)

class Attached implements AttachedWay {
  readonly name = 'tool'
  readonly others: Way
  readonly #reach: Reach
  readonly #others: Others
  #open: Open | undefined
  #early: Early | undefined
  #letPass = false
  #tried: Tried | undefined

  constructor(reach: Reach, others: Others) {
    this.#reach = reach
    this.#others = others
    this.others = {
      name: 'tool',
      ready: ({ turn: { number }, begun }) => begun === undefined && this.#isHandedOn(number),
      answer: (question, say, signal) => this.#wait(question, say, signal)
    }
  }

  /** Who was there and let a turn pass is waited for again when somebody waits for calls, not before. */
  async ready(_question: Question, signal: AbortSignal): Promise<boolean> {
    return this.#reach.listening() !== undefined || this.#isHere(signal)
  }

  async answer(question: Question, say: Open['say'], signal: AbortSignal): Promise<void> {
    const tried: Tried = { turn: question.turn.number }
    this.#tried = tried
    const stop = this.#others.beforeHandOver(() => {
      tried.handedOn = this.#others.handOn(tried.turn)
    })
    try {
      await this.#wait(question, say, signal)
    } finally {
      stop()
    }
  }

  take(reply: Reply): ReplyVerdict {
    if (!this.#open && !this.#early) return 'late'
    this.#letPass = false
    if (this.#open) this.#speak(this.#open, reply)
    else if (this.#early) {
      this.#early.replies.push(reply)
      this.#early.here()
    }
    return 'accepted'
  }

  pass(turn: number): void {
    if (this.#open?.turn === turn) this.#open.fail()
  }

  told(): Listener['way'] {
    return this.#reach.listening()?.way ?? this.#open?.way ?? 'tool'
  }

  #wait({ turn: { number: turn } }: Question, say: Open['say'], signal: AbortSignal): Promise<void> {
    this.#letPass = this.#early === undefined || this.#early.replies.length === 0
    return new Promise((resolve, reject) => {
      const asked: Open = {
        ...{ turn, say, way: this.#reach.listening()?.way ?? 'tool', done: resolve },
        fail: () => reject(new Error('left to others'))
      }
      this.#open = asked
      const leave = () => {
        if (this.#open === asked) this.#open = undefined
        resolve()
      }
      signal.addEventListener('abort', leave, { once: true })
      const before = this.#early?.replies ?? []
      this.#early = undefined
      for (const reply of before) this.#speak(asked, reply)
    })
  }

  #speak(asked: Open, { text, last, interruptible }: Reply): void {
    // Who took the turn from its row is known to the line since he has spoken, if not before.
    asked.way = this.#reach.listening()?.way ?? asked.way
    asked.say(text, { last, interruptible, way: asked.way })
    if (!last) return
    asked.done()
    if (this.#open === asked) this.#open = undefined
  }

  async #isHandedOn(turn: number): Promise<boolean> {
    if (this.#tried?.turn !== turn) return false
    return this.#tried.handedOn ?? this.#others.handOn(turn)
  }

  /** Whether somebody is there: who has answered already is, however long it takes to find out. */
  async #isHere(signal: AbortSignal): Promise<boolean> {
    const coming = Promise.withResolvers<boolean>()
    const waiting: Early = { replies: [], here: () => coming.resolve(true) }
    this.#early = waiting
    signal.addEventListener('abort', () => coming.resolve(false), { once: true })
    this.#isPresent().then(coming.resolve, coming.reject)
    let here = false
    try {
      here = await coming.promise
      return here
    } finally {
      if (!here && this.#early === waiting) this.#early = undefined
    }
  }

  async #isPresent(): Promise<boolean> {
    return (await this.#reach.present()) && (!this.#letPass || (await this.#others.awaited()))
  }
}
