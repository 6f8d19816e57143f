import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { limitWindows, organizations, reservations } from '../../src/db/schema/index.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import type { LimitOverrides } from '../../src/schemas/usage.ts'
import { sendingHouse } from './sending-house.ts'

/** After this a price is asked for, in milliseconds. */
export const ASKED_AFTER_MS = 61_000

/** A sending house with its organization's limits, and looks into its books. */
export async function moneyHouse(limits: LimitOverrides = {}, env: Record<string, string> = {}) {
  const t = await sendingHouse(env)
  const { db } = t.deps
  await db.update(organizations).set({ limits }).where(eq(organizations.id, t.agent.orgId))
  const holds = () => db.select().from(reservations)
  const spend = async () => {
    const rows = await db.select().from(limitWindows).where(eq(limitWindows.metric, 'spend'))
    const of = (id: string) => Object.fromEntries(rows.filter((r) => r.subjectId === id).map((r) => [r.period, r.used]))
    return { agent: of(t.agent.id), org: of(t.agent.orgId) }
  }
  const actions = async () => {
    const rows = await db.select().from(limitWindows).where(eq(limitWindows.metric, 'actions'))
    return Object.fromEntries(rows.map((r) => [r.period, r.used]))
  }
  const balances = async () => expect((await auditLedger(t.deps.db)).imbalances).toEqual([])
  return { ...t, holds, spend, actions, balances }
}
