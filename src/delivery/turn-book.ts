import type { Deps } from '../deps.ts'
import type { TurnContent } from '../schemas/call.ts'
import type { HeldCall, Settled } from './held-line.ts'
import type { Turn } from './turn.ts'
import {
  claimTurn,
  leaveTurn,
  newestTurns,
  type StoredTurn,
  storeAnswer,
  storeOutcome,
  storeTaker,
  storeTurn,
  takerInRow
} from './turn-rows.ts'

type BookDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'sealer'>

/** The rows of one call's turns, written one after the other; one that cannot be written keeps nobody waiting. */
export class TurnBook {
  readonly #deps: BookDeps
  readonly #call: HeldCall
  /** What was said last to a turn. */
  #said: { number: number; reply: string } | undefined
  /** The row that was written last. */
  #row: { id: string; number: number; content: TurnContent } | undefined
  #written: Promise<void> = Promise.resolve()

  constructor(deps: BookDeps, call: HeldCall) {
    this.#deps = deps
    this.#call = call
  }

  /** Resolves when all is written down that was to be. */
  written(): Promise<void> {
    return this.#written
  }

  /** Does this after all that was to be written before. */
  write(store: () => Promise<void>): Promise<void> {
    this.#written = this.#written.then(store).catch((err: unknown) => {
      this.#deps.log.error({ event: 'turn_unwritten', callId: this.#call.id, err }, 'a turn was not written down')
    })
    return this.#written
  }

  /** The newest turns, newest first, where the socket before this one has left off. */
  async newest(): Promise<StoredTurn[]> {
    const turns = await newestTurns(this.#deps, this.#call.id)
    const reply = turns[0]?.content.reply
    if (turns[0] && reply !== undefined) this.#said = { number: turns[0].turn.number, reply }
    return turns
  }

  /** Writes down that a call has come in; it needs no answer. */
  async came(): Promise<void> {
    const at = this.#deps.clock.now().toISOString()
    const turn: Turn = { callId: this.#call.id, number: 0, kind: 'incoming', at }
    await storeTurn(this.#deps, this.#call, { turn, content: { kind: 'silence' }, state: 'answered', takenBy: null })
  }

  raised(turn: Turn, takenBy: string | null): Promise<void> {
    const { kind, text, digits, lang, spoken } = turn
    const content: TurnContent = { kind: kind === 'incoming' ? 'silence' : kind, text, digits, lang, spoken }
    return this.write(async () => {
      // Whoever has the turn is told before it is written down.
      await new Promise<void>((resolve) => setImmediate(resolve))
      const id = await storeTurn(this.#deps, this.#call, { turn, content, state: 'open', takenBy })
      this.#row = { id, number: turn.number, content }
    })
  }

  begun(number: number, { reply, way }: Pick<Settled, 'reply' | 'way'>): Promise<void> {
    this.#said = { number, reply }
    return this.write(() => this.#outcome(number, { reply, way }))
  }

  /** What was said to the end and heard to the end stands there already. */
  async settled(number: number, settled: Settled | undefined): Promise<void> {
    const isKnown = this.#said?.number === number && this.#said.reply === settled?.reply
    if (isKnown && settled?.heard === settled?.reply) return
    const outcome = settled && { reply: settled.reply, heard: settled.heard, way: settled.way }
    await this.write(() => this.#outcome(number, outcome))
  }

  /** What this holder has written itself need not be read again. */
  async #outcome(number: number, outcome: Parameters<typeof storeOutcome>[3]): Promise<void> {
    const row = this.#row
    if (row?.number === number && outcome) {
      row.content = { ...row.content, ...outcome }
      if (await storeAnswer(this.#deps, row.id, row.content)) return
    }
    await storeOutcome(this.#deps, this.#call.id, number, outcome)
  }

  /** Whether all of this was just said: whoever lost our answer says it again. */
  wasSaid(text: string): boolean {
    return this.#said !== undefined && text.trim() === this.#said.reply.trim()
  }

  /** Writes down who has a turn, or is left it. */
  async taken(number: number, takenBy: string | null): Promise<void> {
    await storeTaker(this.#deps, this.#call.id, number, takenBy)
  }

  /** Writes down that a turn is left to somebody else, unless another one has taken it already. */
  left(number: number, from: string | undefined, by: string): Promise<void> {
    return this.write(() => leaveTurn(this.#deps, this.#call.id, number, { from, to: by }))
  }

  /** Takes a turn from its row for somebody, `again` also if he has it; false when it was taken from there before. */
  async claim(number: number, by: string, again: boolean): Promise<boolean> {
    await this.#written
    return claimTurn(this.#deps, this.#call.id, number, by, again)
  }

  /** Whether somebody has taken a turn from its row. */
  async isTakenBy(number: number, by: string): Promise<boolean> {
    await this.#written
    return (await takerInRow(this.#deps, this.#call.id, number)) === by
  }
}
