import { deliverTo } from '../delivery/callback.ts'
import { callbackUrlOf } from '../delivery/callback-url.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import type { AgentRow } from './draft.ts'
import { fetchDue } from './fetch-email.ts'
import type { Received } from './inbound.ts'
import { sendKeywordReplies } from './inbound-replies.ts'

/**
 * Sets off at once what a committed message calls for, without holding up the vendor's answer. It only makes things
 * faster: each of these is due in the database and is done by the worker, should this process end now.
 */
export function followUp(deps: Deps, agent: AgentRow, received: Received): void {
  if (received.outcome === 'duplicate') return
  const run = (work: Promise<unknown>) => {
    work.catch((error: unknown) => deps.log.warn({ event: 'follow_up_failed', agentId: agent.id, err: error }))
  }
  run(announce(deps, agent.id))
  if (received.replyDue) run(sendKeywordReplies(deps))
  if (received.fetchDue) run(fetchDue(deps))
  else if (callbackUrlOf(deps.config, agent) !== undefined) run(deliverTo(deps, agent))
}
