import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import type { Queries } from '../db/open.ts'
import { contactConsent, contactWindows } from '../db/schema/index.ts'
import type { Channel } from '../schemas/common.ts'
import type { ConsentPurpose } from '../schemas/consent.ts'

/** Whose consent ends, as far as it is told: by default all of it. */
export interface Revocation {
  orgId: string
  contact: string
  channel?: Channel | undefined
  purpose?: Exclude<ConsentPurpose, 'any'> | undefined
  /** In plain words, without personal data. */
  because: string
}

/**
 * Statements that end consent: what the person wrote, so that nothing counts as an answer to it any more, and every
 * consent that covers what is named, however much else it covered; the last one returns the ids of what it ended.
 * `listing` goes between them: whoever locks these rows does it in the order of an inbound STOP, so that none waits for
 * another in a circle.
 */
export function endConsent(
  db: Queries,
  { orgId, contact, channel, purpose, because }: Revocation,
  at: Date,
  listing: readonly Built[] = []
): Built[] {
  const where = [eq(contactWindows.orgId, orgId), eq(contactWindows.contact, contact)]
  const answers = db.delete(contactWindows).where(and(...where, channel && eq(contactWindows.channel, channel)))
  const revoked = db
    .update(contactConsent)
    .set({ revokedAt: at, revokedBecause: because })
    .where(
      and(
        ...[eq(contactConsent.orgId, orgId), eq(contactConsent.contact, contact), isNull(contactConsent.revokedAt)],
        channel && inArray(contactConsent.channel, [channel, 'any']),
        purpose && inArray(contactConsent.purpose, [purpose, 'marketing', 'any'])
      )
    )
    .returning({ id: contactConsent.id })
  return [...(purpose === 'marketing' ? [] : [answers]), ...listing, revoked]
}
