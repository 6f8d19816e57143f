import type { Deps } from '../deps.ts'
import { ABORTED } from '../lib/aborted.ts'
import { sleep } from '../lib/clock.ts'
import { wakeLatencySeconds } from '../observability/metrics.ts'
import type { EventView } from '../schemas/event-view.ts'
import { awaiting } from './awaiting.ts'
import { inboxTopic } from './event-row.ts'
import { type EventQuery, release, type Taken, takeEvents } from './inbox.ts'
import { type LiveTurn, releaseLive, takeLive } from './live-events.ts'
import type { Listener } from './turn.ts'

/** How often a waiting agent's rows are looked at although nobody called, in milliseconds: leases end in silence. */
const LOOK_AGAIN_MS = 5000

/** The same for live calls: what a better way had to itself for a moment is looked at again. */
const LOOK_AT_CALLS_MS = 2000

/**
 * Takes events as soon as there are any, on whichever replica they came in; empty when `waitMs` is over or the client is
 * gone. What was taken for a client that is gone goes back at once. With a `listener` what happens on live calls comes
 * before anything else; it needs no acknowledgement.
 */
export async function waitForEvents(
  deps: Deps,
  agent: { id: string },
  query: EventQuery,
  waitMs: number,
  signal: AbortSignal,
  listener?: Listener
): Promise<Taken> {
  const startedAt = deps.clock.now().getTime()
  const bell = doorbell(deps, agent.id, signal)
  const stopAwaiting = listener && awaiting(deps, agent, listener, query)
  try {
    for (;;) {
      bell.reset()
      const live = listener === undefined ? [] : await takeLive(deps, agent, listener, query)
      if (listener !== undefined && signal.aborted) await releaseLive(deps, listener.by, live)
      else if (live.length > 0) return { events: eventsOf(live), lease: null, more: false }
      const taken = await takeEvents(deps, agent, query)
      if (taken.lease !== null) return await handOver(deps, agent, taken, startedAt, signal)
      // Somebody else was faster with what this look had found, and there is more.
      if (taken.more && !signal.aborted) continue
      const leftMs = startedAt + waitMs - deps.clock.now().getTime()
      if (leftMs <= 0 || signal.aborted) return taken
      await bell.ring(Math.min(leftMs, LOOK_AGAIN_MS))
    }
  } finally {
    stopAwaiting?.()
    bell.close()
  }
}

/** Of a caller who has spoken already it is not told that he calls: who listened for him then would not answer him. */
function eventsOf(live: readonly LiveTurn[]): EventView[] {
  const speaking = new Set(live.filter(({ turn }) => turn.number > 0).map(({ call }) => call.id))
  return live.filter(({ turn, call }) => turn.number > 0 || !speaking.has(call.id)).map(({ event }) => event)
}

/** As `waitForEvents`, for what happens on live calls alone. */
export async function waitForLive(
  deps: Deps,
  agent: { id: string },
  listener: Listener,
  query: EventQuery,
  waitMs: number,
  signal: AbortSignal
): Promise<LiveTurn[]> {
  const endsAt = deps.clock.now().getTime() + waitMs
  const bell = doorbell(deps, agent.id, signal)
  const stopAwaiting = awaiting(deps, agent, listener, query)
  try {
    for (;;) {
      bell.reset()
      const live = await takeLive(deps, agent, listener, query)
      if (signal.aborted) {
        await releaseLive(deps, listener.by, live)
        return []
      }
      const leftMs = endsAt - deps.clock.now().getTime()
      if (live.length > 0 || leftMs <= 0) return live
      await bell.ring(Math.min(leftMs, LOOK_AT_CALLS_MS))
    }
  } finally {
    stopAwaiting()
    bell.close()
  }
}

async function handOver(
  deps: Deps,
  agent: { id: string },
  taken: Taken,
  startedAt: number,
  signal: AbortSignal
): Promise<Taken> {
  if (signal.aborted && taken.lease !== null) {
    await release(deps, agent, taken.lease)
    return { events: [], lease: null, more: true }
  }
  for (const { at } of taken.events) {
    const came = Date.parse(at)
    if (came >= startedAt) wakeLatencySeconds.observe((deps.clock.now().getTime() - came) / 1000)
  }
  return taken
}

/** Rings when the agent's inbox is announced or messages may have been missed. It listens from the start, so that nothing slips in between a look and the wait. */
function doorbell(deps: Deps, agentId: string, signal: AbortSignal) {
  let rung = new AbortController()
  const ring = () => rung.abort(ABORTED)
  const stops = [deps.bus.subscribe(inboxTopic(agentId), ring), deps.bus.onReset(ring)]
  signal.addEventListener('abort', ring, { once: true })
  return {
    /** Forgets earlier rings. */
    reset() {
      rung = new AbortController()
    },
    /** Resolves at the next ring, at one since the reset, or after this time. */
    ring: (timeoutMs: number) => sleep(deps.clock, timeoutMs, rung.signal),
    close() {
      for (const stop of stops) stop()
      signal.removeEventListener('abort', ring)
    }
  }
}
