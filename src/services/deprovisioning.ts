import { and, eq, inArray } from 'drizzle-orm'
import { agents, auditLog, numberPool, tokens } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import { announceAgent } from './agent-cache.ts'
import { readPool } from './agent-pool.ts'
import { agentNotFound, resolveAgent } from './agents.ts'
import { actorOf } from './callers.ts'
import { releaseNumber } from './number-release.ts'
import { freeSlot } from './provisioning-undo.ts'
import { announceRevoked, endTokens } from './token-rows.ts'

/** What becomes of the columns of an agent that is removed: its number and address can be used again. */
const REMOVED = {
  status: 'removed',
  phoneNumber: null,
  phoneStatus: 'none',
  emailAddress: null,
  emailStatus: 'none',
  voiceStatus: 'none'
} as const

/** What was removed, and what is left. */
export interface Deprovisioned {
  /** True when the vendor has taken the number back; false when it was kept, there was none, or it is being released. */
  released: boolean
  poolSlotsRemaining: number
}

/**
 * Removes an agent: its tokens end at once and its slot is free; its messages stay. A number that is kept goes to the
 * next agent that the organization provisions in the same country.
 * @throws CommsError `forbidden`, `invalid_input`, `not_found`.
 */
export async function deprovisionChannels(
  deps: Deps,
  caller: Caller,
  input: { agentId?: string; releaseNumber?: boolean }
): Promise<Deprovisioned> {
  if (caller.role === 'agent') throw new CommsError('forbidden', 'An agent may not deprovision agents.')
  const agent = await resolveAgent(deps, caller, input.agentId)
  const release = input.releaseNumber ?? true
  const now = deps.clock.now()
  const { numbers, tokenIds } = await deps.db.transaction(async (tx) => {
    const inService = and(eq(agents.id, agent.id), inArray(agents.status, ['active', 'suspended']))
    const change = { ...REMOVED, updatedAt: now }
    const [removed] = await tx.update(agents).set(change).where(inService).returning({ id: agents.id })
    if (!removed) throw agentNotFound()
    await freeSlot(tx, agent.orgId)
    const own = and(eq(numberPool.agentId, agent.id), eq(numberPool.status, 'active'))
    const fate = release ? ({ status: 'releasing', updatedAt: now } as const) : { agentId: null, updatedAt: now }
    const numbers = await tx.update(numberPool).set(fate).where(own).returning()
    const tokenIds = await endTokens(tx, now, eq(tokens.agentId, agent.id))
    const entry = { orgId: agent.orgId, event: 'agent.removed', actor: actorOf(caller), subject: agent.id } as const
    await tx.insert(auditLog).values(auditRow(now, { ...entry, details: { release, tokenIds } }))
    return { numbers, tokenIds }
  })
  await Promise.all([announceRevoked(deps, tokenIds), announceAgent(deps, agent.id)])
  const answers = release ? await Promise.all(numbers.map((row) => releaseNumber(deps, row))) : []
  const { remaining } = await readPool(deps, agent.orgId)
  return { released: answers.length > 0 && answers.every(Boolean), poolSlotsRemaining: remaining }
}
