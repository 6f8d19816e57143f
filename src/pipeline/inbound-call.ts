import { and, eq } from 'drizzle-orm'
import { type Built, isCheckViolation, isUniqueViolation } from '../db/batch.ts'
import { callContents, calls, reservations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { conversationIdOf, newId } from '../lib/ids.ts'
import type { CallContent, CallEnding } from '../schemas/call.ts'
import { minutePriceMicroUsd } from './call-price.ts'
import type { AgentRow } from './draft.ts'
import { inserts } from './inbound-statements.ts'
import { effectiveLimits } from './limits.ts'
import { breachKnown } from './limits-alert.ts'
import { CALLS, countUsage } from './usage.ts'
import { type OrganizationRow, organization } from './vendors.ts'
import { spendTakesOf, takeSpend, usedBy } from './windows.ts'

/** Minutes of which the price is set aside before a call that came in is answered. */
const HELD_MINUTES = 5
/** How long after its longest duration a call is looked into whose end nobody has reported, in milliseconds. */
const OVERDUE_MS = 120_000

type CallRow = typeof calls.$inferSelect

/** A call as a carrier announces it. */
export interface InboundCall {
  agent: AgentRow
  provider: string
  /** The carrier's id of the call. */
  providerRef: string
  /** As the carrier writes it: E.164, unless the caller hides it. */
  from: string
  to: string
  content: CallContent
  recorded: boolean
  /** Set where nobody will take it; no money is set aside. */
  refusedBy?: CallEnding | undefined
}

/** A call that is on disk. `budget` in its row's `endedBy`: there was no money for it. */
export interface ReceivedCall {
  outcome: 'accepted' | 'duplicate'
  call: CallRow
}

/**
 * Takes one call from a carrier in one transaction: receipt, row, sealed content, counter, and the price of its first
 * minutes. When it returns, the call is on disk; a copy of it has no effect and finds the row that is there.
 */
export async function receiveCall(deps: Deps, inbound: InboundCall): Promise<ReceivedCall> {
  const now = deps.clock.now()
  const org = await organization(deps, inbound.agent.orgId)
  const row = rowOf(deps, inbound, org, now)
  try {
    await deps.db.batch(statements(deps, inbound, org, row))
    return { outcome: 'accepted', call: row }
  } catch (error) {
    if (isUniqueViolation(error)) return { outcome: 'duplicate', call: await knownCall(deps, inbound) }
    if (!isCheckViolation(error)) throw error
    return receiveUnfunded(deps, inbound, org, row)
  }
}

/** There is no money for it: it is written down as refused, and the operators learn why. */
async function receiveUnfunded(
  deps: Deps,
  inbound: InboundCall,
  org: OrganizationRow,
  row: CallRow
): Promise<ReceivedCall> {
  const { agent } = inbound
  const at = row.createdAt
  const takes = spendTakesOf(deps, { org, agent, costMicroUsd: row.costMicroUsd })
  const used = await usedBy(deps, takes, at)
  const reached = takes.filter(({ amount, max }, n) => (used[n] ?? 0) + amount > max)
  const refused = { ...row, endedBy: 'budget' as const, costMicroUsd: 0 }
  try {
    await deps.db.batch([
      ...statements(deps, { ...inbound, refusedBy: 'budget' }, org, refused),
      countUsage(deps.db, { orgId: org.id, agentId: agent.id, channel: CALLS }, at, { refused: 1, rateLimitHits: 1 }),
      ...reached.flatMap((take) => breachKnown(deps.db, at, org.id, take))
    ])
    return { outcome: 'accepted', call: refused }
  } catch (error) {
    if (isUniqueViolation(error)) return { outcome: 'duplicate', call: await knownCall(deps, inbound) }
    throw error
  }
}

function statements(deps: Deps, inbound: InboundCall, org: OrganizationRow, row: CallRow): Built[] {
  const { agent, provider, providerRef, content, refusedBy } = inbound
  const { id, orgId, agentId, costMicroUsd, createdAt } = row
  const receipt = { orgId, provider, eventKey: `voice:${providerRef}`, receivedAt: createdAt }
  const hold: typeof reservations.$inferInsert = {
    ...{ actionId: id, orgId, agentId, state: 'open', heldMicroUsd: costMicroUsd },
    // The call's own row says when it is looked into.
    ...{ spentMicroUsd: 0, returnedMicroUsd: 0, dueAt: null, createdAt }
  }
  return [
    inserts.receipt(deps.db, { id: newId('rcp', createdAt), ...receipt }),
    deps.db.insert(calls).values(row),
    deps.db
      .insert(callContents)
      .values({ callId: id, orgId, sealed: deps.sealer.seal(JSON.stringify(content), id), wipeAt: null }),
    deps.db.insert(reservations).values(hold),
    inserts.window(deps.db, { orgId, contact: row.contact, channel: 'voice', lastInboundAt: createdAt }),
    inserts.count(deps.db, { orgId, agentId, channel: CALLS }, createdAt),
    ...(refusedBy === undefined ? [takeSpend(deps, { org, agent, costMicroUsd }, createdAt)] : [])
  ]
}

function rowOf(deps: Deps, inbound: InboundCall, org: OrganizationRow, now: Date): CallRow {
  const { agent, provider, providerRef, from, to, recorded, refusedBy } = inbound
  const maxDurationSeconds = effectiveLimits(deps, org, agent).maxCallDurationMinutes * 60
  const priced = { provider, direction: 'inbound', contact: from, ownAddress: to } as const
  const heldMinutes = Math.min(HELD_MINUTES, Math.ceil(maxDurationSeconds / 60))
  return {
    ...{ id: newId('cal', now), orgId: agent.orgId, agentId: agent.id, ...priced, providerRef },
    conversationId: conversationIdOf(agent.id, from),
    ...{ state: 'ringing', purpose: 'conversational', whenVoicemail: 'ignore' },
    ...{ language: agent.language, voiceId: agent.voiceId, recorded, maxDurationSeconds },
    ...{ sequence: -1, generation: 0, turns: 0, endedBy: refusedBy ?? null },
    costMicroUsd: refusedBy === undefined ? minutePriceMicroUsd(priced) * heldMinutes : 0,
    ...{ errorCode: null, answeredBy: null, durationSeconds: null, peerCallId: null },
    dueAt: new Date(now.getTime() + maxDurationSeconds * 1000 + OVERDUE_MS),
    ...{ createdAt: now, answeredAt: null, endedAt: null, updatedAt: now }
  }
}

/** @throws CommsError `conflict` when the carrier has used the id for a call of somebody else. */
async function knownCall(deps: Deps, { agent, provider, providerRef }: InboundCall): Promise<CallRow> {
  const [row] = await deps.db
    .select()
    .from(calls)
    .where(and(eq(calls.provider, provider), eq(calls.providerRef, providerRef), eq(calls.agentId, agent.id)))
  if (!row) throw new CommsError('conflict', 'There is a call of this id, and it is not for this agent.')
  return row
}
