import type { Queries } from '../db/open.ts'
import { blockedChannel } from './blocked-channel.ts'
import type { Check, Intent, Refusal } from './check.ts'
import { dnc } from './dnc.ts'

/** The gate: every check in its order, cheapest first; the first refusal wins. */
const CHECKS: readonly Check[] = [blockedChannel, dnc]

/** Names and versions of the rules that are in force. */
const RULES = CHECKS.map((check) => `${check.name}@${check.version}`).join(' ')

/** What the gate found, refused or not; enough to judge again. */
export interface Verdict {
  refusal: (Refusal & { check: string }) | undefined
  facts: Record<string, Record<string, unknown>>
  rules: string
}

/** Judges one intent: the facts of all checks are loaded at once, then the checks speak in order. */
export async function judge(db: Queries, intent: Intent): Promise<Verdict> {
  const loaded = await Promise.all(CHECKS.map((check) => check.load(db, intent)))
  const facts = Object.fromEntries(CHECKS.map((check, index) => [check.name, loaded[index] ?? {}]))
  return { refusal: firstRefusal(intent, facts), facts, rules: RULES }
}

/** The verdict on stored facts, by the rules of today. */
function firstRefusal(
  intent: Pick<Intent, 'channel' | 'purpose'>,
  facts: Record<string, Record<string, unknown>>
): (Refusal & { check: string }) | undefined {
  for (const check of CHECKS) {
    const refusal = check.judge(intent, facts[check.name] ?? {})
    if (refusal) return { ...refusal, check: check.name }
  }
  return undefined
}
