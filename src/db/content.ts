import type { Sealer } from '../lib/key-ring.ts'
import type { MessageContent } from '../schemas/message.ts'

/** Encrypts the content of one message; it opens under that message's id only. */
export const sealContent = (sealer: Sealer, messageId: string, content: MessageContent): string =>
  sealer.seal(JSON.stringify(content), messageId)

/** @throws Error when the row was changed or belongs to another message. */
export const openContent = (sealer: Sealer, messageId: string, sealed: string): MessageContent =>
  JSON.parse(sealer.open(sealed, messageId)) as MessageContent
