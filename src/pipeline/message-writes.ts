import type { Built } from '../db/batch.ts'
import { builtOnce, placeholders } from '../db/built-once.ts'
import { sealContent } from '../db/content.ts'
import { messageBodies, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { OutboundContent } from './dispatch.ts'
import type { MessageRow } from './draft.ts'
import { holdMoney } from './ledger-holds.ts'

const insertMessage = builtOnce((db) =>
  db.insert(messages).values({
    ...placeholders('id', 'orgId', 'agentId', 'channel', 'direction', 'contact', 'ownAddress', 'conversationId'),
    ...placeholders('status', 'purpose', 'provider', 'segments', 'costMicroUsd', 'attempts', 'dueAt'),
    ...placeholders('replyToMessageId', 'createdAt', 'updatedAt')
  })
)
const insertBody = builtOnce((db) => db.insert(messageBodies).values(placeholders('messageId', 'orgId', 'sealed')))

/** Statements that store a message before the vendor is called: its row, what it says, and the money set aside. */
export const messageWrites = (
  deps: Pick<Deps, 'db' | 'sealer'>,
  row: MessageRow,
  content: OutboundContent
): Built[] => [
  insertMessage(deps.db, row),
  insertBody(deps.db, {
    ...{ messageId: row.id, orgId: row.orgId, sealed: sealContent(deps.sealer, row.id, content) }
  }),
  holdMoney(deps.db, row)
]
