import { and, desc, eq, gt } from 'drizzle-orm'
import { complianceRecords, contactAttempts } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError, type ErrorCode } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { dryRunCall, refusalOfCall } from '../pipeline/call-dry-run.ts'
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
  /** What the gate refuses such a call with. */
  gate?: { code: ErrorCode; message: string }
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

/** Whom a check is about, and the call that it was made for. */
interface Checked {
  agent: AgentRow
  lead: LeadRow
  leadCallId?: string | undefined
}

/** What the gate says against a call; empty where it says nothing. */
type GateWord = Partial<Pick<DryRun, 'code' | 'reasons' | 'details' | 'nextAction' | 'decisionId' | 'check'>>

/**
 * Finds out whether a lead may be called in order to sell: consent in writing, both lists, spacing, and the whole gate
 * as a call would meet it. Nobody is called; what was found is kept, whatever it is.
 * @throws CommsError where the agent cannot call anybody
 */
export async function checkLead(
  deps: Deps,
  caller: Caller,
  of: Checked
): Promise<{ verdict: LeadVerdict; gate: DryRun }> {
  // The gate asks the contact directory, whose answer is on record then.
  const gate = await dryRunCall(deps, { agent: of.agent, actor: actorOf(caller) }, callTo(of.lead))
  return { verdict: await found(deps, caller, of, gate), gate }
}

/**
 * The same for a call that is about to be placed: what the gate refuses is on record as refused. A refusal that is none
 * of the law, by a limit or a price, is no verdict on the lead and comes by itself.
 * @throws CommsError where the agent cannot call anybody
 */
export async function judgeLead(
  deps: Deps,
  caller: Caller,
  of: Checked
): Promise<{ verdict: LeadVerdict; refusal: CommsError | undefined }> {
  const refusal = await refusalOfCall(deps, { agent: of.agent, actor: actorOf(caller) }, callTo(of.lead))
  return { verdict: await found(deps, caller, of, refusal ? wordOf(refusal) : {}), refusal }
}

const callTo = ({ contact: to }: LeadRow) => ({ to, purpose: 'marketing' }) as const

function wordOf({ code, message, details = {}, nextAction }: CommsError): GateWord {
  const { check, decisionId } = details
  return { code, reasons: [message], details, nextAction, check: String(check), decisionId: String(decisionId) }
}

async function found(deps: Deps, caller: Caller, { lead, leadCallId }: Checked, gate: GateWord): Promise<LeadVerdict> {
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
function withGate({ checks, blockReasons }: LeadVerdict, gate: GateWord): LeadVerdict {
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
      ...(gate.decisionId !== undefined && { decisionId: gate.decisionId }),
      ...(code !== undefined && { gate: code, check: gate.check, nextAction: gate.nextAction }),
      ...(allowedAt !== undefined && { allowedAt })
    },
    ...(code !== undefined && { gate: { code, message: gate.reasons?.[0] ?? '' } })
  }
}

/** The refusal of a call to a lead whom nobody may call, in the words of the gate where it refuses. */
export const blocked = ({ blockReasons, checks, details, gate }: LeadVerdict): CommsError => {
  const [reason = 'blocked'] = blockReasons
  const { nextAction, ...rest } = details
  const code = gate?.code ?? codeOf(checks)
  return new CommsError(code, gate?.message ?? `Nobody was called: ${blockReasons.join(', ').replaceAll('_', ' ')}.`, {
    details: { ...rest, reason, reasons: blockReasons, checks },
    nextAction: typeof nextAction === 'string' ? nextAction : undefined
  })
}

const codeOf = ({ consentVerified, dncVerified }: ComplianceChecks): ErrorCode => {
  if (!consentVerified) return 'consent_missing'
  return dncVerified ? 'too_frequent' : 'recipient_opted_out'
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
