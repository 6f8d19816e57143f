import type { Server } from '@modelcontextprotocol/server'
import { nextTurn, pass, speak } from '../delivery/line.ts'
import type { LiveTurn } from '../delivery/live-events.ts'
import { absent, present } from '../delivery/presence.ts'
import type { Turn } from '../delivery/turn.ts'
import { waitForLive } from '../delivery/wait.ts'
import type { Caller, Deps } from '../deps.ts'
import { sleep } from '../lib/clock.ts'

/** How long each look for calls and turns may wait, in milliseconds. */
const WAIT_MS = 25_000
/** How long a client's model may take for one turn, in milliseconds. */
const ANSWER_MS = 20_000
/** How long after a failure calls are looked for again, in milliseconds. */
const PAUSE_MS = 5000

/** What a client's model is asked for a turn, and what of its answers may be said. */
export interface Attendance {
  question(turn: Turn): Promise<{ systemPrompt: string; prompt: string; maxTokens: number }>
  isSpeakable(text: string): boolean
}

/** A connected client that can be asked at any time. */
export interface Askable {
  readonly sessionId: string
  readonly caller: Caller
  readonly server: Pick<Server, 'createMessage'>
}

/**
 * Holds the calls of a client's agent by asking the client's model, turn by turn, until the signal aborts. What a better
 * way takes is left to it; a refusal of the client leaves the turn to the next way at once.
 */
export async function attendBySampling(
  deps: Deps,
  attendance: Attendance,
  { sessionId, caller, server }: Askable,
  signal: AbortSignal
): Promise<void> {
  if (caller.agentId === undefined) return
  const agent = { id: caller.agentId, orgId: caller.orgId }
  const listener = { by: `session ${sessionId}`, way: 'sampling' as const }
  const held = new Set<Promise<void>>()
  /** By call; what comes anew of one takes the place of what was there. */
  const stops = new Map<string, AbortController>()
  const hold = async ({ call, turn: first }: LiveTurn, end: AbortSignal) => {
    for (let turn: Turn | undefined = first, after = first.number; !end.aborted; ) {
      if (turn !== undefined && turn.number > 0) await answer(turn, end)
      const next = await nextTurn(deps, call, { ...listener, after, waitMs: WAIT_MS, signal: end })
      if (next === 'ended') return
      turn = next
      after = next?.number ?? after
    }
  }
  const answer = async (turn: Turn, end: AbortSignal) => {
    const text = await ask(attendance, server, turn, end).catch((err: unknown) => {
      deps.log.debug({ event: 'sampling_refused', callId: turn.callId, err }, 'the client answered no turn')
      return ''
    })
    if (text === '' || !attendance.isSpeakable(text)) await pass(deps, turn.callId, listener.by, turn.number)
    else await speak(deps, turn.callId, { by: listener.by, turn: turn.number, text, last: true })
  }
  const failed = (err: unknown) => deps.log.warn({ event: 'sampling_failed', err }, 'a client does not attend for now')
  while (!signal.aborted) {
    try {
      await present(deps, agent, 'sampling', listener.by, WAIT_MS)
      for (const live of await waitForLive(deps, agent, listener, { max: 5 }, WAIT_MS, signal)) {
        stops.get(live.call.id)?.abort()
        const stop = new AbortController()
        stops.set(live.call.id, stop)
        const work: Promise<void> = hold(live, AbortSignal.any([signal, stop.signal]))
          .catch(failed)
          .finally(() => {
            held.delete(work)
            if (stops.get(live.call.id) === stop) stops.delete(live.call.id)
          })
        held.add(work)
      }
    } catch (err) {
      failed(err)
      await sleep(deps.clock, PAUSE_MS, signal)
    }
  }
  await Promise.all([...held, absent(deps, agent.id, 'sampling', listener.by).catch(failed)])
}

async function ask(
  { question }: Attendance,
  server: Askable['server'],
  turn: Turn,
  signal: AbortSignal
): Promise<string> {
  const { systemPrompt, prompt, maxTokens } = await question(turn)
  const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: prompt } }]
  const { content } = await server.createMessage({ messages, systemPrompt, maxTokens }, { timeout: ANSWER_MS, signal })
  return [content]
    .flat()
    .map((block) => (block.type === 'text' ? block.text : ''))
    .join('')
    .trim()
}
