import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asc } from 'drizzle-orm'
import { onTestFinished } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { auditLog, auditSeals } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { auditRow } from '../../src/observability/audit.ts'
import { sealAudit } from '../../src/services/audit-sealing.ts'
import { type VerificationScope, verifyAudit } from '../../src/services/audit-verification.ts'
import { seedOrganization, testDeps } from './test-deps.ts'

const SQLITE_GUARDS = [
  'audit_log_kept',
  'audit_log_no_update',
  'audit_log_no_delete',
  'audit_seals_kept',
  'audit_seals_no_update',
  'audit_seals_no_delete',
  'audit_unsealed_no_update',
  'audit_unsealed_until_sealed'
]
const POSTGRES_GUARDS = {
  audit_log: ['audit_log_no_change', 'audit_log_no_truncate'],
  audit_seals: ['audit_seals_no_change', 'audit_seals_no_truncate'],
  audit_unsealed: ['audit_unsealed_until_sealed', 'audit_unsealed_no_change', 'audit_unsealed_no_truncate']
}

/** Runs SQL as somebody would who has the database before him. */
export const runSql = (deps: Pick<Deps, 'db'>, ...statements: string[]) =>
  deps.db.batch(statements.map((sql) => ({ toSQL: () => ({ sql, params: [] }) })))

/** Changes what the triggers guard: they are removed first. */
export async function tamper(deps: Pick<Deps, 'db'>, ...statements: string[]): Promise<void> {
  const guards =
    dialect === 'sqlite'
      ? SQLITE_GUARDS.map((name) => `drop trigger if exists ${name}`)
      : Object.entries(POSTGRES_GUARDS).flatMap(([table, names]) =>
          names.map((name) => `drop trigger if exists ${name} on ${table}`)
        )
  await runSql(deps, ...guards, ...statements)
}

/** An organization whose audit log is written, sealed and verified by hand. */
export async function auditHouse(env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'comms-audit-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const anchorFile = join(folder, 'anchors.jsonl')
  const { deps, clock, databaseUrl } = await testDeps({ AUDIT_ANCHOR_FILE: anchorFile, ...env })
  const orgId = await seedOrganization(deps)
  const entry = (subject: string, of = orgId) =>
    auditRow(clock.now(), {
      orgId: of,
      event: 'agent.changed',
      actor: 'org:tok_1',
      subject,
      details: { b: 1, a: ['x'] }
    })
  const write = async (...subjects: string[]) => {
    for (const subject of subjects) await deps.db.insert(auditLog).values(entry(subject))
  }
  const chain = () => deps.db.select().from(auditSeals).orderBy(asc(auditSeals.orgId), asc(auditSeals.seq))
  const verify = async (scope: VerificationScope = {}) => {
    const { findings, ...report } = await verifyAudit(deps, scope)
    return { ...report, found: findings.map(({ kind, seq, auditId }) => [kind, seq, auditId]) }
  }
  return { deps, clock, orgId, anchorFile, databaseUrl, entry, write, chain, verify, seal: () => sealAudit(deps) }
}
