import { and, desc, eq, gt, or } from 'drizzle-orm'
import { inboxEvents, messageBodies } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { Channel } from '../schemas/common.ts'
import type { EventView } from '../schemas/event-view.ts'
import { READABLE_AFTER_ACK_MS } from './ack.ts'
import { viewOf } from './event-view.ts'
import { isFree } from './inbox.ts'

/** The count is exact up to here. */
const COUNT_MAX = 1000

/** How many events of an agent nobody holds or has settled; at most 1000. */
export async function countWaiting(
  deps: Pick<Deps, 'db' | 'clock'>,
  agent: { id: string },
  channel: Channel | undefined
): Promise<number> {
  const some = deps.db
    .select({ id: inboxEvents.id })
    .from(inboxEvents)
    .where(and(eq(inboxEvents.agentId, agent.id), isFree(deps.clock.now()), ofChannel(channel)))
    .limit(COUNT_MAX)
    .as('some')
  return deps.db.$count(some)
}

/** Events that were acknowledged in the last hour, or whose content is still kept, oldest first; the newest of them when there are more. */
export async function readAcknowledged(
  deps: Deps,
  agent: { id: string },
  channel: Channel | undefined,
  limit: number
): Promise<EventView[]> {
  const now = deps.clock.now()
  const anHourAgo = new Date(now.getTime() - READABLE_AFTER_ACK_MS)
  const rows = await deps.db
    .select({ event: inboxEvents, sealed: messageBodies.sealed })
    .from(inboxEvents)
    .leftJoin(messageBodies, eq(messageBodies.messageId, inboxEvents.messageId))
    .where(
      and(
        eq(inboxEvents.agentId, agent.id),
        eq(inboxEvents.state, 'acked'),
        or(gt(inboxEvents.ackedAt, anHourAgo), gt(messageBodies.wipeAt, now)),
        ofChannel(channel)
      )
    )
    .orderBy(desc(inboxEvents.id))
    .limit(limit)
  return rows.reverse().map(({ event, sealed }) => viewOf(deps, event, sealed))
}

const ofChannel = (channel: Channel | undefined) =>
  channel === undefined ? undefined : eq(inboxEvents.channel, channel)
