import { eq } from 'drizzle-orm'
import { callContents, calls } from '../db/schema/index.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { isFromPerson, tellTaken } from '../pipeline/call-message.ts'
import { type CallContent, isTerminal, type TakenMessage } from '../schemas/call.ts'

const DAY_MS = 86_400_000

/**
 * Keeps what the answering machine has taken down so far, sealed with the call. The agent is told when the call ends; at
 * once where it has ended already. What is kept later takes the place of what was kept before, and nothing is kept of what
 * a machine said.
 */
export async function keepTaken(
  deps: Pick<Deps, 'db' | 'clock' | 'sealer' | 'config' | 'bus'>,
  callId: string,
  taken: TakenMessage
): Promise<void> {
  const now = deps.clock.now()
  const told = await deps.db.transaction(async (tx) => {
    // The lock: the call does not end in between.
    const [call] = await tx.update(calls).set({ updatedAt: now }).where(eq(calls.id, callId)).returning()
    if (!call || !isFromPerson(call)) return undefined
    const over = isTerminal(call.state)
    const [stored] = await tx.select().from(callContents).where(eq(callContents.callId, callId))
    const before = stored ? (JSON.parse(deps.sealer.open(stored.sealed, callId)) as CallContent) : {}
    const content: CallContent = { ...before, taken, summary: taken.summary }
    const sealed = deps.sealer.seal(JSON.stringify(content), callId)
    const wipeAt = over ? new Date(now.getTime() + deps.config.retention.days.waiting * DAY_MS) : null
    await tx
      .insert(callContents)
      .values({ callId, orgId: call.orgId, sealed, wipeAt })
      .onConflictDoUpdate({ target: callContents.callId, set: { sealed } })
    if (over) await tellTaken(deps, tx, call, taken)
    return over ? call.agentId : undefined
  })
  if (told !== undefined) await announce(deps, told)
}
