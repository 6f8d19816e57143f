import type { Built } from '../db/batch.ts'
import { builtOnce, placeholders } from '../db/built-once.ts'
import { decisions } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError, ERROR_CODES } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { agentLabel, decisionsTotal, rateLimitHitsTotal } from '../observability/metrics.ts'
import type { Intent } from '../policy/check.ts'
import type { Refused, Verdict } from '../policy/index.ts'
import { pseudonymOf } from './intent.ts'
import { breachKnown } from './limits-alert.ts'
import { limitReached } from './limits-left.ts'
import { CALLS, countUsage, type UsageDelta } from './usage.ts'

/** A statement that records that the gate let an intent pass. */
export const allow = (deps: Deps, intent: Intent, verdict: Verdict, messageId: string): Built =>
  allowed(deps.db, { ...decisionRow(deps, intent, verdict), messageId })

const allowed = builtOnce((db) =>
  db.insert(decisions).values({
    ...placeholders('id', 'orgId', 'agentId', 'messageId', 'action', 'channel', 'purpose', 'country'),
    ...placeholders('facts', 'rules', 'createdAt'),
    ...{ verdict: 'allowed', dryRun: false, check: null, code: null, reasons: [] }
  })
)

/** Records a refusal, of a message that has waited with its id, and returns the error that explains it. */
export const refuse = (
  deps: Deps,
  intent: Intent,
  verdict: Verdict,
  refusal: Refused,
  messageId: string | null = null
): Promise<CommsError> => recordRefusal(deps, intent, verdict, refusal, { messageId, counts: { refused: 1 } })

/** Records that a limit was used up and returns the error that says which and until when. */
export async function refuseForLimit(deps: Deps, intent: Intent, verdict: Verdict, at: Date): Promise<CommsError> {
  const { refusal, take } = await limitReached(deps, intent, at)
  const known = breachKnown(deps.db, at, intent.org.id, take)
  const counts = { refused: 1, rateLimitHits: 1 }
  const error = await recordRefusal(deps, intent, verdict, refusal, { messageId: null, counts, known })
  rateLimitHitsTotal.inc({ agent: agentLabel(intent.agent.id) })
  return error
}

async function recordRefusal(
  deps: Deps,
  intent: Intent,
  verdict: Verdict,
  refusal: Refused,
  { messageId, counts, known = [] }: { messageId: string | null; counts: UsageDelta; known?: Built[] }
): Promise<CommsError> {
  const row = { ...decisionRow(deps, intent, verdict), messageId }
  const { org, agent, action, channel } = intent
  await deps.db.batch([
    deps.db.insert(decisions).values({ ...row, ...refused(refusal) }),
    countUsage(
      deps.db,
      { orgId: org.id, agentId: agent.id, channel: channel === 'voice' ? CALLS : channel },
      row.createdAt,
      counts
    ),
    ...known
  ])
  const { code, message, check, details, nextAction, retryable } = refusal
  decisionsTotal.inc({ check, verdict: 'refused', action })
  return new CommsError(code, message, { details: { ...details, check, decisionId: row.id }, nextAction, retryable })
}

/** Records what the gate would have said, and returns the id of the decision. */
export async function recordDryRun(deps: Deps, intent: Intent, verdict: Verdict): Promise<string> {
  const row = { ...decisionRow(deps, intent, verdict), dryRun: true }
  const said = verdict.refusal ? refused(verdict.refusal) : ({ verdict: 'allowed' } as const)
  await deps.db.insert(decisions).values({ ...row, ...said })
  return row.id
}

const refused = ({ check, code, message, nextAction }: Refused) => ({
  verdict: 'refused' as const,
  check,
  code,
  reasons: [message],
  nextAction: nextAction ?? ERROR_CODES[code].nextAction
})

function decisionRow(deps: Deps, intent: Intent, { facts, rules }: Verdict) {
  const { org, agent, action, channel, purpose, country, contact, at } = intent
  return {
    id: newId('dec', at),
    orgId: org.id,
    agentId: agent.id,
    messageId: null,
    ...{ action, channel, purpose, country, rules },
    dryRun: false,
    reasons: [],
    facts: { ...facts, contact: pseudonymOf(deps, contact) },
    createdAt: at
  }
}
