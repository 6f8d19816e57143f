import type { inboxEvents } from '../db/schema/index.ts'
import { eventRow } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { explainVendorCode } from '../schemas/carrier-errors.ts'
import type { MessageRow } from './draft.ts'

/** Why a message failed, in plain words. */
export interface Reason {
  /** Code of the vendor or of the gate. */
  code: string
  meaning: string
  nextAction: string
}

/** What the agent is told of a message that it sent; a code of the vendor is put in words where no reason is given. */
export function statusEvent(
  deps: Deps,
  row: MessageRow,
  { status, errorCode, reason }: { status: string; errorCode?: string | undefined; reason?: Reason | undefined }
): typeof inboxEvents.$inferInsert {
  const error = reason ?? (errorCode === undefined ? undefined : { code: errorCode, ...inWords(errorCode) })
  return eventRow(deps, {
    ...{ orgId: row.orgId, agentId: row.agentId, kind: 'message.status' },
    ...{ channel: row.channel, contact: row.contact, messageId: row.id },
    payload: { from: row.ownAddress, to: row.contact, status, ...(error && { error }) }
  })
}

function inWords(errorCode: string) {
  const { meaning, nextAction } = explainVendorCode(errorCode)
  return { meaning, nextAction }
}
