import type { Deps } from '../deps.ts'
import { whoAwaits } from './awaiting.ts'
import { announce } from './event-row.ts'
import { exchangeOf } from './exchange.ts'
import type { Held, HeldCall, HeldLine, Settled } from './held-line.ts'
import { type FromHolder, fromHolder, type Judged, type Overheard, type ToHolder, toHolder } from './line-messages.ts'
import { Once } from './once.ts'
import type { Listener, Reply, ReplyVerdict, Turn } from './turn.ts'
import { TurnBook } from './turn-book.ts'
import { reservedFor } from './turn-rows.ts'
import { isOnLine, TurnTaking } from './turn-taking.ts'

type HolderDeps = Pick<Deps, 'db' | 'bus' | 'clock' | 'log' | 'sealer'>

/** Holds the line of a call: everybody who asks for its turns or replies to them is answered from here. */
export function holdLine(deps: HolderDeps, call: HeldCall, held: Held): HeldLine {
  return new Holder(deps, call, held)
}

class Holder implements HeldLine {
  readonly #deps: HolderDeps
  readonly #call: HeldCall
  readonly #held: Held
  readonly #turns = new TurnTaking()
  readonly #book: TurnBook
  readonly #answers = new Map<string, (heard: Overheard) => void>()
  /** What became of the newest replies and commands. */
  readonly #done = new Once<Judged>()
  readonly #stops: (() => void)[]
  /** Who will not answer the open turn. */
  #passed: string[] = []
  #over = false
  #closed = false

  constructor(deps: HolderDeps, call: HeldCall, held: Held) {
    this.#deps = deps
    this.#call = call
    this.#held = held
    this.#book = new TurnBook(deps, call)
    const exchange = exchangeOf(deps)
    const begun = this.#book.write(() => this.#begin())
    this.#stops = [
      exchange.answerTo(toHolder(call.id), async (message) => {
        if (call.generation > 1) await begun
        return this.#asked(message as ToHolder)
      }),
      exchange.subscribe(fromHolder(call.id), (message) => this.#told(message as FromHolder))
    ]
    this.#tell({ held: call.generation })
  }

  listening(): Listener | undefined {
    return this.#turns.listening()
  }

  async offer(turn: Turn): Promise<void> {
    if (this.#call.generation > 1) await this.#book.written()
    this.#passed = []
    const { taker, given } = this.#turns.raise(turn)
    await this.#book.raised(turn, taker === undefined ? null : given ? taker : reservedFor(taker))
    if (!given) await announce(this.#deps, this.#call.agentId)
  }

  async handOn(number: number): Promise<boolean> {
    const turns = this.#turns
    const { open } = turns
    if (open?.turn.number !== number || open.begun || this.#closed) return false
    if (turns.canHandOut()) return this.#release()
    const { taker } = open
    const asked = taker !== undefined && turns.isAsked(taker)
    const next = await whoAwaits(this.#deps, this.#call.agentId, [...this.#passed, ...(asked ? [taker] : [])])
    // Meanwhile whoever had it may have left it, and another one taken it.
    const now = turns.open
    if (now?.turn.number !== number || now.begun) return false
    if (now.taker !== undefined && now.taker !== taker) return true
    if (!next) return false
    turns.leaveTo(next)
    // Who has left it may have found it in its row again.
    await this.#book.left(number, taker ?? this.#passed.at(-1), next.by)
    await announce(this.#deps, this.#call.agentId)
    return true
  }

  begun(number: number, said: Pick<Settled, 'reply' | 'way'>): Promise<void> {
    if (!isOnLine(said.way)) this.#turns.settled(number, true)
    return this.#book.begun(number, said)
  }

  settle(number: number, settled: Settled | undefined): Promise<void> {
    this.#turns.settled(number, settled !== undefined, settled?.cut)
    if (settled?.cut) this.#tell({ cut: number, heard: settled.heard })
    return this.#book.settled(number, settled)
  }

  ended(): void {
    this.#over = true
    this.#answerAll({ ended: true })
    this.#tell({ ended: true })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const stop of this.#stops) stop()
    this.#answerAll({ gone: true })
  }

  #answerAll(heard: Overheard): void {
    for (const answer of [...this.#answers.values()]) answer(heard)
  }

  #tell(message: FromHolder): void {
    exchangeOf(this.#deps).publish(fromHolder(this.#call.id), message)
  }

  #told(message: FromHolder): void {
    if (!('held' in message) || message.held <= this.#call.generation || this.#closed) return
    this.close()
    this.#held.onTakenOver?.()
  }

  /** Finds where the call stood, for a later socket; writes down that there is one, for the first of a call that came in. */
  async #begin(): Promise<void> {
    if (this.#call.generation > 1) return this.#turns.resume(await this.#book.newest())
    if (this.#call.direction === 'outbound') return
    await this.#book.came()
    await announce(this.#deps, this.#call.agentId)
  }

  #asked(message: ToHolder): Promise<Overheard | Judged> | Overheard | Judged | undefined {
    if (this.#closed) return undefined
    if (message.do === 'listen') return this.#listen(message)
    if (message.do === 'leave') this.#leave(message.ear)
    else if (message.do === 'pass') void this.#pass(message)
    else return this.#done.run(message.id, () => this.#do(message))
    return { still: true }
  }

  async #do(message: Extract<ToHolder, { id: string }>): Promise<Judged> {
    if (this.#over) return { verdict: 'ended' }
    if (message.do === 'reply') return this.#judge(message)
    await this.#held.onCommand(message.command)
    if (message.command.do === 'digits') await this.#pressed(message.command.by)
    return { verdict: 'done' }
  }

  /** Keys answer the turn of who pressed them: it is not given to him again, and nobody else is asked. */
  async #pressed(by: string | undefined): Promise<void> {
    const turns = this.#turns
    if (by === undefined || turns.open?.begun !== false || !(turns.has(by) || (await this.#fetched(by)))) return
    if (this.#held.onReply({ by, text: '', last: true }) === 'accepted') turns.spoken(by, true)
  }

  async #listen({ ear, by, way, after, forMs }: Extract<ToHolder, { do: 'listen' }>): Promise<Overheard> {
    const turns = this.#turns
    turns.knows({ by, way })
    while (!this.#over && turns.mayHave(ear, by, after)) {
      const { open } = turns
      if (open && (await this.#claim(ear, by))) return { turn: open.turn }
      if (turns.open === open) break
    }
    if (this.#over) return { ended: true }
    if (forMs <= 0) return { still: true }
    return new Promise((resolve) => {
      this.#answers.get(ear)?.({ still: true })
      const answer = (heard: Overheard) => {
        stop()
        turns.ears.delete(ear)
        this.#answers.delete(ear)
        resolve(heard)
      }
      const stop = this.#deps.clock.after(forMs, () => answer({ still: true }))
      this.#answers.set(ear, answer)
      turns.ears.set(ear, { by, way, after: after ?? turns.lastGiven(by), hear: (turn) => answer({ turn }) })
    })
  }

  /** Takes the open turn for an ear, unless somebody was faster who took it from its row or over the line. */
  async #claim(ear: string, by: string): Promise<boolean> {
    const { open } = this.#turns
    if (!open) return false
    if (open.ear === ear) return true
    if (!(await this.#book.claim(open.turn.number, by, open.repeated)) || this.#turns.open !== open) return false
    this.#turns.give(by, ear)
    return true
  }

  /** Somebody has gone who waited, or was given the open turn a moment ago. */
  #leave(id: string): void {
    const by = this.#turns.ears.get(id)?.by
    this.#answers.get(id)?.({ still: true })
    if (by !== undefined) this.#turns.gone(by)
    if (this.#turns.open?.ear === id && !this.#turns.open.begun) this.#release()
  }

  async #pass({ by, turn = this.#turns.newest }: Extract<ToHolder, { do: 'pass' }>): Promise<void> {
    if (this.#turns.open?.taker !== by && !(await this.#fetched(by))) return
    const { open } = this.#turns
    if (open?.taker !== by || open.turn.number !== turn) return
    this.#passed.push(by)
    // The rest of an answer is for the next way: what was said of it is known there.
    if (open.begun || !this.#release()) this.#held.onPass?.(open.turn.number)
  }

  /** Leaves the open turn to another ear or to whoever asks first; whether an ear took it. */
  #release(): boolean {
    const taken = this.#turns.release()
    const { open } = this.#turns
    if (!open) return taken
    void this.#book.write(async () => {
      await this.#book.taken(open.turn.number, open.taker ?? null)
      if (!taken) await announce(this.#deps, this.#call.agentId)
    })
    return taken
  }

  /** Passes on what answers the open turn, or goes on after an answer of the same speaker; anything else is late. */
  async #judge({ by, way, text, last, interruptible, turn: meant }: Reply): Promise<Judged> {
    const turns = this.#turns
    if (way !== undefined) turns.knows({ by, way })
    const turn = turns.newest
    if ((meant ?? turn) !== turn) return { verdict: 'late' }
    if (!turns.open) return { verdict: await this.#add(by, text, interruptible), turn }
    if (!turns.has(by) && !(await this.#fetched(by))) return { verdict: 'late' }
    if (turns.newest !== turn) return { verdict: 'late' }
    if (text === '' && last && turns.repeats(by)) return { verdict: 'accepted' }
    const verdict = this.#held.onReply({ by, text, last, interruptible })
    if (verdict === 'accepted') turns.spoken(by, last)
    return { verdict, turn }
  }

  /** Whether this speaker has taken the open turn from its row. */
  async #fetched(by: string): Promise<boolean> {
    const { open } = this.#turns
    if (!open) return false
    if (!(await this.#book.isTakenBy(open.turn.number, by))) return false
    if (this.#turns.open === open) this.#turns.give(by)
    return this.#turns.has(by)
  }

  /** While nobody waits for an answer, who spoke last may say more, and before the first turn everybody. */
  async #add(by: string, text: string, interruptible = true): Promise<ReplyVerdict> {
    if (!this.#turns.maySayMore(by)) return 'late'
    if (text !== '' && !this.#book.wasSaid(text)) await this.#held.onCommand({ do: 'say', text, interruptible })
    return 'accepted'
  }
}
