import { eq } from 'drizzle-orm'
import { calls, callTransfers, reservations } from '../../src/db/schema/index.ts'
import type { TransferWish } from '../../src/pipeline/transfer-draft.ts'
import { transferCall } from '../../src/services/call-transfer.ts'
import { type AskedTransfer, answerTransfer } from '../../src/services/transfer-answer.ts'
import { diallingHouse } from './dialling-house.ts'
import { holding, seedLiveCall } from './line-house.ts'

/** Somebody who takes over calls. */
export const HUMAN = '+14155550177'

/** A live call that somebody holds, and the carrier that asks what comes next. */
export async function transferHouse(env: Record<string, string> = {}) {
  const t = await diallingHouse(env)
  const { deps, agent, sender } = t
  const call = await seedLiveCall(deps, agent, {
    ...{ ownAddress: agent.phoneNumber ?? '', providerRef: 'CAcaller', answeredAt: deps.clock.now() }
  })
  const hold = { state: 'open', heldMicroUsd: 0, spentMicroUsd: 0, returnedMicroUsd: 0 } as const
  const { orgId, agentId, createdAt } = call
  await deps.db.insert(reservations).values({ ...hold, actionId: call.id, orgId, agentId, createdAt })
  const held = holding(deps, call)
  const now = async () => (await deps.db.select().from(calls).where(eq(calls.id, call.id)))[0] ?? call
  const asked = (legId: string, more: Partial<AskedTransfer>) =>
    answerTransfer(deps, agent, {
      ...{ callId: legId, step: 'joined', provider: 'twilio', providerRef: 'CAcaller' },
      ...more
    })
  return {
    ...{ ...t, call, held, now, asked },
    transfer: (wish: Partial<TransferWish> = {}) =>
      transferCall(deps, sender, call, { to: HUMAN, kind: 'cold', ...wish }),
    /** What the session leaves behind when it has let the caller go. */
    letGo: () => deps.db.update(calls).set({ endedBy: 'transfer' }).where(eq(calls.id, call.id)),
    leg: async (id: string) => (await deps.db.select().from(calls).where(eq(calls.id, id)))[0],
    transfers: () => deps.db.select().from(callTransfers)
  }
}
