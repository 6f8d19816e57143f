import { and, eq, isNull } from 'drizzle-orm'
import { tokens } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { forgetOrganizations } from '../pipeline/vendors.ts'
import { announceRevoked } from './token-rows.ts'

/** Topic with the id of an organization whose row was changed, or nothing for the switches of the whole server. */
const ORGANIZATION_CHANGED = 'organization.changed'

/** Lets this process forget at once what it remembers of organizations that change; the function that it returns ends that. */
export function watchOrganizations(deps: Pick<Deps, 'db' | 'bus'>): () => void {
  const forget = () => forgetOrganizations(deps)
  const stops = [deps.bus.subscribe(ORGANIZATION_CHANGED, forget), deps.bus.onReset(forget)]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Makes a change of an organization, or of the switches of the server, known to all replicas; this one knows it when the call returns. */
export async function announceOrganization(deps: Pick<Deps, 'db' | 'bus'>, orgId = ''): Promise<void> {
  forgetOrganizations(deps)
  await deps.bus.publish(ORGANIZATION_CHANGED, orgId)
}

/** Has every replica close what the tokens of an organization opened, and ask anew whether they are good. */
export async function dropTokens(deps: Pick<Deps, 'db' | 'bus'>, orgId: string): Promise<void> {
  const own = and(eq(tokens.orgId, orgId), isNull(tokens.revokedAt))
  const rows = await deps.db.select({ id: tokens.id }).from(tokens).where(own)
  const ids = rows.map(({ id }) => id)
  await announceRevoked(deps, ids)
}
