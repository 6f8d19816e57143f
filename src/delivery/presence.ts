import { and, eq, gt, lt } from 'drizzle-orm'
import { agentPresence } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { type FreshMap, freshMap } from '../lib/fresh-map.ts'
import type { Listener } from './turn.ts'

/** A way in which an agent can be within reach. */
export type PresentWay = Listener['way']

/** How long a row is not written again, in milliseconds; it lasts that much longer than it was asked to. */
const WRITE_EVERY_MS = 10_000
const MAX_KNOWN = 50_000

type Known = FreshMap<number>
const written = new WeakMap<Deps['bus'], Known>()

function knownTo({ bus, clock }: Pick<Deps, 'bus' | 'clock'>): Known {
  const known = written.get(bus) ?? freshMap<number>(clock, WRITE_EVERY_MS, MAX_KNOWN)
  written.set(bus, known)
  return known
}

const rowId = (agentId: string, way: PresentWay, id: string): string => `${agentId} ${way} ${id}`

/** Makes known that an agent can be reached in this way for at least `forMs`; at most one write in ten seconds for each `id`. */
export async function present(
  deps: Pick<Deps, 'db' | 'bus' | 'clock'>,
  agent: { id: string; orgId: string },
  way: PresentWay,
  id: string,
  forMs: number
): Promise<void> {
  const key = rowId(agent.id, way, id)
  const known = knownTo(deps)
  const untilMs = deps.clock.now().getTime() + forMs
  if ((known.get(key) ?? 0) >= untilMs) return
  const until = new Date(untilMs + WRITE_EVERY_MS)
  known.set(key, until.getTime())
  await deps.db
    .insert(agentPresence)
    .values({ id: key, orgId: agent.orgId, agentId: agent.id, way, until })
    .onConflictDoUpdate({ target: agentPresence.id, set: { until } })
}

/** Takes back what `present` said. */
export async function absent(
  deps: Pick<Deps, 'db' | 'bus' | 'clock'>,
  agentId: string,
  way: PresentWay,
  id: string
): Promise<void> {
  const key = rowId(agentId, way, id)
  knownTo(deps).delete(key)
  await deps.db.delete(agentPresence).where(eq(agentPresence.id, key))
}

/** The ways in which an agent can be reached at this moment. */
export async function whoIsPresent(deps: Pick<Deps, 'db' | 'clock'>, agentId: string): Promise<PresentWay[]> {
  const rows = await deps.db
    .selectDistinct({ way: agentPresence.way })
    .from(agentPresence)
    .where(and(eq(agentPresence.agentId, agentId), gt(agentPresence.until, deps.clock.now())))
  return rows.map(({ way }) => way)
}

/** Removes rows that have no meaning any more. */
export async function forgetAbsent(deps: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  await deps.db.delete(agentPresence).where(lt(agentPresence.until, deps.clock.now()))
}
