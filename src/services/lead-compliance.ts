import { and, desc, eq, gt } from 'drizzle-orm'
import { complianceRecords, contactAttempts } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { dryRunCall } from '../pipeline/call-dry-run.ts'
import type { AgentRow, DryRun } from '../pipeline/draft.ts'
import type { ComplianceChecks } from '../schemas/lead.ts'
import { actorOf } from './callers.ts'
import { checkDnc } from './dnc.ts'
import { consentOfLead, type LeadRow } from './leads.ts'

const DAY_MS = 86_400_000
/** A lead is called fewer than this many times in a week. */
const CALLS_MAX = 3
const SPAN_MS = 7 * DAY_MS

/** Whether a lead may be called at this moment, and why not. */
export interface LeadVerdict {
  approved: boolean
  checks: ComplianceChecks
  blockReasons: string[]
  /** Nothing that names the person. */
  details: Record<string, unknown>
}

/** What of the gate's codes stands for which check; the rest stands for itself. */
const CHECK_OF: Partial<Record<string, keyof ComplianceChecks>> = {
  consent_missing: 'consentVerified',
  recipient_opted_out: 'dncVerified',
  registration_required: 'dncVerified',
  too_frequent: 'callFrequencyValid'
}
/** Refusals that are none of the law: whoever calls is told of them when he calls. */
const NOT_LAW: readonly string[] = ['rate_limited', 'price_cap_exceeded']

/**
 * Finds out whether a lead may be called in order to sell: consent in writing, both lists, spacing, and the whole gate
 * as a call would meet it. What was found is kept, whatever it is.
 * @throws CommsError where the agent cannot call anybody
 */
export async function checkLead(
  deps: Deps,
  caller: Caller,
  { agent, lead, leadCallId }: { agent: AgentRow; lead: LeadRow; leadCallId?: string | undefined }
): Promise<LeadVerdict> {
  const sender = { agent, actor: actorOf(caller) }
  // The gate asks the contact directory, whose answer is on record then.
  const gate = await dryRunCall(deps, sender, { to: lead.contact, purpose: 'marketing' })
  const [consent, lists, spacing] = await Promise.all([
    consentOfLead(deps, lead),
    checkDnc(deps, caller, lead.contact),
    brokenSpacing(deps, lead)
  ])
  const reasons = [
    ...(consent.lack ? [`consent_${consent.lack}`] : []),
    ...(lists.onInternalList ? ['on_internal_dnc_list'] : []),
    ...(lists.onNationalRegistry ? ['on_national_registry'] : []),
    ...spacing
  ]
  const checks: ComplianceChecks = {
    consentVerified: consent.lack === undefined,
    dncVerified: !lists.onInternalList && !lists.onNationalRegistry,
    callFrequencyValid: spacing.length === 0
  }
  const verdict = withGate({ approved: false, checks, blockReasons: reasons, details: {} }, gate)
  await keepRecord(deps, caller, { lead, leadCallId, verdict })
  return verdict
}

/** The gate's refusal counts beside what was found before; one that says the same says nothing more. */
function withGate({ checks, blockReasons }: LeadVerdict, gate: DryRun): LeadVerdict {
  const code = gate.code !== undefined && !NOT_LAW.includes(gate.code) ? gate.code : undefined
  const check = code === undefined ? undefined : CHECK_OF[code]
  const known = check !== undefined && !checks[check]
  const reasons =
    code === undefined || known ? blockReasons : [...blockReasons, String(gate.details?.['reason'] ?? code)]
  const allowedAt = gate.details?.['allowedAt']
  return {
    approved: reasons.length === 0,
    checks: check === undefined ? checks : { ...checks, [check]: false },
    blockReasons: reasons,
    details: {
      decisionId: gate.decisionId,
      ...(code !== undefined && { gate: code, nextAction: gate.nextAction }),
      ...(allowedAt !== undefined && { allowedAt })
    }
  }
}

/** The refusal of a call to a lead whom nobody may call. */
export const blocked = ({ blockReasons, checks, details }: LeadVerdict): CommsError => {
  const [reason = 'blocked'] = blockReasons
  const { nextAction, ...rest } = details
  return new CommsError('consent_missing', `Nobody was called: ${blockReasons.join(', ').replaceAll('_', ' ')}.`, {
    details: { ...rest, reason, reasons: blockReasons, checks },
    nextAction: typeof nextAction === 'string' ? nextAction : undefined,
    retryable: reason.startsWith('called_') || reason === 'quiet_hours'
  })
}

/** Calls of the last seven days that forbid another one. */
async function brokenSpacing({ db, clock }: Deps, { orgId, contact }: LeadRow): Promise<string[]> {
  const now = clock.now().getTime()
  const since = new Date(now - SPAN_MS)
  const attempts = await db
    .select({ at: contactAttempts.createdAt })
    .from(contactAttempts)
    .where(
      and(
        ...[eq(contactAttempts.orgId, orgId), eq(contactAttempts.contact, contact)],
        gt(contactAttempts.createdAt, since)
      )
    )
    .orderBy(desc(contactAttempts.createdAt))
    .limit(CALLS_MAX)
  const [last] = attempts
  return [
    ...(last && now - last.at.getTime() < DAY_MS ? ['called_within_24_hours'] : []),
    ...(attempts.length >= CALLS_MAX ? ['called_3_times_in_7_days'] : [])
  ]
}

async function keepRecord(
  deps: Deps,
  caller: Caller,
  { lead, leadCallId, verdict }: { lead: LeadRow; leadCallId: string | undefined; verdict: LeadVerdict }
): Promise<void> {
  const now = deps.clock.now()
  const { approved, checks, blockReasons: reasons, details } = verdict
  await deps.db.insert(complianceRecords).values({
    ...{ id: newId('cpl', now), orgId: lead.orgId, leadId: lead.id, leadCallId: leadCallId ?? null },
    ...{ approved, checks, reasons, details, checkedBy: actorOf(caller), createdAt: now }
  })
}
