import { eq } from 'drizzle-orm'
import { auditLog, systemSettings } from '../db/schema/index.ts'
import { type Retaining, removeOld } from '../delivery/old-rows.ts'
import { auditRow } from '../observability/audit.ts'
import { DEFAULT_ORG_ID } from './organizations.ts'
import { retainedRows } from './retention-rules.ts'

/** Name of the row of `system_settings` that holds how far the run of the day is. */
const PROGRESS = 'retention'

/** Rows of one kind: how long they are kept, and how many are past it. */
export interface RetentionLine {
  name: string
  days: number
  rows: number
}

/** How far the run of a day is. */
interface Progress {
  /** `YYYY-MM-DD`, UTC. */
  day: string
  removed: Record<string, number>
  finished: boolean
}

/** What a run would remove now; changes nothing. */
export async function previewRetention(deps: Retaining): Promise<RetentionLine[]> {
  const lines: RetentionLine[] = []
  for (const { name, days, count } of retainedRows(deps)) lines.push({ name, days, rows: await count() })
  return lines
}

/** Does a part of the run of this UTC day, unless it is done or DATA_RETENTION_ENABLED is false. */
export async function retainDaily(deps: Retaining): Promise<void> {
  const last = await progressOf(deps)
  if (!deps.config.retention.enabled || (last?.day === today(deps) && last.finished)) return
  await retainSome(deps)
}

/**
 * Removes some batches of everything whose period is over. The part that finds nothing left puts the counts of the whole
 * run into the audit log, and returns true.
 */
export async function retainSome(deps: Retaining): Promise<boolean> {
  const last = await progressOf(deps)
  const { removed, finished } = await removeSome(deps)
  // What an earlier day began is added to this one.
  const before = last !== undefined && !last.finished ? last.removed : {}
  await write(deps, { day: today(deps), removed: sum(before, removed), finished })
  return finished
}

const today = ({ clock }: Pick<Retaining, 'clock'>): string => clock.now().toISOString().slice(0, 10)

async function progressOf({ db }: Retaining): Promise<Progress | undefined> {
  const [row] = await db.select().from(systemSettings).where(eq(systemSettings.name, PROGRESS))
  return row?.value as Progress | undefined
}

async function removeSome(deps: Retaining): Promise<Pick<Progress, 'removed' | 'finished'>> {
  const removed: Record<string, number> = {}
  let finished = true
  for (const rows of retainedRows(deps)) {
    const part = await removeOld(rows)
    removed[rows.name] = part.removed
    finished &&= part.finished
  }
  return { removed, finished }
}

async function write({ db, clock, config }: Retaining, progress: Progress): Promise<void> {
  const now = clock.now()
  const set = { value: progress, updatedAt: now }
  const saved = db
    .insert(systemSettings)
    .values({ name: PROGRESS, ...set })
    .onConflictDoUpdate({ target: systemSettings.name, set })
  const details = { removed: progress.removed, days: config.retention.days }
  const entry = {
    orgId: DEFAULT_ORG_ID,
    event: 'retention.run',
    actor: 'system:retention',
    subject: progress.day
  } as const
  const audited = db.insert(auditLog).values(auditRow(now, { ...entry, details }))
  await db.batch(progress.finished ? [saved, audited] : [saved])
}

function sum(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}
