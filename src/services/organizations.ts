import { and, inArray, ne } from 'drizzle-orm'
import { agentPool, organizations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'

/** The organization that a self-hosted server starts with, and that the master token means by default. */
export const DEFAULT_ORG_ID = 'org_default'
/** The organization of the house itself: nobody's token belongs to it, so that no tool sees its agent. */
export const SYSTEM_ORG_ID = 'org_system'

/**
 * Makes the default organization with its agent pool, and keeps its mode, and that of the house, as configured: sandbox in
 * demo mode, else production. Safe to call at every boot of every replica.
 */
export async function ensureDefaultOrganization(deps: Pick<Deps, 'config' | 'db' | 'clock'>): Promise<void> {
  const { config, db } = deps
  const mode: 'sandbox' | 'production' = config.demoMode ? 'sandbox' : 'production'
  const organization: typeof organizations.$inferInsert = {
    id: DEFAULT_ORG_ID,
    name: 'Default',
    slug: 'default',
    mode,
    status: 'approved',
    blockedChannels: [],
    createdAt: deps.clock.now()
  }
  await db.batch([
    db.insert(organizations).values(organization).onConflictDoNothing(),
    db
      .insert(agentPool)
      .values({ orgId: DEFAULT_ORG_ID, maxAgents: config.initialAgentPoolSize, used: 0 })
      .onConflictDoNothing(),
    db
      .update(organizations)
      .set({ mode })
      .where(and(inArray(organizations.id, [DEFAULT_ORG_ID, SYSTEM_ORG_ID]), ne(organizations.mode, mode)))
  ])
}
