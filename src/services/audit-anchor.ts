import { appendFile } from 'node:fs/promises'
import { and, eq, sql } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { auditSeals, organizations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { equalsSafely, keyedHash } from '../lib/crypto.ts'
import { newId } from '../lib/ids.ts'
import { safePost } from '../lib/safe-fetch.ts'

/** The last link of an organization's chain at an instant, signed; kept where who changes the database cannot reach it. */
export interface Anchor {
  orgId: string
  seq: number
  hash: string
  /** ISO 8601, UTC. */
  at: string
  /** HMAC-SHA-256 under a key that is derived from SESSION_SECRET, hex. */
  signature: string
}

type Anchoring = Pick<Deps, 'config' | 'db' | 'clock'>

/** Heads in one post. */
const HEADS_PER_POST = 500
const POST_TIMEOUT_MS = 10_000

/** What of each database this process has handed out already. */
const handedOut = new WeakMap<Deps['db'], Map<string, number>>()

/** Hands every head that moved since the last time to AUDIT_ANCHOR_FILE and AUDIT_ANCHOR_URL; one that is not taken is handed out again. */
export async function anchorAudit(deps: Anchoring): Promise<number> {
  const { auditAnchorFile: file, auditAnchorUrl: url, secrets } = deps.config
  if (file === undefined && url === undefined) return 0
  const known = handedOut.get(deps.db) ?? new Map<string, number>()
  handedOut.set(deps.db, known)
  const moved = (await heads(deps)).filter(({ orgId, seq }) => known.get(orgId) !== seq)
  if (moved.length === 0) return 0
  const at = deps.clock.now().toISOString()
  const anchors = moved.map((head) => ({ ...head, at, signature: signatureOf(secrets.sessionSecret, { ...head, at }) }))
  if (file !== undefined) {
    const lines = anchors.map((anchor) => `${JSON.stringify(anchor)}\n`).join('')
    await appendFile(file, lines, { mode: 0o600, flush: true })
  }
  if (url !== undefined) await postAll(deps, url, anchors)
  for (const { orgId, seq } of moved) known.set(orgId, seq)
  return anchors.length
}

/** The secret with which the receiver of AUDIT_ANCHOR_URL verifies what it is sent. */
export const anchorWebhookSecret = (sessionSecret: string): string =>
  `whsec_${Buffer.from(keyedHash(sessionSecret, 'audit anchor webhook'), 'hex').toString('base64')}`

/** Whether this server signed the anchor. */
export const isOwnAnchor = (sessionSecret: string, anchor: Anchor): boolean =>
  equalsSafely(anchor.signature, signatureOf(sessionSecret, anchor))

/** The anchors of a file, in its order, and the numbers of the lines that are none, as a crash leaves one. */
export function readAnchors(text: string): { anchors: Anchor[]; unreadable: number[] } {
  const anchors: Anchor[] = []
  const unreadable: number[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const anchor = line.trim() === '' ? undefined : parseAnchor(line)
    if (anchor) anchors.push(anchor)
    else if (anchor === null) unreadable.push(index + 1)
  }
  return { anchors, unreadable }
}

function parseAnchor(line: string): Anchor | null {
  try {
    const value = JSON.parse(line) as Anchor
    const texts = [value.orgId, value.hash, value.at, value.signature]
    return Number.isInteger(value.seq) && texts.every((text) => typeof text === 'string') ? value : null
  } catch {
    return null
  }
}

function signatureOf(sessionSecret: string, { orgId, seq, hash, at }: Omit<Anchor, 'signature'>): string {
  return keyedHash(keyedHash(sessionSecret, 'audit anchor'), JSON.stringify([orgId, seq, hash, at]))
}

/** Reads one row of each organization, however long the chains are. */
function heads({ db }: Pick<Deps, 'db'>): Promise<{ orgId: string; seq: number; hash: string }[]> {
  const last = sql`(select max(seq) from audit_seals chain where chain.org_id = ${organizations.id})`
  return db
    .select({ orgId: auditSeals.orgId, seq: auditSeals.seq, hash: auditSeals.hash })
    .from(organizations)
    .innerJoin(auditSeals, and(eq(auditSeals.orgId, organizations.id), eq(auditSeals.seq, last)))
}

/** Source: Standard Webhooks, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
async function postAll(deps: Anchoring, url: string, anchors: Anchor[]): Promise<void> {
  const signer = new Webhook(anchorWebhookSecret(deps.config.secrets.sessionSecret))
  for (let from = 0; from < anchors.length; from += HEADS_PER_POST) {
    const now = deps.clock.now()
    const id = newId('dlv', now)
    const heads = anchors.slice(from, from + HEADS_PER_POST)
    const body = JSON.stringify({ type: 'audit.anchored', timestamp: now.toISOString(), data: { heads } })
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'agentos-comms',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signer.sign(id, now, body)
    }
    const status = await safePost({ url, headers, body, timeoutMs: POST_TIMEOUT_MS, allowPrivate: true })
    if (status < 200 || status >= 300) throw new Error(`AUDIT_ANCHOR_URL answered ${status}`)
  }
}
