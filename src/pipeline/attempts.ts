import type { Built } from '../db/batch.ts'
import { builtOnce, placeholders } from '../db/built-once.ts'
import type { Queries } from '../db/open.ts'
import { contactAttempts } from '../db/schema/index.ts'
import { newId } from '../lib/ids.ts'
import type { Intent } from '../policy/check.ts'

const insertAttempt = builtOnce((db) =>
  db.insert(contactAttempts).values(placeholders('id', 'orgId', 'agentId', 'contact', 'createdAt'))
)

/**
 * Statements that note an attempt to call somebody, for the rules of frequency; none for what is no call, and none for
 * whoever takes over the calls of others.
 */
export function recordAttempt(db: Queries, { action, channel, org, agent, contact, at }: Intent): Built[] {
  if (channel !== 'voice' || action === 'transfer') return []
  return [insertAttempt(db, { id: newId('att', at), orgId: org.id, agentId: agent.id, contact, createdAt: at })]
}
