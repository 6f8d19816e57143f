import { isUniqueViolation } from '../db/batch.ts'
import { inboxEvents, webhookReceipts } from '../db/schema/index.ts'
import { announce, eventRow } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { optOut } from './opt-out/effects.ts'
import { type SentReference, sentMessage } from './sent-message.ts'

/** A recipient's complaint about a message that we sent, as the vendor reports it. */
export interface Complaint extends SentReference {
  /** Identity of the event; a copy has the same. */
  eventKey: string
}

/**
 * Takes who reported a message as spam off every channel of the organization, ends his consent, and tells the agent;
 * receipt, list, consent and event in one transaction. Safe to call twice.
 */
export async function receiveComplaint(
  deps: Deps,
  { eventKey, ...about }: Complaint
): Promise<'accepted' | 'ignored' | 'duplicate'> {
  const row = await sentMessage(deps.db, about)
  if (row === undefined) return 'ignored'
  const { orgId, provider } = about
  const now = deps.clock.now()
  const { contact, channel } = row
  const event = eventRow(deps, {
    ...{ orgId, agentId: row.agentId, kind: 'contact.opted_out', channel, contact, messageId: row.id },
    payload: { from: contact, to: row.ownAddress }
  })
  try {
    await deps.db.batch([
      deps.db.insert(webhookReceipts).values({ id: newId('rcp', now), orgId, provider, eventKey, receivedAt: now }),
      ...optOut(deps.db, { orgId, contact }, 'complaint', now),
      deps.db.insert(inboxEvents).values(event)
    ])
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate'
    throw error
  }
  await announce(deps, row.agentId)
  return 'accepted'
}
