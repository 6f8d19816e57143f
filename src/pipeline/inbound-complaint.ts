import { and, eq } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import { inboxEvents, messages, webhookReceipts } from '../db/schema/index.ts'
import { announce, eventRow } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { optOut } from './opt-out/effects.ts'

/** A recipient's complaint about a message that we sent, as the vendor reports it. */
export interface Complaint {
  orgId: string
  agentId?: string | undefined
  provider: string
  eventKey: string
  providerRef: string
}

/**
 * Takes who reported a message as spam off every channel of the organization, ends his consent, and tells the agent;
 * receipt, list, consent and event in one transaction. Safe to call twice.
 */
export async function receiveComplaint(
  deps: Deps,
  { orgId, agentId, provider, eventKey, providerRef }: Complaint
): Promise<'accepted' | 'ignored' | 'duplicate'> {
  const isIt = and(eq(messages.provider, provider), eq(messages.providerRef, providerRef), eq(messages.orgId, orgId))
  const [row] = await deps.db.select().from(messages).where(isIt)
  if (row?.direction !== 'outbound' || (agentId !== undefined && row.agentId !== agentId)) return 'ignored'
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
