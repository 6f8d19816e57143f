import type { Queries } from '../db/open.ts'
import { blockedChannel } from './blocked-channel.ts'
import type { Check, Intent, Refusal, Subject } from './check.ts'
import { consent } from './consent.ts'
import { content } from './content.ts'
import { COUNTRIES_VERSION } from './countries/index.ts'
import { countryRulesCheck } from './country-rules.ts'
import { dnc } from './dnc.ts'
import { emailIdentity } from './email-identity.ts'
import { frequency } from './frequency.ts'
import { nationalDnc } from './national-dnc.ts'
import { organizationMode } from './organization-mode.ts'
import { priceCap } from './price-cap.ts'
import { quietHours } from './quiet-hours.ts'
import { tollFraud } from './toll-fraud.ts'
import { window24h } from './window-24h.ts'

/** The gate: every check in its order, cheapest first; the first refusal wins. */
export const CHECKS: readonly Check[] = [
  blockedChannel,
  organizationMode,
  content,
  tollFraud,
  countryRulesCheck,
  dnc,
  nationalDnc,
  consent,
  quietHours,
  frequency,
  window24h,
  emailIdentity,
  priceCap
]

/** Names and versions of the rules that are in force, and of the law of countries that they look up. */
export const RULES = [...CHECKS, { name: 'countries', version: COUNTRIES_VERSION }]
  .map(({ name, version }) => `${name}@${version}`)
  .join(' ')

/** Facts by the name of the check that loaded them; a check without facts has no entry. */
export type Facts = Record<string, Record<string, unknown>>

/** A refusal with the check that gave it. */
export type Refused = Refusal & { check: string }

/** What the gate found, refused or not; enough to judge again. */
export interface Verdict {
  refusal: Refused | undefined
  facts: Facts
  rules: string
}

/** Judges one intent: the facts of all checks are loaded at once, then the checks speak in order. */
export async function judge(db: Queries, intent: Intent): Promise<Verdict> {
  const loaded = await Promise.all(CHECKS.map((check) => check.load(db, intent)))
  const facts: Facts = {}
  for (const [index, check] of CHECKS.entries()) {
    const found = loaded[index]
    if (found && Object.keys(found).length > 0) facts[check.name] = found
  }
  return { refusal: firstRefusal(intent, facts), facts, rules: RULES }
}

/** The verdict on stored facts by the rules of today: the same as the stored one while the rules are. */
export function firstRefusal(subject: Subject, facts: Facts): Refused | undefined {
  for (const check of CHECKS) {
    const refusal = check.judge(subject, facts[check.name] ?? {})
    if (refusal) return { ...refusal, check: check.name }
  }
  return undefined
}
