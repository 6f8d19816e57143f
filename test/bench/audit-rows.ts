import { GENESIS, linkOf } from '../../src/observability/seals.ts'
import type { FilledTable } from './fill-history.ts'

const ORG = 'org_bench'
const ENTRY_COLUMNS = ['id', 'org_id', 'event', 'actor', 'subject', 'details', 'created_at']
const LINK_COLUMNS = ['org_id', 'seq', 'audit_id', 'hash', 'sealed_at']
/** When the first entry was made, Unix milliseconds; each further one follows a millisecond later. */
const FIRST_AT = 1_700_000_000_000
const digits = (n: number) => String(n).padStart(26, '0')

/** The n-th entry, of the size that a changed agent leaves. */
const entryOf = (n: number) => ({
  id: `aud_${digits(n)}`,
  orgId: ORG,
  event: 'agent.changed',
  actor: `org:tok_${digits(1)}`,
  subject: `agt_${digits(n)}`,
  details: { changed: ['greeting', 'language'], channel: 'sms', n },
  createdAt: FIRST_AT + n
})

/** A sealed log of so many entries, to be put into a database that no server uses at the time. */
export function sealedLog(count: number): FilledTable[] {
  return [
    { table: 'audit_log', columns: ENTRY_COLUMNS, rows: entries(count) },
    { table: 'audit_seals', columns: LINK_COLUMNS, rows: links(count) }
  ]
}

function* entries(count: number): Generator<(string | number)[]> {
  for (let n = 1; n <= count; n++) {
    const { id, orgId, event, actor, subject, details, createdAt } = entryOf(n)
    yield [id, orgId, event, actor, subject, JSON.stringify(details), createdAt]
  }
}

function* links(count: number): Generator<(string | number)[]> {
  let hash = GENESIS
  for (let n = 1; n <= count; n++) {
    const entry = entryOf(n)
    hash = linkOf(hash, entry)
    yield [ORG, n, entry.id, hash, entry.createdAt]
  }
}

/** The bytes that such entries are hashed as, but for the link before. */
export const entryTexts = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => {
    const { id, orgId, event, actor, subject, details, createdAt } = entryOf(n + 1)
    return JSON.stringify([[id, orgId, event, actor, subject], details, createdAt])
  })
