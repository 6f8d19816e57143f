import type { auditLog } from '../db/schema/index.ts'
import { sha256 } from '../lib/crypto.ts'

/** One entry of the audit log as it is sealed. */
export type AuditRow = typeof auditLog.$inferSelect

/** What stands before the first link of every chain. */
export const GENESIS = '0'.repeat(64)

/** The link of an entry: SHA-256 over the link before it and every field of the entry, as 64 hex digits. */
export const linkOf = (previous: string, entry: AuditRow): string => sha256(previous + canonicalEntry(entry))

/** The same text for the same entry on either database, which keep neither the order of keys nor the form of instants. */
function canonicalEntry({ id, orgId, event, actor, subject, details, createdAt }: AuditRow): string {
  const texts = JSON.stringify([id, orgId, event, actor, subject])
  return `[${texts},${canonicalJson(details)},${createdAt.getTime()}]`
}

function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`
  const fields = value as Record<string, unknown>
  const keys = Object.keys(fields).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`).join()}}`
}
