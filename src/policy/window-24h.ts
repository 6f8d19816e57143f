import type { Check } from './check.ts'

/** How long after the person's last message WhatsApp takes free text. Source: https://business.whatsapp.com/policy (24 hours). */
const WINDOW_MS = 24 * 3_600_000

/** Refuses free text by WhatsApp to who has not written there within 24 hours; an approved template may go at any time. */
export const window24h: Check<{ template?: boolean; wroteAt?: string }> = {
  name: 'window-24h',
  version: 1,
  load(_db, { channel, said, standing }) {
    if (channel !== 'whatsapp') return {}
    const wroteAt = standing.lastInboundAt.get(channel)?.toISOString()
    return { template: said.templateId !== undefined, ...(wroteAt !== undefined && { wroteAt }) }
  },
  judge({ channel, at }, { template, wroteAt }) {
    if (channel !== 'whatsapp' || template) return undefined
    if (wroteAt !== undefined && at.getTime() - new Date(wroteAt).getTime() < WINDOW_MS) return undefined
    const closed = wroteAt && { closedAt: new Date(new Date(wroteAt).getTime() + WINDOW_MS).toISOString() }
    return {
      code: 'window_closed',
      message: 'Nothing was sent: WhatsApp takes free text only within 24 hours of the last message of the person.',
      ...(closed && { details: closed })
    }
  }
}
