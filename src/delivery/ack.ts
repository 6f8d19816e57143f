import { and, eq, inArray, type SQL } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { inboxEvents, messageBodies } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { inboxEventsTotal } from '../observability/metrics.ts'
import type { AgentStorage } from '../schemas/agent.ts'
import { CHANNELS, type Channel } from '../schemas/common.ts'
import { HAS_CONTENT } from './event-view.ts'

/** How long the content of an acknowledged event can be read again, in milliseconds. */
export const READABLE_AFTER_ACK_MS = 3_600_000
const DAY_MS = 86_400_000

/** Whose events are acknowledged, and what its owner opted in to keep. */
export interface AckingAgent {
  id: string
  storage: AgentStorage
}

/**
 * Settles the events of a lease for good, and lets their content be wiped in an hour, or when its owner's retention
 * ends. Safe to call twice. A lease that is over is still accepted for what nobody else has taken since.
 */
export async function ack(deps: Deps, agent: AckingAgent, lease: string): Promise<void> {
  const [acked] = await deps.db.batch(ackStatements(deps, agent, lease))
  inboxEventsTotal.inc({ outcome: 'acked' }, acked?.count ?? 0)
}

/** The statements of an acknowledgement; the first one tells how many events it settled. */
export function ackStatements(deps: Deps, agent: AckingAgent, lease: string): Built[] {
  const now = deps.clock.now()
  const held = and(eq(inboxEvents.leaseId, lease), eq(inboxEvents.agentId, agent.id))
  const settled = and(held, inArray(inboxEvents.kind, [...HAS_CONTENT]), eq(inboxEvents.ackedAt, now))
  const wipe = (wipeAt: Date, ofChannel?: SQL) => {
    const messageIds = deps.db.select({ id: inboxEvents.messageId }).from(inboxEvents).where(and(settled, ofChannel))
    return deps.db.update(messageBodies).set({ wipeAt }).where(inArray(messageBodies.messageId, messageIds))
  }
  const kept = CHANNELS.filter((channel) => agent.storage[channel]?.bodies)
  return [
    deps.db
      .update(inboxEvents)
      .set({ state: 'acked', ackedAt: now, dueAt: null, leaseUntil: null })
      .where(and(held, eq(inboxEvents.state, 'leased'))),
    wipe(new Date(now.getTime() + READABLE_AFTER_ACK_MS)),
    ...kept.map((channel) => wipe(retentionEnd(deps, agent.storage, channel), eq(inboxEvents.channel, channel)))
  ]
}

/** Until when the content of a channel is kept from now on, where its owner opted in. */
export function retentionEnd(
  { clock, config }: Pick<Deps, 'clock' | 'config'>,
  storage: AgentStorage,
  channel: Channel
): Date {
  const days = storage[channel]?.retentionDays ?? config.retention.days.bodies
  return new Date(clock.now().getTime() + days * DAY_MS)
}
