import type { HeldLine } from '../delivery/held-line.ts'
import { holdLine } from '../delivery/line-holder.ts'
import type { Command } from '../delivery/turn.ts'
import type { Deps } from '../deps.ts'
import { AnswerTimes, countCallEvent } from '../services/call-measures.ts'
import { noteReached } from '../services/call-reached.ts'
import { noteEnding, type OpenedCall } from '../services/call-sessions.ts'
import { type Answering, answering, type Outlet } from './answer.ts'
import type { CallSocket } from './call-socket.ts'
import { payByTheMinute } from './paid-minutes.ts'
import { phrasesIn } from './phrases.ts'
import { parseFrame } from './protocol.ts'
import { type Effect, type NumberedTurn, releasableAt, type SessionInput, startSession, step } from './session.ts'
import { handOverMs, sessionOptions } from './session-options.ts'
import { breakersOf, type CallWays, waysOf } from './ways.ts'
import { reachedBySound } from './who-answers.ts'

/** From a turn to a filler, in milliseconds. */
const FILLER_MS = 1200
/** Turns in which whoever was called may show that it is no person. */
const FIRST_WORDS = 3
/** The call is over. Source: RFC 6455, 7.4.1 */
const NORMAL = 1000
/** This replica goes; another one goes on. Source: IANA WebSocket close codes, 1012 service restart. */
const RESTART = 1012

/**
 * One call on one socket: the session decides what happens, the ways answer, the line keeps the agent's side and the
 * rows. When the socket is lost, any replica can go on from the rows.
 */
export class LiveCall {
  readonly #deps: Deps
  readonly #opened: OpenedCall
  readonly #socket: CallSocket
  readonly #line: HeldLine
  readonly #ways: CallWays
  readonly #answering: Answering
  readonly #times = new AnswerTimes()
  readonly #inputs: SessionInput[] = []
  #state
  #stepping = false
  #releasing = false
  #letGo = false
  /** Ends when all is written down that was to be. */
  #kept: Promise<unknown> = Promise.resolve()
  #gone = false
  #stopTick: () => void = () => undefined
  #stopPaying: () => void = () => undefined

  constructor(deps: Deps, opened: OpenedCall, socket: CallSocket) {
    this.#deps = deps
    this.#opened = opened
    this.#socket = socket
    this.#state = startSession(sessionOptions(opened), this.#nowMs())
    this.#line = holdLine(deps, opened.call, {
      onReply: (reply) => this.#ways.attached.take(reply),
      onCommand: async (command) => this.#input(inputOf(command)),
      onPass: (turn) => this.#ways.attached.pass(turn),
      onTakenOver: () => this.#leave()
    })
    this.#ways = waysOf(deps, opened, this.#line, () =>
      this.#input({ kind: 'command', command: { do: 'end', by: 'goodbye' } })
    )
    const { id: agentId } = opened.agent
    const answerers = { agentId, ways: this.#ways.all, fillerMs: FILLER_MS, handOverMs: handOverMs(opened) }
    this.#answering = answering({ ...deps, breakers: breakersOf(deps) }, answerers, this.#outlet())
  }

  /** Starts to listen to the carrier and, after a lost socket, takes up the turn that nobody had answered. */
  start(): void {
    this.#socket.onText((text) => this.#input({ kind: 'frame', frame: parseFrame(text) }))
    this.#socket.onClose((code) => this.#closed(code))
    const { open } = this.#state
    if (open) this.#ask(open.turn)
    this.#stopPaying = payByTheMinute(this.#deps, this.#opened.call, () =>
      this.#input({ kind: 'command', command: { do: 'end', by: 'budget' } })
    )
    this.#schedule()
  }

  /** Gives the call to another replica as soon as nothing is lost by it. */
  release(): void {
    this.#releasing = true
    this.#schedule()
    this.#releaseIfQuiet()
  }

  /** Gives the call to another replica now: nothing is answered here any more, and what the caller still says is kept. */
  letGo(): void {
    this.#letGo = true
    this.#answering.close()
    this.#line.close()
    this.#socket.close(RESTART, 'restart')
  }

  #outlet(): Outlet {
    return {
      say: (turn, token, last, manner) => {
        this.#times.token(turn, manner.way, token, last)
        this.#input({ kind: 'reply', turn, token, last, ...manner })
      },
      filler: (turn) => this.#input({ kind: 'filler', turn, text: phrasesIn(this.#state.language).filler }),
      handedOver: (_turn, from) => countCallEvent(`left_${from}`),
      unanswered: () => countCallEvent('unanswered')
    }
  }

  /** What an effect sets off comes after the effects that are already there. */
  #input(input: SessionInput): void {
    if (this.#gone) return
    this.#inputs.push(input)
    if (this.#stepping) return
    this.#stepping = true
    try {
      for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) {
        const { state, effects } = step(this.#state, next, this.#nowMs())
        this.#state = state
        for (const effect of effects) this.#carryOut(effect)
      }
    } finally {
      this.#stepping = false
    }
    this.#schedule()
    this.#releaseIfQuiet()
  }

  #carryOut(effect: Effect): void {
    if (effect.do === 'send') this.#socket.send(JSON.stringify(effect.frame))
    else if (effect.do === 'turn') this.#ask(effect.turn)
    else if (effect.do === 'cancel') this.#drop(effect.turn)
    else if (effect.do === 'begun') this.#keep(this.#line.begun(effect.turn, effect))
    else if (effect.do === 'settled') this.#settle(effect)
    else if (effect.do === 'note') countCallEvent(effect.name)
    else this.#end(effect)
  }

  #ask(turn: NumberedTurn): void {
    const { kind, text, digits, lang, spoken, number } = turn
    const offered = {
      callId: this.#opened.call.id,
      number,
      kind,
      text,
      digits,
      lang,
      spoken,
      at: this.#deps.clock.now().toISOString()
    }
    this.#times.asked(number)
    this.#listen(number, text)
    this.#keep(this.#line.offer(offered))
    if (!this.#letGo) this.#answering.begin({ turn: offered, history: this.#state.history })
  }

  /** The first words tell a menu and call screening from a person. */
  #listen(number: number, text = ''): void {
    const { id, direction } = this.#opened.call
    const reached = direction === 'outbound' && number <= FIRST_WORDS ? reachedBySound(text) : undefined
    if (reached) this.#keep(noteReached(this.#deps, id, reached))
  }

  #drop(turn: number): void {
    this.#answering.cancel(turn)
    this.#keep(this.#line.settle(turn, undefined))
  }

  #settle({ turn, reply, heard, way, cut }: Extract<Effect, { do: 'settled' }>): void {
    if (cut) this.#answering.cancel(turn)
    this.#keep(this.#line.settle(turn, { reply, heard, way, cut }))
  }

  #end({ by }: Extract<Effect, { do: 'end' }>): void {
    this.#stop()
    this.#line.ended()
    this.#keep(noteEnding(this.#deps, this.#opened.call.id, by))
    this.#socket.close(NORMAL, by)
  }

  /** Another socket holds the call: what this one would still write down is not true any more. */
  #leave(): void {
    this.#gone = true
    this.#stop()
    this.#socket.close(NORMAL, 'another socket of the call holds it')
  }

  #closed(code: number): void {
    if (this.#gone) return
    this.#input({ kind: 'closed', lost: code !== NORMAL })
    this.#stop()
    this.#line.close()
  }

  #stop(): void {
    this.#stopTick()
    this.#stopPaying()
    this.#answering.close()
    this.#ways.close()
  }

  #schedule(): void {
    this.#stopTick()
    if (this.#state.over || this.#letGo) return
    const releasedAt = this.#releasing ? releasableAt(this.#state) : Number.POSITIVE_INFINITY
    const inMs = Math.max(0, Math.min(this.#state.wakeAt, releasedAt) - this.#nowMs())
    this.#stopTick = this.#deps.clock.after(inMs, () => this.#input({ kind: 'tick' }))
  }

  #releaseIfQuiet(): void {
    const isQuiet = () => !this.#letGo && releasableAt(this.#state) <= this.#nowMs()
    if (!this.#releasing || !isQuiet()) return
    // Whoever goes on finds in the rows all that was said here.
    void this.#kept.then(() => {
      if (isQuiet()) this.letGo()
    })
  }

  /** A row that cannot be written must not silence the call; what it would have kept is lost with this process alone. */
  #keep(writing: Promise<unknown>): void {
    const kept = writing.catch((error: unknown) =>
      this.#deps.log.error({ event: 'call_row_failed', callId: this.#opened.call.id, err: error })
    )
    this.#kept = Promise.all([this.#kept, kept]).then(() => undefined)
  }

  #nowMs(): number {
    return this.#deps.clock.now().getTime()
  }
}

function inputOf(command: Command): SessionInput {
  if (command.do === 'say') return { kind: 'say', text: command.text, interruptible: command.interruptible }
  if (command.do === 'handOff') return { kind: 'command', command: { ...command, by: 'transfer' } }
  return { kind: 'command', command }
}
