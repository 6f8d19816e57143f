import { answersKeyword, type Check, type Intent, type Refusal, type Subject } from './check.ts'
import type { ConsentNeeded, Country, LawfulPurpose } from './countries/country.ts'
import { countryRules } from './countries/index.ts'
import type { Standing } from './standing.ts'

const DAY_MS = 86_400_000
/**
 * How long a message of the person makes what we write an answer, in milliseconds.
 * Source: 47 CFR 64.1200(f)(5)(ii), three months after an inquiry; the shortest of the laws that name a time.
 */
const ANSWER_FOR_MS = 90 * DAY_MS
/** What a person said, from the weakest to the strongest; the stronger stands in for the weaker. */
const STRENGTH: Record<ConsentNeeded, number> = { none: 0, transactional: 1, implied: 2, express: 3 }

/** One consent on record, without what names the person. */
interface Given {
  kind: 'express' | 'implied' | 'transactional'
  purpose: 'any' | LawfulPurpose
  /** ISO 8601; absent: no end is recorded. */
  until?: string
  /** When it was given, ISO 8601; of implied consent alone, for some laws end it. */
  since?: string
}

/** What is on record of a person's consent to a channel. */
export type ConsentFacts = {
  /** Country whose rules hold where the address does not tell it: that of the agent. */
  law?: string
  given?: Given[]
  /** When he last wrote or called on the channel, ISO 8601. */
  wroteAt?: string
  /** The same of those in copy, by where they stand in the email. */
  copies?: ({ at: string } & Pick<ConsentFacts, 'given' | 'wroteAt'>)[]
}

/** Refuses what the person has not agreed to as far as the rules of his country ask for; an answer to who wrote passes. */
export const consent: Check<ConsentFacts> = {
  name: 'consent',
  version: 3,
  load(_db, intent) {
    if (answersKeyword(intent)) return {}
    const { channel, agent } = intent
    const copies = intent.copies.map(({ at, standing }) => {
      const { law: _law, ...facts } = consentFacts({ channel, agent, standing })
      return { at, ...facts }
    })
    return { ...consentFacts(intent), ...(copies.length > 0 && { copies }) }
  },
  judge(subject, facts) {
    if (answersKeyword(subject)) return undefined
    const needed = neededConsent(subject, facts)
    if (needed === 'none') return undefined
    const { impliedConsent } = rulesFor(subject, facts)
    for (const of of [facts, ...(facts.copies ?? [])]) {
      const lack = lackOf(subject, of, needed, impliedConsent)
      if (lack) return refusal(subject, needed, lack, 'at' in of ? of.at : undefined)
    }
    return undefined
  }
}

/** What keeps one person from being contacted. */
function lackOf(
  subject: Subject,
  facts: Pick<ConsentFacts, 'given' | 'wroteAt'>,
  needed: ConsentNeeded,
  impliedConsent: Country['impliedConsent']
): 'missing' | 'expired' | undefined {
  if (isAnswer(subject, facts, needed)) return undefined
  const fitting = (facts.given ?? []).filter((given) => fits(given, subject.purpose, needed))
  if (fitting.some((given) => subject.at.getTime() < endOf(given, subject, impliedConsent))) return undefined
  return fitting.length > 0 ? 'expired' : 'missing'
}

/** When a consent ends, in milliseconds since 1970; a law that ends what is implied does so for selling. */
function endOf({ until, since }: Given, { purpose }: Subject, impliedConsent: Country['impliedConsent']): number {
  const recorded = until === undefined ? Number.POSITIVE_INFINITY : new Date(until).getTime()
  if (since === undefined || impliedConsent === undefined || purpose !== 'marketing') return recorded
  const days = until === undefined ? impliedConsent.days : impliedConsent.maxDays
  return Math.min(recorded, new Date(since).getTime() + days * DAY_MS)
}

/** The least that the person must have said; email, whose address names no country, follows the rules of the agent's. */
export function neededConsent(subject: Subject, facts: ConsentFacts): ConsentNeeded {
  return rulesFor(subject, facts).consent[subject.channel][subject.purpose as LawfulPurpose]
}

const rulesFor = ({ country }: Subject, { law }: ConsentFacts): Country => countryRules(law ?? country)

/** The facts of the check; consent to one channel says nothing of another, and least of all of WhatsApp. */
export function consentFacts({
  channel,
  agent,
  standing
}: Pick<Intent, 'channel' | 'standing'> & { agent: Pick<Intent['agent'], 'country'> | undefined }): ConsentFacts {
  const given = new Map<string, Given>()
  for (const consent of standing.consents) {
    if (consent.channel !== 'any' && consent.channel !== channel) continue
    const next = givenOf(consent)
    // Implied consent with an end and without one may be ended differently by law: both are kept.
    const key = `${next.kind} ${next.purpose} ${next.kind === 'implied' && next.until === undefined}`
    const held = given.get(key)
    if (!held || outlasts(next, held)) given.set(key, next)
  }
  const wroteAt = standing.lastInboundAt.get(channel)
  return {
    ...(channel === 'email' && agent && { law: agent.country }),
    ...(given.size > 0 && { given: [...given.values()] }),
    ...(wroteAt && { wroteAt: wroteAt.toISOString() })
  }
}

const givenOf = ({ kind, purpose, grantedAt, expiresAt }: Standing['consents'][number]): Given => ({
  kind,
  purpose,
  ...(expiresAt && { until: expiresAt.toISOString() }),
  ...(kind === 'implied' && { since: grantedAt.toISOString() })
})

/** Whether one of two consents of a kind holds longer, or as long and was given later. */
function outlasts(one: Given, other: Given): boolean {
  if (one.until === other.until) return (one.since ?? '') > (other.since ?? '')
  return other.until !== undefined && (one.until === undefined || one.until > other.until)
}

/** Until when what is sent to a person is an answer to what he wrote. */
export const answerUntil = (wroteAt: Date): Date => new Date(wroteAt.getTime() + ANSWER_FOR_MS)

/** Who writes asks for an answer, whatever kind of consent is needed; who calls has not agreed to be called by a machine. */
function isAnswer({ channel, purpose, at }: Subject, { wroteAt }: ConsentFacts, needed: ConsentNeeded): boolean {
  if (wroteAt === undefined || purpose === 'marketing') return false
  if (channel === 'voice' && STRENGTH[needed] > STRENGTH.implied) return false
  return at < answerUntil(new Date(wroteAt))
}

/** Consent to be sold to covers the rest, and `any` everything; the stronger kind stands in for the weaker. */
function fits({ kind, purpose }: Given, wanted: Subject['purpose'], needed: ConsentNeeded): boolean {
  if (STRENGTH[kind] < STRENGTH[needed]) return false
  return purpose === 'any' || purpose === 'marketing' || purpose === wanted
}

function refusal(
  { channel, purpose }: Subject,
  needed: ConsentNeeded,
  lack: 'missing' | 'expired',
  copy: string | undefined
): Refusal {
  const verb = lack === 'expired' ? 'has expired' : 'is not on record'
  const who = copy === undefined ? 'this person' : `who is in ${copy}`
  return {
    code: 'consent_missing',
    message: `Nothing was sent: ${needed} consent of ${who} to ${purpose} messages by ${channel} ${verb}.`,
    details: { reason: `consent_${lack}`, needed, channel, purpose, ...(copy !== undefined && { copy }) },
    nextAction: `Get the person's ${needed} consent; an owner records it with comms_record_consent (channel ${channel}, purpose ${purpose}).`
  }
}
