import { asc, eq, gt } from 'drizzle-orm'
import { decisions } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { Subject } from '../policy/check.ts'
import { explainFacts } from '../policy/explain.ts'
import { type Facts, firstRefusal, type Refused, RULES } from '../policy/index.ts'
import type { ExplainedDecision } from '../schemas/decision.ts'
import { agentNotFound } from './agents.ts'

type DecisionRow = typeof decisions.$inferSelect

/** A stored verdict that the rules of today do not come to. */
interface Differing {
  decisionId: string
  stored: string
  now: string
  /** Whether other rules were in force then, which may explain it. */
  otherRules: boolean
}

/** Refusals of counters, which come after the checks have let an effect pass. */
const COUNTED: readonly string[] = ['limits', 'spend']
const PAGE_ROWS = 500
const SHOWN_MAX = 100

/**
 * One decision on an agent of the caller in plain words, and what the rules of today say of it.
 * @throws CommsError `not_found` for what is not there or is somebody else's.
 */
export async function explainDecision(
  deps: Pick<Deps, 'db'>,
  caller: Caller,
  { decisionId, agentId }: { decisionId: string; agentId?: string }
): Promise<ExplainedDecision> {
  if (caller.agentId !== undefined && agentId !== undefined && agentId !== caller.agentId) throw agentNotFound()
  const [row] = await deps.db.select().from(decisions).where(eq(decisions.id, decisionId))
  const wanted = caller.agentId ?? agentId
  if (!row || row.orgId !== caller.orgId || (wanted !== undefined && row.agentId !== wanted))
    throw new CommsError('not_found', 'There is no decision with this id.')
  return inWords(row)
}

/**
 * Judges every stored decision again by the rules of today, from the facts that are stored with it: how many were judged,
 * how many differ, and the first of those.
 */
export async function verifyDecisions({
  db
}: Pick<Deps, 'db'>): Promise<{ judged: number; differ: number; differing: Differing[] }> {
  const found = { judged: 0, differ: 0, differing: [] as Differing[] }
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: DecisionRow[] = await db
      .select()
      .from(decisions)
      .where(gt(decisions.id, after))
      .orderBy(asc(decisions.id))
      .limit(PAGE_ROWS)
    const differing = rows.flatMap(differenceOf)
    found.judged += rows.length
    found.differ += differing.length
    found.differing.push(...differing.slice(0, SHOWN_MAX - found.differing.length))
    after = rows.length === PAGE_ROWS ? rows.at(-1)?.id : undefined
  }
  return found
}

function differenceOf(row: DecisionRow): Differing[] {
  const stored = isCounted(row) ? 'allowed' : verdictOf(row)
  const now = verdictNow(judgeAgain(row))
  return stored === now ? [] : [{ decisionId: row.id, stored, now, otherRules: row.rules !== RULES }]
}

const verdictOf = ({ verdict, check, code }: Pick<DecisionRow, 'verdict' | 'check' | 'code'>): string =>
  verdict === 'allowed' ? verdict : `${verdict} by ${check} (${code})`

const verdictNow = (again: Refused | undefined): string =>
  again ? verdictOf({ verdict: 'refused', ...again }) : 'allowed'

const isCounted = ({ check }: DecisionRow): boolean => check !== null && COUNTED.includes(check)

function judgeAgain({ action, channel, purpose, country, createdAt, facts }: DecisionRow): Refused | undefined {
  return firstRefusal({ action, channel, purpose, country, at: createdAt } as Subject, facts as Facts)
}

function inWords(row: DecisionRow): ExplainedDecision {
  const { id, agentId, verdict, action, channel, purpose, country, dryRun, messageId, reasons } = row
  const again = judgeAgain(row)
  return {
    ...{ decisionId: id, agentId, verdict, at: row.createdAt.toISOString() },
    action: action as ExplainedDecision['action'],
    channel: channel as ExplainedDecision['channel'],
    ...{ purpose, country, dryRun, reasons },
    ...(messageId !== null && { messageId }),
    ...(row.check !== null && { check: row.check }),
    ...(row.code !== null && { code: row.code }),
    ...(again?.details && again.check === row.check && { details: again.details }),
    ...(row.nextAction !== null && { nextAction: row.nextAction }),
    facts: explainFacts(row.facts as Facts),
    rules: rulesOf(row.rules),
    ...(!isCounted(row) && { today: today(row, again) })
  }
}

function today(row: DecisionRow, again: Refused | undefined): ExplainedDecision['today'] {
  return {
    same: verdictOf(row) === verdictNow(again),
    verdict: again ? 'refused' : 'allowed',
    ...(again && { check: again.check }),
    reasons: again ? [again.message] : []
  }
}

const rulesOf = (rules: string) =>
  rules
    .split(' ')
    .map((rule) => rule.split('@'))
    .map(([check = '', version]) => ({ check, version: Number(version) }))
