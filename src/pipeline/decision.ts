import type { Built } from '../db/batch.ts'
import { builtOnce, placeholders } from '../db/built-once.ts'
import { decisions } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { keyedHash } from '../lib/crypto.ts'
import { newId } from '../lib/ids.ts'
import { agentLabel, decisionsTotal, rateLimitHitsTotal } from '../observability/metrics.ts'
import type { Intent, Refusal } from '../policy/check.ts'
import type { Verdict } from '../policy/index.ts'
import { countUsage } from './usage.ts'
import { rateLimited } from './windows.ts'

/** A statement that records that the gate let an intent pass. */
export function allow(deps: Deps, intent: Intent, verdict: Verdict, messageId: string): Built {
  decisionsTotal.inc({ check: 'all', verdict: 'allowed' })
  return allowed(deps.db, { ...decisionRow(deps, intent, verdict), messageId })
}

const allowed = builtOnce((db) =>
  db.insert(decisions).values({
    ...placeholders('id', 'orgId', 'agentId', 'messageId', 'action', 'channel', 'facts', 'rules', 'createdAt'),
    ...{ verdict: 'allowed', check: null, code: null, reasons: [] }
  })
)

/** Records a refusal and returns the error that explains it. */
export async function refuse(
  deps: Deps,
  intent: Intent,
  verdict: Verdict,
  refusal: Refusal & { check: string }
): Promise<CommsError> {
  const row = decisionRow(deps, intent, verdict)
  await deps.db.batch([
    deps.db
      .insert(decisions)
      .values({ ...row, verdict: 'refused', check: refusal.check, code: refusal.code, reasons: [refusal.message] }),
    countUsage(deps.db, usageOf(intent), row.createdAt, { refused: 1 })
  ])
  decisionsTotal.inc({ check: refusal.check, verdict: 'refused' })
  return new CommsError(refusal.code, refusal.message, { details: { check: refusal.check, decisionId: row.id } })
}

/** Records that a limit was used up and returns the error that says which and until when. */
export async function refuseForLimit(deps: Deps, intent: Intent, verdict: Verdict, at: Date): Promise<CommsError> {
  const error = await rateLimited(deps, intent.agent.id, at)
  const row = decisionRow(deps, intent, verdict)
  await deps.db.batch([
    deps.db
      .insert(decisions)
      .values({ ...row, verdict: 'refused', check: 'rate', code: error.code, reasons: [error.message] }),
    countUsage(deps.db, usageOf(intent), at, { refused: 1, rateLimitHits: 1 })
  ])
  decisionsTotal.inc({ check: 'rate', verdict: 'refused' })
  rateLimitHitsTotal.inc({ agent: agentLabel(intent.agent.id) })
  return error
}

const usageOf = ({ org, agent, channel }: Intent) => ({ orgId: org.id, agentId: agent.id, channel })

function decisionRow(deps: Deps, { org, agent, action, channel, contact, purpose }: Intent, { facts, rules }: Verdict) {
  const now = deps.clock.now()
  return {
    id: newId('dec', now),
    orgId: org.id,
    agentId: agent.id,
    messageId: null,
    action,
    channel,
    check: null,
    code: null,
    reasons: [],
    facts: { ...facts, purpose, contact: keyedHash(deps.config.secrets.encryptionKey, contact) },
    rules,
    createdAt: now
  }
}
