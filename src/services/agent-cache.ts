import { isDeepStrictEqual } from 'node:util'
import type { Deps } from '../deps.ts'
import type { AgentRow } from '../pipeline/draft.ts'

/** Topic with the id of an agent whose row was changed. */
export const AGENT_CHANGED = 'agent.changed'

/** Longest time, in milliseconds, for which a row is believed without asking the database. */
const MAX_AGE_MS = 5000
const MAX_ROWS = 10_000

interface Known {
  row: AgentRow
  readAt: number
  /** Whether it is being read anew. */
  isAskedFor: boolean
}

/** Remembers agents for a moment; forgets at once what the bus tells it was changed, and answers only while it is told. */
class AgentCache {
  readonly #rows = new Map<string, Known>()
  readonly #deps: Pick<Deps, 'bus' | 'clock'>
  #generation = 0

  constructor(deps: Pick<Deps, 'bus' | 'clock'>) {
    this.#deps = deps
    deps.bus.subscribe(AGENT_CHANGED, (agentId) => this.forget(agentId))
    deps.bus.onReset(() => {
      this.#generation++
      this.#rows.clear()
    })
  }

  /** The row of this id: the remembered one, or what `read` finds. One that is asked for again and again is never waited for. */
  async get(agentId: string, read: () => Promise<AgentRow | undefined>): Promise<AgentRow | undefined> {
    const known = this.#rows.get(agentId)
    const ageMs = known ? this.#deps.clock.now().getTime() - known.readAt : Number.POSITIVE_INFINITY
    if (!known || ageMs >= MAX_AGE_MS || !this.#deps.bus.connected()) return this.#read(agentId, read)
    if (ageMs >= MAX_AGE_MS / 2 && !known.isAskedFor) {
      known.isAskedFor = true
      // One that cannot be read now is asked for when it is too old.
      this.#read(agentId, read).catch(() => undefined)
    }
    return known.row
  }

  async #read(agentId: string, read: () => Promise<AgentRow | undefined>): Promise<AgentRow | undefined> {
    const before = this.#generation
    const readAt = this.#deps.clock.now().getTime()
    const known = this.#rows.get(agentId)
    const found = await read()
    // Every live call of an agent holds its row: as long as it does not change, all of them hold the same one.
    const row = known && isDeepStrictEqual(known.row, found) ? known.row : found
    if (before !== this.#generation) return row
    this.#rows.delete(agentId)
    if (row) this.#rows.set(agentId, { row: Object.freeze(row), readAt, isAskedFor: false })
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= MAX_ROWS) break
      this.#rows.delete(oldest)
    }
    return row
  }

  forget(agentId: string): void {
    this.#generation++
    this.#rows.delete(agentId)
  }
}

const caches = new WeakMap<Deps['bus'], AgentCache>()

/** The agents that this process remembers; one memory for each bus. */
export function agentCache(deps: Pick<Deps, 'bus' | 'clock'>): AgentCache {
  const cache = caches.get(deps.bus) ?? new AgentCache(deps)
  caches.set(deps.bus, cache)
  return cache
}

/** Makes a change of an agent known to all replicas; this one knows it when the call returns. */
export async function announceAgent(deps: Pick<Deps, 'bus' | 'clock'>, agentId: string): Promise<void> {
  agentCache(deps).forget(agentId)
  await deps.bus.publish(AGENT_CHANGED, agentId)
}
