import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Db } from '../db/open.ts'
import { limitWindows, reservations, usageDaily } from '../db/schema/index.ts'
import { windowOf } from './windows.ts'

/** Two figures that must be the same and are not. */
export interface Imbalance {
  /** `hold`: one action; `window`: what a budget counts; `usage`: what a day's counters say. */
  what: 'hold' | 'window' | 'usage'
  /** Id of the action, the agent or the organization. */
  subjectId: string
  /** Start of the window, or the day; empty for a hold. */
  when: string
  /** What the holds come to. */
  expectedMicroUsd: number
  foundMicroUsd: number
}

/** What an audit of the ledger found. */
export interface LedgerReport {
  holds: number
  heldMicroUsd: number
  spentMicroUsd: number
  returnedMicroUsd: number
  openMicroUsd: number
  /** Budgets that were compared. */
  windows: number
  /** Days of agents that were compared. */
  days: number
  imbalances: Imbalance[]
}

const BATCH = 5000
type Hold = typeof reservations.$inferSelect

/** What the holds say that budgets and counters must say. */
interface Books {
  windows: Map<string, number>
  spentByDay: Map<string, number>
}

/**
 * Compares every hold with itself, with the budgets that it was taken from and with the counters of usage. Reads all
 * holds, in batches; on a database that is written to meanwhile, look twice.
 */
export async function auditLedger(db: Db): Promise<LedgerReport> {
  const report: LedgerReport = {
    ...{ holds: 0, heldMicroUsd: 0, spentMicroUsd: 0, returnedMicroUsd: 0, openMicroUsd: 0 },
    ...{ windows: 0, days: 0, imbalances: [] }
  }
  const books: Books = { windows: new Map(), spentByDay: new Map() }
  for await (const hold of everyHold(db)) enter(hold, report, books)
  await compareWindows(db, report, books)
  await compareUsage(db, report, books)
  return report
}

async function* everyHold(db: Db): AsyncGenerator<Hold> {
  for (let last = ''; ; ) {
    const batch = await db
      .select()
      .from(reservations)
      .where(gt(reservations.actionId, last))
      .orderBy(asc(reservations.actionId))
      .limit(BATCH)
    yield* batch
    const end = batch.at(-1)
    if (!end) return
    last = end.actionId
  }
}

const windowKey = (subjectId: string, period: string, startsAt: Date) =>
  `${subjectId} ${period} ${startsAt.toISOString()}`

function enter(hold: Hold, report: LedgerReport, { windows, spentByDay }: Books): void {
  const { actionId, agentId, orgId, heldMicroUsd, spentMicroUsd, returnedMicroUsd, createdAt } = hold
  const open = hold.state === 'open'
  report.holds++
  report.heldMicroUsd += heldMicroUsd
  report.spentMicroUsd += spentMicroUsd
  report.returnedMicroUsd += returnedMicroUsd
  if (open) report.openMicroUsd += heldMicroUsd
  const closed = spentMicroUsd + returnedMicroUsd
  if (closed !== (open ? 0 : heldMicroUsd))
    report.imbalances.push({
      ...{ what: 'hold', subjectId: actionId, when: '' },
      ...{ expectedMicroUsd: open ? 0 : heldMicroUsd, foundMicroUsd: closed }
    })
  const add = (map: Map<string, number>, key: string, amount: number) => map.set(key, (map.get(key) ?? 0) + amount)
  for (const subjectId of [agentId, orgId])
    for (const period of ['day', 'month'] as const) {
      const { startsAt } = windowOf(period, createdAt)
      add(windows, windowKey(subjectId, period, startsAt), open ? heldMicroUsd : spentMicroUsd)
    }
  add(spentByDay, `${agentId} ${createdAt.toISOString().slice(0, 10)}`, spentMicroUsd)
}

async function compareWindows(db: Db, report: LedgerReport, { windows }: Books): Promise<void> {
  const isSpend = eq(limitWindows.metric, 'spend')
  const starts = await db.selectDistinct({ startsAt: limitWindows.startsAt }).from(limitWindows).where(isSpend)
  for (const { startsAt } of starts) {
    const rows = await db
      .select()
      .from(limitWindows)
      .where(and(isSpend, eq(limitWindows.startsAt, startsAt)))
    for (const { subjectId, period, used } of rows) {
      const expectedMicroUsd = windows.get(windowKey(subjectId, period, startsAt)) ?? 0
      report.windows++
      if (used !== expectedMicroUsd)
        report.imbalances.push({
          ...{ what: 'window', subjectId, when: `${period} ${startsAt.toISOString()}` },
          ...{ expectedMicroUsd, foundMicroUsd: used }
        })
    }
  }
}

/** Days before the first counter that is kept were removed by retention, and their holds may have outlived them. */
async function compareUsage(db: Db, report: LedgerReport, { spentByDay }: Books): Promise<void> {
  const { agentId, day, costMicroUsd } = usageDaily
  const counted = await db
    .select({ agentId, day, costMicroUsd: sql<number>`sum(${costMicroUsd})`.mapWith(Number) })
    .from(usageDaily)
    .groupBy(agentId, day)
  const found = new Map(counted.map((row) => [`${row.agentId} ${row.day}`, row.costMicroUsd]))
  const [first = ''] = counted.map((row) => row.day).sort()
  for (const key of new Set([...found.keys(), ...spentByDay.keys()])) {
    const [subjectId = '', when = ''] = key.split(' ')
    if (when < first) continue
    const [expectedMicroUsd, foundMicroUsd] = [spentByDay.get(key) ?? 0, found.get(key) ?? 0]
    report.days++
    if (expectedMicroUsd !== foundMicroUsd)
      report.imbalances.push({ what: 'usage', subjectId, when, expectedMicroUsd, foundMicroUsd })
  }
}
