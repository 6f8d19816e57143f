import type { auditLog } from '../db/schema/index.ts'
import { sha256 } from '../lib/crypto.ts'

/** One entry of the audit log. */
export type AuditRow = typeof auditLog.$inferSelect

/** What of an entry is sealed: all of it; its instant as milliseconds or as a date. */
export type Sealable = Omit<AuditRow, 'createdAt'> & { createdAt: Date | number }

/** What stands before the first link of every chain. */
export const GENESIS = '0'.repeat(64)

/** The link of an entry: SHA-256 over the link before it and every field of the entry, as 64 hex digits. */
export const linkOf = (previous: string, entry: Sealable): string => sha256(previous + canonicalEntry(entry))

/** The same text for the same entry on either database, which keep neither the order of keys nor the form of instants. */
function canonicalEntry({ id, orgId, event, actor, subject, details, createdAt }: Sealable): string {
  const texts = JSON.stringify([id, orgId, event, actor, subject])
  return `[${texts},${canonicalJson(details)},${Number(createdAt)}]`
}

function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  let text = ''
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`
    return `[${text}]`
  }
  const fields = value as Record<string, unknown>
  for (const key of Object.keys(fields).sort())
    text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(fields[key])}`
  return `{${text}}`
}

/** Characters that stand in JSON as they are. */
const PLAIN = /^[ !#-[\]-~]*$/

/** As JSON.stringify quotes it; for most texts that is slower than looking whether there is anything to escape. */
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text))
