import type { Built } from '../db/batch.ts'
import { callContents, calls, reservations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { CallContent } from '../schemas/call.ts'
import type { CallRow } from './dial-draft.ts'

/** Statements that store a call before the carrier is asked: its row, what it is about, and the money set aside. */
export const callWrites = (deps: Pick<Deps, 'db' | 'sealer'>, row: CallRow, content: CallContent): Built[] => [
  deps.db.insert(calls).values(row),
  deps.db.insert(callContents).values({
    ...{ callId: row.id, orgId: row.orgId, wipeAt: null },
    sealed: deps.sealer.seal(JSON.stringify(content), row.id)
  }),
  deps.db.insert(reservations).values({
    ...{ actionId: row.id, orgId: row.orgId, agentId: row.agentId, state: 'open', heldMicroUsd: row.costMicroUsd },
    // The call's own row says when it is looked into.
    ...{ spentMicroUsd: 0, returnedMicroUsd: 0, dueAt: null, createdAt: row.createdAt }
  })
]
