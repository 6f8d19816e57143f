import { type AnyColumn, asc, eq, type SQL, sql } from 'drizzle-orm'
import { dialect } from '../db/dialect.ts'
import { auditLog, auditSeals } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { Sealable } from '../observability/seals.ts'

/** Links that are read at a time; bounds the memory of a run. */
const PAGE = 1000

/** One link of a chain with its entry. */
export interface SealedLink {
  orgId: string
  seq: number
  auditId: string
  hash: string
  /** `gone`: it is not there any more; `unreadable`: what stands there no server of ours has written. */
  entry: Sealable | 'gone' | 'unreadable'
}

type Fields = [
  ...[orgId: string, seq: number, auditId: string, hash: string],
  ...[owner: string | null, event: string, actor: string, subject: string | null, details: string, createdAt: unknown]
]

/** SQLite keeps bytes where text belongs, and JSON cannot: a zero, which no server of ours writes there, stands for them. */
const text = (column: AnyColumn): SQL => sql`case typeof(${column}) when 'blob' then 0 else ${column} end`

/** One text a row: to take ten columns from the driver and put them together takes longer than to check what they say. */
const ROW =
  dialect === 'postgres'
    ? sql<string>`json_build_array(${auditSeals.orgId}, ${auditSeals.seq}, ${auditSeals.auditId}, ${auditSeals.hash},
        ${auditLog.orgId}, ${auditLog.event}, ${auditLog.actor}, ${auditLog.subject}, ${auditLog.details}::text,
        extract(epoch from ${auditLog.createdAt}) * 1000)::text`
    : sql<string>`json_array(${auditSeals.orgId}, ${auditSeals.seq}, ${text(auditSeals.auditId)}, ${text(auditSeals.hash)},
        ${text(auditLog.orgId)}, ${text(auditLog.event)}, ${text(auditLog.actor)}, ${text(auditLog.subject)},
        ${text(auditLog.details)}, ${text(auditLog.createdAt)})`

/** Every link, or those of one organization, in order of organization and number; the next page is read while one is checked. */
export async function* sealedLinks({ db }: Pick<Deps, 'db'>, orgId?: string): AsyncGenerator<SealedLink[]> {
  let next: Promise<SealedLink[]> | undefined = page(db, { orgId: orgId ?? '', seq: 0 }, orgId)
  while (next !== undefined) {
    const links: SealedLink[] = await next
    const last = links.at(-1)
    next = last === undefined || links.length < PAGE ? undefined : page(db, last, orgId)
    next?.catch(() => undefined) // whoever asks for it is told
    if (last !== undefined) yield links
  }
}

async function page(db: Deps['db'], after: { orgId: string; seq: number }, orgId?: string): Promise<SealedLink[]> {
  const isNext: SQL =
    orgId === undefined
      ? sql`(${auditSeals.orgId}, ${auditSeals.seq}) > (${after.orgId}, ${after.seq})`
      : sql`${auditSeals.orgId} = ${orgId} and ${auditSeals.seq} > ${after.seq}`
  const rows = await db
    .select({ row: ROW })
    .from(auditSeals)
    .leftJoin(auditLog, eq(auditLog.id, auditSeals.auditId))
    .where(isNext)
    .orderBy(asc(auditSeals.orgId), asc(auditSeals.seq))
    .limit(PAGE)
  return (JSON.parse(`[${rows.map(({ row }) => row).join()}]`) as Fields[]).map(linkFrom)
}

function linkFrom([orgId, seq, auditId, hash, ...fields]: Fields): SealedLink {
  return { orgId, seq, auditId, hash, entry: entryFrom(auditId, fields) }
}

type EntryFields = Fields extends [unknown, unknown, unknown, unknown, ...infer Rest] ? Rest : never

function entryFrom(id: string, [orgId, event, actor, subject, text, createdAt]: EntryFields): SealedLink['entry'] {
  if (orgId === null) return 'gone'
  if (typeof createdAt !== 'number') return 'unreadable'
  try {
    return { id, orgId, event, actor, subject, details: JSON.parse(text) as Sealable['details'], createdAt }
  } catch {
    return 'unreadable'
  }
}
