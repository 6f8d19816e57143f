import { and, isNull, type SQL } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { tokens } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { mintToken, type TokenScope } from '../lib/token.ts'
import type { IssuedToken } from '../schemas/token.ts'

/** Topic with the id of a token that ends now, on every replica: what it opened must be closed. */
export const TOKEN_REVOKED = 'token.revoked'
/** Topic with the id of a token whose end was moved: what is remembered of it is out of date. */
export const TOKEN_CHANGED = 'token.changed'

/** What a new token is for. */
export interface TokenRequest {
  orgId: string
  scope: TokenScope
  agentId?: string | undefined
  /** Milliseconds until it ends; undefined: it does not. */
  lifetimeMs?: number | undefined
}

/** A new token: the row to insert, and what its holder alone will know. */
export function newToken(deps: Pick<Deps, 'clock'>, request: TokenRequest) {
  const now = deps.clock.now()
  const { token, hash } = mintToken(request.scope)
  const expiresAt = request.lifetimeMs === undefined ? null : new Date(now.getTime() + request.lifetimeMs)
  const id = newId('tok', now)
  const { orgId, scope, agentId } = request
  const row = { id, orgId, scope, agentId: agentId ?? null, hash, expiresAt, createdAt: now }
  const issued: IssuedToken = {
    token,
    tokenId: id,
    scope,
    ...(agentId !== undefined && { agentId }),
    expiresAt: expiresAt?.toISOString() ?? null
  }
  return { row, issued }
}

/** Marks tokens as revoked within a transaction and names them; announce them after the commit. */
export async function endTokens(tx: Queries, at: Date, which: SQL): Promise<string[]> {
  const unended = and(which, isNull(tokens.revokedAt))
  const rows = await tx.update(tokens).set({ revokedAt: at }).where(unended).returning({ id: tokens.id })
  return rows.map((row) => row.id)
}

/** Tells every replica that these tokens are no longer valid. */
export async function announceRevoked(deps: Pick<Deps, 'bus'>, tokenIds: readonly string[]): Promise<void> {
  await Promise.all(tokenIds.map((tokenId) => deps.bus.publish(TOKEN_REVOKED, tokenId)))
}
