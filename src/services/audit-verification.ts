import { and, count, eq, isNull } from 'drizzle-orm'
import { auditLog, auditSeals, auditUnsealed } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { type Anchor, isOwnAnchor } from './audit-anchor.ts'
import { sealedLinks } from './audit-links.ts'
import { type AuditFinding, ChainWalk } from './audit-walk.ts'

/** Findings that are listed; further ones are counted. */
const MAX_FINDINGS = 1000

/** What is verified, and against what. */
export interface VerificationScope {
  /** One organization; all by default. */
  orgId?: string | undefined
  /** Heads that left the database earlier. */
  anchors?: readonly Anchor[]
}

/** What a verification found. Without findings the log is whole as far as the anchors reach. */
export interface AuditReport {
  links: number
  /** Entries that stand in line for their seal. */
  pending: number
  anchors: number
  findings: AuditFinding[]
  /** All of them, also those that are not listed. */
  findingCount: number
}

/**
 * Computes every chain again and names whatever does not fit: entries that were changed, removed, added, exchanged or
 * given to another organization, gaps, and, against anchors, a cut tail and a chain that was built anew.
 */
export async function verifyAudit(
  deps: Pick<Deps, 'db' | 'config'>,
  { orgId, anchors = [] }: VerificationScope = {}
): Promise<AuditReport> {
  const wanted = anchors.filter((anchor) => orgId === undefined || anchor.orgId === orgId)
  const report: AuditReport = { links: 0, pending: 0, anchors: wanted.length, findings: [], findingCount: 0 }
  const add = (finding: AuditFinding) => {
    report.findingCount++
    if (report.findings.length < MAX_FINDINGS) report.findings.push(finding)
  }
  const own = wanted.filter((anchor) => {
    const isOwn = isOwnAnchor(deps.config.secrets.sessionSecret, anchor)
    if (!isOwn) add({ kind: 'anchor', ...placeOf(anchor), message: 'the signature of this anchor is not ours' })
    return isOwn
  })
  const walk = new ChainWalk(own, add)
  for await (const links of sealedLinks(deps, orgId)) {
    for (const link of links) walk.take(link)
    report.links += links.length
  }
  walk.end()
  report.pending = await countPending(deps, orgId)
  // Looking for strangers one by one takes as long as all the rest: only where the numbers say that there are some.
  if ((await countEntries(deps, orgId)) !== walk.entries + report.pending)
    for (const finding of await strangers(deps, orgId)) add(finding)
  for (const finding of await goneFromLine(deps, orgId)) add(finding)
  return report
}

const placeOf = ({ orgId, seq }: Anchor) => ({ orgId, seq, auditId: null })

/** Entries that are neither in a chain nor in line for it. */
async function strangers({ db }: Pick<Deps, 'db'>, orgId?: string): Promise<AuditFinding[]> {
  const found = await db
    .select({ orgId: auditLog.orgId, auditId: auditLog.id })
    .from(auditLog)
    .leftJoin(auditSeals, eq(auditSeals.auditId, auditLog.id))
    .leftJoin(auditUnsealed, eq(auditUnsealed.auditId, auditLog.id))
    .where(and(isNull(auditSeals.auditId), isNull(auditUnsealed.auditId), ofOrg(auditLog.orgId, orgId)))
    .limit(MAX_FINDINGS)
  const message = 'this entry is in no chain: it was added, or its link removed'
  return found.map((row) => ({ kind: 'inserted', seq: null, ...row, message }))
}

/** Places in the line whose entry is gone. */
async function goneFromLine({ db }: Pick<Deps, 'db'>, orgId?: string): Promise<AuditFinding[]> {
  const found = await db
    .select({ orgId: auditUnsealed.orgId, auditId: auditUnsealed.auditId })
    .from(auditUnsealed)
    .leftJoin(auditLog, eq(auditLog.id, auditUnsealed.auditId))
    .where(and(isNull(auditLog.id), ofOrg(auditUnsealed.orgId, orgId)))
    .limit(MAX_FINDINGS)
  const message = 'this entry was removed before it was sealed'
  return found.map((row) => ({ kind: 'deleted', seq: null, ...row, message }))
}

async function countEntries({ db }: Pick<Deps, 'db'>, orgId?: string): Promise<number> {
  const [row] = await db.select({ rows: count() }).from(auditLog).where(ofOrg(auditLog.orgId, orgId))
  return row?.rows ?? 0
}

async function countPending({ db }: Pick<Deps, 'db'>, orgId?: string): Promise<number> {
  const [row] = await db
    .select({ rows: count() })
    .from(auditUnsealed)
    .innerJoin(auditLog, eq(auditLog.id, auditUnsealed.auditId))
    .leftJoin(auditSeals, eq(auditSeals.auditId, auditUnsealed.auditId))
    .where(and(isNull(auditSeals.auditId), ofOrg(auditLog.orgId, orgId)))
  return row?.rows ?? 0
}

const ofOrg = (column: typeof auditLog.orgId | typeof auditUnsealed.orgId, orgId: string | undefined) =>
  orgId === undefined ? undefined : eq(column, orgId)
