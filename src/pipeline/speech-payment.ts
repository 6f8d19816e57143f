import type { Queries } from '../db/open.ts'
import { reservations } from '../db/schema/index.ts'
import { newId } from '../lib/ids.ts'
import { countUsage } from './usage.ts'
import { changeSpend } from './windows.ts'

/**
 * Pays within a transaction for what a vendor of speech has done on a call, with a hold of its own that is settled at
 * once: in the budgets of the day on which the call began, also where it costs more than they have left.
 */
export async function payForSpeech(
  tx: Queries,
  { orgId, agentId, createdAt }: { orgId: string; agentId: string; createdAt: Date },
  costMicroUsd: number
): Promise<void> {
  if (costMicroUsd === 0) return
  await tx.insert(reservations).values({
    ...{ actionId: newId('spk', createdAt), orgId, agentId, state: 'settled', heldMicroUsd: costMicroUsd },
    ...{ spentMicroUsd: costMicroUsd, returnedMicroUsd: 0, dueAt: null, createdAt }
  })
  await countUsage(tx, { orgId, agentId, channel: 'voice' }, createdAt, { costMicroUsd })
  for (const statement of changeSpend(tx, { orgId, agentId }, createdAt, costMicroUsd)) await statement
}
