import { eq } from 'drizzle-orm'
import { calls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { ABORTED } from '../lib/aborted.ts'
import { sleep } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import { isTerminal } from '../schemas/call.ts'
import { exchangeOf } from './exchange.ts'
import { type FromHolder, fromHolder, type Judged, type Overheard, type ToHolder, toHolder } from './line-messages.ts'
import { present } from './presence.ts'
import type { Command, Listener, Reply, ReplyVerdict, Turn } from './turn.ts'

/** A call as far as the line must know it. */
export interface LineCall {
  id: string
  orgId: string
  agentId: string
}

/** What somebody who listens wants. */
export interface Listening extends Listener {
  /** Number of the last turn that he knows; the last one that he was given by default. */
  after?: number | undefined
  waitMs: number
  signal: AbortSignal
}

/** How long a holder on another replica is believed to be there without a word, in milliseconds. */
const SLICE_MS = 5000
/** The same while none has answered yet. */
const FIRST_SLICE_MS = 1000
/** How long an answer may take on its way, in milliseconds. */
const GRACE_MS = 1000
/** How often the row of a call that nobody holds is looked at, in milliseconds. */
const LOOK_MS = 2000
/** How long a reply waits for a call whose socket was lost to come back, in milliseconds. */
const RETURN_MS = 5000
/** How long an agent counts as within reach after it has listened, in milliseconds: it is thinking. */
const THINKS_MS = 15_000

type LineDeps = Pick<Deps, 'db' | 'bus' | 'clock' | 'log' | 'sealer'>

/**
 * The first turn after the one that the listener knows, on whichever replica the call is held: also one that is open
 * already. 'ended' once the call is over, undefined when `waitMs` are over or the client is gone.
 */
export async function nextTurn(
  deps: LineDeps,
  call: LineCall,
  { by, way, after, waitMs, signal }: Listening
): Promise<Turn | 'ended' | undefined> {
  const seen = present(deps, { id: call.agentId, orgId: call.orgId }, way, by, waitMs + THINKS_MS)
  const line = openLine(deps, call.id, signal)
  const endsAt = deps.clock.now().getTime() + waitMs
  const ear = newId('req')
  let answered = false
  try {
    for (;;) {
      line.reset()
      if (!answered && !line.isHere() && (await isOver(deps, call.id))) return 'ended'
      const leftMs = Math.max(0, endsAt - deps.clock.now().getTime())
      const forMs = line.isHere() ? leftMs : Math.min(leftMs, answered ? SLICE_MS : FIRST_SLICE_MS)
      const heard = (await line.ask({ do: 'listen', by, way, ear, after, forMs }, forMs + GRACE_MS)) as
        | Overheard
        | undefined
      answered = heard !== undefined && heard.gone === undefined
      if (heard?.turn && !signal.aborted) return heard.turn
      if (heard?.ended || line.ended()) return 'ended'
      if (signal.aborted || deps.clock.now().getTime() >= endsAt) return undefined
      if (!answered) await line.ring(Math.min(LOOK_MS, endsAt - deps.clock.now().getTime()))
    }
  } finally {
    if (signal.aborted) line.tell({ do: 'leave', ear })
    line.close()
    await seen
  }
}

/**
 * Speaks on a live call, if the turn that `by` was given is still the open one. `late`: nothing of it is spoken.
 * `unreachable`: the call is live, and nobody holds it.
 */
export async function speak(
  deps: LineDeps,
  callId: string,
  reply: Reply
): Promise<ReplyVerdict | 'ended' | 'unreachable'> {
  return (await speakTurn(deps, callId, reply)).verdict
}

/** As `speak`, and tells which turn was answered, so that what follows can be bound to it. */
export async function speakTurn(
  deps: LineDeps,
  callId: string,
  reply: Reply
): Promise<{ verdict: ReplyVerdict | 'ended' | 'unreachable'; turn?: number | undefined }> {
  const { verdict, turn } = await toll(deps, callId, { do: 'reply', id: newId('req'), ...reply })
  return { verdict: verdict === 'done' ? 'accepted' : verdict, turn }
}

/** Has something happen on a live call that is no answer to a turn. */
export async function command(
  deps: LineDeps,
  callId: string,
  what: Command
): Promise<'done' | 'ended' | 'unreachable'> {
  const { verdict } = await toll(deps, callId, { do: 'command', id: newId('req'), command: what })
  return verdict === 'ended' || verdict === 'unreachable' ? verdict : 'done'
}

/** Leaves the turn that `by` was given, or the rest of its answer, to whoever else there is, at once. */
export async function pass(deps: LineDeps, callId: string, by: string, turn?: number): Promise<void> {
  const never = new AbortController().signal
  await exchangeOf(deps).ask(toHolder(callId), { do: 'pass', by, turn } satisfies ToHolder, GRACE_MS, never)
}

/** Calls back when the caller cuts an answer short, with the number of its turn and what was heard of it. */
export function onCut(deps: LineDeps, callId: string, listener: (turn: number, heard: string) => void): () => void {
  return exchangeOf(deps).subscribe(fromHolder(callId), (message) => {
    const told = message as FromHolder
    if ('cut' in told) listener(told.cut, told.heard)
  })
}

/** Calls back when nothing is said on a call any more. */
export function onEnded(deps: LineDeps, callId: string, listener: () => void): () => void {
  return exchangeOf(deps).subscribe(fromHolder(callId), (message) => {
    if ('ended' in (message as FromHolder)) listener()
  })
}

async function toll(
  deps: LineDeps,
  callId: string,
  message: ToHolder
): Promise<{ verdict: Judged['verdict'] | 'unreachable'; turn?: number }> {
  const line = openLine(deps, callId, undefined)
  try {
    for (let mayReturn = true; ; mayReturn = false) {
      line.reset()
      const judged = (await line.order(message, SLICE_MS)) as Judged | undefined
      if (judged) return judged
      if (line.ended() || (await isOver(deps, callId))) return { verdict: 'ended' }
      if (!mayReturn || !(await line.ring(RETURN_MS))) return { verdict: 'unreachable' }
    }
  } finally {
    line.close()
  }
}

/** Whether nothing is said on a call any more, as its row has it. One that is transferred may come back. */
async function isOver(deps: Pick<Deps, 'db'>, callId: string): Promise<boolean> {
  const [row] = await deps.db
    .select({ state: calls.state, endedBy: calls.endedBy })
    .from(calls)
    .where(eq(calls.id, callId))
  return row === undefined || isTerminal(row.state) || (row.endedBy !== null && row.endedBy !== 'transfer')
}

/** One end of a line: what is asked is asked anew when somebody else holds the call, or words may have been lost. */
function openLine(deps: LineDeps, callId: string, signal: AbortSignal | undefined) {
  const exchange = exchangeOf(deps)
  let rung = new AbortController()
  let lost = new AbortController()
  let ended = false
  const ring = () => rung.abort(ABORTED)
  let stopGrace = () => {}
  const lose = () => {
    lost.abort()
    ring()
  }
  const stops = [
    deps.bus.onReset(lose),
    exchange.subscribe(fromHolder(callId), (message) => {
      const told = message as FromHolder
      if ('cut' in told) return
      ended ||= 'ended' in told
      if (!('ended' in told)) return lose()
      ring()
      stopGrace()
      stopGrace = deps.clock.after(GRACE_MS, lose)
    })
  ]
  signal?.addEventListener('abort', ring, { once: true })
  return {
    isHere: () => exchange.answersHere(toHolder(callId)),
    ended: () => ended,
    /** Forgets earlier rings. */
    reset() {
      rung = new AbortController()
      lost = new AbortController()
      if (signal?.aborted) ring()
    },
    ask: (message: ToHolder, timeoutMs: number) => exchange.ask(toHolder(callId), message, timeoutMs, rung.signal),
    /** As `ask`; whoever holds the call answers, also when what he was told to do has ended it. */
    order: (message: ToHolder, timeoutMs: number) => exchange.ask(toHolder(callId), message, timeoutMs, lost.signal),
    tell: (message: ToHolder) => void exchange.ask(toHolder(callId), message, 0),
    /** Whether it rang within this time. */
    async ring(timeoutMs: number): Promise<boolean> {
      await sleep(deps.clock, timeoutMs, rung.signal)
      return rung.signal.aborted
    },
    close() {
      for (const stop of stops) stop()
      stopGrace()
      signal?.removeEventListener('abort', ring)
    }
  }
}
