import { eq } from 'drizzle-orm'
import { sealContent } from '../db/content.ts'
import type { Queries } from '../db/open.ts'
import { type calls, inboxEvents, messageBodies } from '../db/schema/index.ts'
import { eventRow } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import type { TakenMessage } from '../schemas/call.ts'

type CallRow = typeof calls.$inferSelect

/** Characters of what a caller said that an agent is given: more is no message. */
const MESSAGE_MAX = 4000

/**
 * Tells the agent of the message that was taken on a call, within the caller's transaction: one event a call, however
 * often it is told; what came later takes the place of what was there.
 */
export async function tellTaken(
  deps: Pick<Deps, 'clock' | 'sealer'>,
  tx: Queries,
  call: CallRow,
  taken: TakenMessage
): Promise<void> {
  const { id: callId, orgId, agentId, contact, ownAddress } = call
  const sealed = sealContent(deps.sealer, callId, { body: bodyOf(call, taken) })
  const first = await tx
    .insert(messageBodies)
    .values({ messageId: callId, orgId, sealed, wipeAt: null })
    .onConflictDoNothing()
    .returning({ id: messageBodies.messageId })
  if (first.length === 0) {
    await tx.update(messageBodies).set({ sealed }).where(eq(messageBodies.messageId, callId))
    return
  }
  const event = eventRow(deps, {
    ...{ orgId, agentId, kind: 'call.message', channel: 'voice', contact, messageId: callId },
    payload: { from: contact, to: ownAddress, callId }
  })
  await tx.insert(inboxEvents).values(event)
}

/** Whether what was taken down is what a person said, and not the words of a machine that the agent had reached. */
export const isFromPerson = ({ answeredBy }: Pick<CallRow, 'answeredBy'>): boolean =>
  answeredBy === null || answeredBy === 'human' || answeredBy === 'screening'

/** Who it was, when, what for, in whose words, and how to reach him. */
function bodyOf({ contact, createdAt, direction }: CallRow, taken: TakenMessage): string {
  const { summary, callerName, message, wishes, callbackNumber } = taken
  const who = direction === 'inbound' ? 'Caller' : 'Person called'
  const lines = [
    summary,
    '',
    `${who}: ${callerName === undefined ? contact : `${callerName}, ${contact}`}`,
    `Called at: ${createdAt.toISOString()}`,
    message !== '' && `Message, in their words: ${message.slice(0, MESSAGE_MAX).toWellFormed()}`,
    wishes !== undefined && `Wishes to be reached: ${wishes}`,
    callbackNumber !== undefined && `Number given: ${callbackNumber}`
  ]
  return lines.filter((line) => line !== false).join('\n')
}
