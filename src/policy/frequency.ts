import { and, desc, eq, gt, sql } from 'drizzle-orm'
import { queryOnce } from '../db/query-once.ts'
import { contactAttempts } from '../db/schema/index.ts'
import type { Check, Subject } from './check.ts'
import { countryRules } from './countries/index.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Least time between two calls to one person, in milliseconds. */
const SPACING_MS = 15 * MINUTE_MS
/** A lead is left in peace this long after a call, in milliseconds. */
const LEAD_SPACING_MS = DAY_MS
/** A lead is called fewer than this many times in LEAD_SPAN_MS. */
const LEAD_CALLS_MAX = 3
const LEAD_SPAN_MS = 7 * DAY_MS
/** More calls than any limit of a day allows are not read. */
const READ_MAX = 1000

/** What of earlier calls the verdict rests on. */
export type FrequencyFacts = {
  /** Calls that are allowed in a UTC day. */
  max?: number
  /** Calls attempted in the UTC day. */
  today?: number
  lead?: boolean
  /** When the last call was attempted, ISO 8601. */
  last?: string
  /** When the last but two was, ISO 8601. */
  thirdLast?: string
  /** Limits of the law of the person's country that are reached, with the call that falls out of the count first, ISO 8601. */
  lawful?: { calls: number; days: number; source: string; since: string }[]
}

const attemptsSince = queryOnce((db) =>
  db
    .select({ at: contactAttempts.createdAt })
    .from(contactAttempts)
    .where(
      and(
        eq(contactAttempts.orgId, sql.placeholder('orgId')),
        eq(contactAttempts.contact, sql.placeholder('contact')),
        gt(contactAttempts.createdAt, sql.param(sql.placeholder('since'), contactAttempts.createdAt))
      )
    )
    .orderBy(desc(contactAttempts.createdAt))
    .limit(READ_MAX)
)

/** Refuses a call that comes too soon after another, or is one too many for its day or, to a lead, for its week or by law. */
export const frequency: Check<FrequencyFacts> = {
  name: 'frequency',
  version: 2,
  async load(db, { channel, org, contact, standing, purpose, country, at, maxCallsPerDayToSameNumber: max }) {
    if (channel !== 'voice') return {}
    const lead = standing.profile?.lead || purpose === 'marketing'
    const limits = lead ? (countryRules(country).salesCalls ?? []) : []
    const spanMs = Math.max(LEAD_SPAN_MS, ...limits.map(({ days }) => days * DAY_MS))
    const attempts = await attemptsSince(db, { orgId: org.id, contact, since: new Date(at.getTime() - spanMs) })
    const iso = (index: number) => attempts[index]?.at.toISOString()
    const [last, thirdLast] = [iso(0), iso(LEAD_CALLS_MAX - 1)]
    const lawful = limits.flatMap((limit) => {
      const since = iso(limit.calls - 1)
      return since === undefined ? [] : [{ ...limit, since }]
    })
    return {
      max,
      today: attempts.filter((attempt) => attempt.at >= startOfDay(at)).length,
      ...(lead && { lead: true }),
      ...(last !== undefined && { last }),
      ...(thirdLast !== undefined && { thirdLast }),
      ...(lawful.length > 0 && { lawful })
    }
  },
  judge(subject, facts) {
    if (subject.channel !== 'voice') return undefined
    const [broken, ...others] = brokenRules(subject, facts)
    if (!broken) return undefined
    const allowedAt = new Date(Math.max(broken.until, ...others.map(({ until }) => until)))
    return {
      code: 'too_frequent',
      message: `Nobody was called: ${broken.why}.`,
      details: { allowedAt: allowedAt.toISOString(), rule: broken.rule }
    }
  }
}

/** One rule that a call would break, and when it would not any more, in milliseconds since 1970. */
interface Broken {
  rule: string
  broken: boolean
  until: number
  why: string
}

function brokenRules(subject: Subject, facts: FrequencyFacts): Broken[] {
  return [...ownRules(subject, facts), ...lawfulRules(subject, facts)].filter(({ broken }) => broken)
}

function ownRules({ purpose, at }: Subject, { max, today = 0, lead, last, thirdLast }: FrequencyFacts): Broken[] {
  const lastAt = last === undefined ? Number.NEGATIVE_INFINITY : new Date(last).getTime()
  const thirdAt = thirdLast === undefined ? Number.NEGATIVE_INFINITY : new Date(thirdLast).getTime()
  return [
    {
      rule: 'calls-per-day',
      broken: max !== undefined && today >= max,
      until: startOfDay(at).getTime() + DAY_MS,
      why: `this person was called ${today} times today, and ${max} are the limit`
    },
    {
      rule: 'lead-week',
      broken: lead === true && thirdAt + LEAD_SPAN_MS > at.getTime(),
      until: thirdAt + LEAD_SPAN_MS,
      why: 'this lead was called three times in 7 days'
    },
    {
      rule: 'lead-day',
      broken: lead === true && lastAt + LEAD_SPACING_MS > at.getTime(),
      until: lastAt + LEAD_SPACING_MS,
      why: 'this lead was called within the last 24 hours'
    },
    {
      rule: 'spacing',
      broken: purpose !== 'transactional' && lastAt + SPACING_MS > at.getTime(),
      until: lastAt + SPACING_MS,
      why: 'this person was called within the last 15 minutes'
    }
  ]
}

const lawfulRules = ({ at }: Subject, { lawful = [] }: FrequencyFacts): Broken[] =>
  lawful.map(({ calls, days, source, since }) => {
    const until = new Date(since).getTime() + days * DAY_MS
    const why = `this person was called ${calls === 1 ? 'once' : `${calls} times`} in ${days === 1 ? 'a day' : `${days} days`}, and the law allows no more (${source})`
    return { rule: 'law', broken: until > at.getTime(), until, why }
  })

const startOfDay = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS)
