import { and, eq, inArray } from 'drizzle-orm'
import type { Built } from '../../db/batch.ts'
import type { Queries } from '../../db/open.ts'
import { contactConsent, dncList } from '../../db/schema/index.ts'
import type { Deps } from '../../deps.ts'
import { newId } from '../../lib/ids.ts'
import type { EventKind } from '../../schemas/event.ts'
import { pseudonymOf } from '../intent.ts'
import type { Asked } from '../keywords.ts'
import { endConsent } from '../revocation.ts'

/** A person of an organization. */
interface Who {
  orgId: string
  contact: string
}

/** Whom an ask is about. */
export interface Asking extends Who {
  channel: string
  /** Whether the carrier has answered it itself. */
  answered: boolean
}

/** What an ask sets off, to be stored in the transaction of what asked. */
export interface AskEffects {
  statements: Built[]
  /** Event that the agent gets beside the message itself. */
  tells: EventKind | undefined
  /** Whether we owe the person an answer. */
  reply: boolean
}

type Source = (typeof dncList.$inferSelect)['source']

/** What lifts with START: what the person did himself; not what others have decided. */
const OWN_DOING: readonly Source[] = ['keyword', 'free_text', 'carrier', 'unsubscribe']
/** Ways in which a person himself asks not to be contacted, and what is noted of each. */
const REASONS = {
  keyword: 'The person sent a stop keyword.',
  free_text: 'The person asked in own words not to be contacted.',
  unsubscribe: 'The person followed the unsubscribe link of an email.',
  complaint: 'The person reported a message as spam.'
}
/** One way in which a person himself asks not to be contacted. */
export type OptOutBy = keyof typeof REASONS

/** A statement that puts a contact on the list; where he is on it, it fails, or leaves the entry as it is. */
function listing(db: Queries, { orgId, contact }: Who, by: OptOutBy, now: Date, onlyNew: boolean): Built {
  const insert = db.insert(dncList).values({ orgId, contact, reason: REASONS[by], source: by, createdAt: now })
  return onlyNew ? insert : insert.onConflictDoNothing()
}

/**
 * Statements that put a contact on the list and end every consent of his, on all channels of the organization. With
 * `onlyNew` they fail with a unique violation where he is on the list already.
 */
export const optOut = (db: Queries, who: Who, by: OptOutBy, now: Date, onlyNew = false): Built[] =>
  endConsent(db, { ...who, because: REASONS[by] }, now, [listing(db, who, by, now, onlyNew)])

/** What becomes of what a person asks for; nothing of it has happened when this returns. */
export async function askEffects(deps: Deps, of: Asking, asked: Asked | undefined, now: Date): Promise<AskEffects> {
  const nothing: AskEffects = { statements: [], tells: undefined, reply: false }
  const reply = !of.answered
  if (asked === undefined) return nothing
  if (asked.keyword === 'help') return { ...nothing, reply }
  // After an erasure the list knows a person by his pseudonym alone.
  const names = [of.contact, pseudonymOf(deps, of.contact)]
  const entry = and(eq(dncList.orgId, of.orgId), inArray(dncList.contact, names))
  const [listed] = await deps.db.select({ source: dncList.source }).from(dncList).where(entry)
  if (asked.keyword === 'stop') {
    const statements = optOut(deps.db, { orgId: of.orgId, contact: of.contact }, asked.by, now)
    return { statements, tells: 'contact.opted_out', reply: reply && listed === undefined }
  }
  if (listed === undefined || !OWN_DOING.includes(listed.source)) return nothing
  const lift = deps.db.delete(dncList).where(and(entry, inArray(dncList.source, [...OWN_DOING])))
  return { statements: [lift, renewed(deps, of, now)], tells: 'contact.opted_in', reply }
}

/** START is consent of its own to what the person awaits on this channel; what STOP revoked stays revoked. */
function renewed(deps: Pick<Deps, 'db'>, { orgId, contact, channel }: Asking, now: Date): Built {
  const given = {
    kind: 'express',
    source: 'START keyword',
    recordedBy: 'contact',
    grantedAt: now,
    createdAt: now
  } as const
  const purposes = ['conversational', 'transactional'] as const
  return deps.db
    .insert(contactConsent)
    .values(purposes.map((purpose) => ({ ...given, id: newId('cns', now), orgId, contact, channel, purpose })))
}
