import { and, eq, isNotNull, isNull, ne, or } from 'drizzle-orm'
import { endpoints, numberPool } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { describeError } from '../lib/describe-error.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import { openProvider } from '../providers/index.ts'
import { repointEndpoint } from './endpoints.ts'
import { numberWebhooks } from './number-webhooks.ts'

/** Numbers that are pointed anew in one go. */
const BATCH = 50

/**
 * Points what the vendors were told to post elsewhere at the public URL of today: numbers and email webhooks. Without it
 * a server that moved would lose what comes in, in silence. Safe to call twice; returns how many were pointed anew.
 */
export async function followPublicUrl(deps: Deps): Promise<number> {
  return (await pointNumbers(deps)) + (await pointEndpoints(deps))
}

async function pointNumbers(deps: Deps): Promise<number> {
  const webhookBase = deps.publicUrl()
  const elsewhere = or(isNull(numberPool.webhookBase), ne(numberPool.webhookBase, webhookBase))
  const isInUse = and(eq(numberPool.status, 'active'), isNotNull(numberPool.agentId), isNotNull(numberPool.providerRef))
  const rows = await deps.db.select().from(numberPool).where(and(isInUse, elsewhere)).limit(BATCH)
  let pointed = 0
  for (const { id, orgId, agentId, providerRef } of rows) {
    if (agentId === null || providerRef === null) continue
    const done = await attempt(deps, 'number_not_pointed', async () => {
      const port = await openProvider(deps.providers, 'numbers', await orgVendors(deps, orgId, agentId))
      await port.configure(providerRef, numberWebhooks(deps, agentId))
      await deps.db.update(numberPool).set({ webhookBase }).where(eq(numberPool.id, id))
    })
    if (done) pointed++
  }
  return pointed
}

async function pointEndpoints(deps: Deps): Promise<number> {
  const { orgId, account, url } = endpoints
  const rows = await deps.db.select({ orgId, account, url }).from(endpoints)
  let pointed = 0
  for (const row of rows.filter(({ url }) => !url.startsWith(`${deps.publicUrl()}/`)))
    if (await attempt(deps, 'endpoint_not_pointed', () => repointEndpoint(deps, row, deps.publicUrl()))) pointed++
  return pointed
}

/** What a vendor refuses today is tried again at the next turn, and holds up no other. */
async function attempt(deps: Deps, event: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    deps.log.warn({ event, error: describeError(error) }, 'tried again at the next turn')
    return false
  }
}
