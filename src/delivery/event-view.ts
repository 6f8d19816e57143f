import { openContent } from '../db/content.ts'
import type { inboxEvents } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { EventKind } from '../schemas/event.ts'
import type { EventView } from '../schemas/event-view.ts'
import type { MessageContent } from '../schemas/message.ts'

type EventRow = typeof inboxEvents.$inferSelect

/** Kinds of events that bring content, which is wiped when they are settled. */
export const HAS_CONTENT: readonly EventKind[] = ['message.received', 'call.message']

const UNREADABLE = 'The content was encrypted under another key and cannot be read.'

/** An event as the agent gets it, with the content of its message where that is still stored. */
export function viewOf(deps: Pick<Deps, 'sealer' | 'log'>, event: EventRow, sealed: string | null): EventView {
  const { id, kind, channel, createdAt, conversationId, messageId, payload } = event
  const { from, to, status, error, note, callId, answeredBy, endedBy, durationSeconds } = payload
  const content = sealed === null || messageId === null ? {} : readContent(deps, messageId, sealed)
  return {
    ...{ id, kind, channel, at: createdAt.toISOString(), from, to, conversationId },
    // The message of a call is kept under the id of the call.
    ...(messageId !== null && kind !== 'call.message' && { messageId }),
    ...(callId !== undefined && { callId }),
    ...(status !== undefined && { status }),
    ...(answeredBy !== undefined && { answeredBy }),
    ...(endedBy !== undefined && { endedBy }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(error !== undefined && { error }),
    ...(note !== undefined && { note }),
    ...(HAS_CONTENT.includes(kind) && content),
    untrusted: true
  }
}

/** What an agent is shown of a content; one that cannot be read any more is named, so that it holds nothing else up. */
export function readContent(
  deps: Pick<Deps, 'sealer' | 'log'>,
  messageId: string,
  sealed: string
): Pick<EventView, 'body' | 'subject' | 'html' | 'media' | 'note'> {
  try {
    return shown(openContent(deps.sealer, messageId, sealed))
  } catch (error) {
    deps.log.error({ event: 'content_unreadable', messageId, err: error })
    return { note: UNREADABLE }
  }
}

function shown({ body, subject, html, mediaUrls = [], attachments = [] }: MessageContent) {
  const media = [
    ...mediaUrls.map((url) => ({ url })),
    ...attachments.map(({ url, contentType, filename, bytes }) => ({
      ...(url !== undefined && { url }),
      contentType,
      filename,
      ...(bytes !== undefined && { bytes })
    }))
  ]
  return {
    body,
    ...(subject !== undefined && { subject }),
    ...(html !== undefined && { html }),
    ...(media.length > 0 && { media })
  }
}
