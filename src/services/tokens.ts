import { and, eq, inArray, isNull } from 'drizzle-orm'
import { agents, auditLog, tokens } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { TokenScope } from '../lib/token.ts'
import { type AuditEvent, auditRow } from '../observability/audit.ts'
import { DEFAULT_GRACE_SECONDS, type IssuedToken } from '../schemas/token.ts'
import { agentNotFound } from './agents.ts'
import { actorOf } from './callers.ts'
import { announceRevoked, endTokens, newToken, TOKEN_CHANGED } from './token-rows.ts'

type TokenRow = typeof tokens.$inferSelect
const DAY_MS = 86_400_000

/**
 * Issues a token within the caller's rights: an organization for itself and its agents, a super-admin any.
 * @throws CommsError `forbidden`, `invalid_input`, `not_found`.
 */
export async function issueToken(
  deps: Deps,
  caller: Caller,
  input: { scope: TokenScope; agentId?: string; expiresInDays?: number }
): Promise<IssuedToken> {
  const { scope, agentId, expiresInDays } = input
  refuseAgents(caller)
  if (scope === 'super' && caller.role !== 'super')
    throw new CommsError('forbidden', 'Only a super-admin may issue super-admin tokens.')
  if (scope === 'agent') await requireOwnAgent(deps, caller, agentId)
  else if (agentId !== undefined)
    throw new CommsError('invalid_input', `agentId: a token of scope ${scope} is not bound to an agent`)
  const lifetimeMs = expiresInDays === undefined ? undefined : expiresInDays * DAY_MS
  const { row, issued } = newToken(deps, { orgId: caller.orgId, scope, agentId, lifetimeMs })
  const entry = audit(deps, caller, 'token.issued', row, { scope, ...(agentId !== undefined && { agentId }) })
  await deps.db.batch([deps.db.insert(tokens).values(row), deps.db.insert(auditLog).values(entry)])
  return issued
}

/**
 * Puts a new token in the place of one, which stays valid for the grace period (seconds; 0 ends it at once). The new
 * one lives as long as the old one was made to live, unless the caller names another lifetime.
 * @throws CommsError `forbidden`, `not_found`, `conflict` when the token has ended or was rotated before.
 */
export async function rotateToken(
  deps: Deps,
  caller: Caller,
  input: { tokenId: string; graceSeconds?: number; expiresInDays?: number }
): Promise<IssuedToken> {
  const old = await ownToken(deps, caller, input.tokenId)
  const now = deps.clock.now()
  if (old.expiresAt && old.expiresAt <= now) throw ended()
  const graceMs = (input.graceSeconds ?? DEFAULT_GRACE_SECONDS) * 1000
  const { row, issued } = newToken(deps, {
    orgId: old.orgId,
    scope: old.scope,
    agentId: old.agentId ?? undefined,
    lifetimeMs: input.expiresInDays === undefined ? lifetimeOf(old) : input.expiresInDays * DAY_MS
  })
  const end = new Date(Math.min(now.getTime() + graceMs, old.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY))
  await deps.db.transaction(async (tx) => {
    const unspent = and(eq(tokens.id, old.id), isNull(tokens.revokedAt), isNull(tokens.replacedBy))
    const change = { replacedBy: row.id, expiresAt: end, ...(graceMs === 0 && { revokedAt: now }) }
    const [changed] = await tx.update(tokens).set(change).where(unspent).returning({ id: tokens.id })
    if (!changed) throw ended()
    await tx.insert(tokens).values(row)
    const facts = { replacedBy: row.id, graceMs }
    await tx.insert(auditLog).values(audit(deps, caller, 'token.rotated', old, facts))
  })
  await (graceMs === 0 ? announceRevoked(deps, [old.id]) : deps.bus.publish(TOKEN_CHANGED, old.id))
  return issued
}

/**
 * Ends a token on every replica at once. Safe to call twice.
 * @throws CommsError `forbidden`, `not_found`.
 */
export async function revokeToken(deps: Deps, caller: Caller, tokenId: string): Promise<void> {
  const token = await ownToken(deps, caller, tokenId)
  await deps.db.transaction(async (tx) => {
    const ids = await endTokens(tx, deps.clock.now(), eq(tokens.id, token.id))
    if (ids.length > 0) await tx.insert(auditLog).values(audit(deps, caller, 'token.revoked', token, {}))
  })
  await announceRevoked(deps, [token.id])
}

function refuseAgents(caller: Caller): void {
  if (caller.role === 'agent') throw new CommsError('forbidden', 'An agent may not manage tokens.')
}

async function requireOwnAgent(deps: Deps, caller: Caller, agentId: string | undefined): Promise<void> {
  if (agentId === undefined) throw new CommsError('invalid_input', 'agentId: is required for scope agent')
  const own = and(
    eq(agents.id, agentId),
    eq(agents.orgId, caller.orgId),
    inArray(agents.status, ['active', 'suspended'])
  )
  const [agent] = await deps.db.select({ id: agents.id }).from(agents).where(own)
  if (!agent) throw agentNotFound()
}

async function ownToken(deps: Deps, caller: Caller, tokenId: string): Promise<TokenRow> {
  refuseAgents(caller)
  const [row] = await deps.db.select().from(tokens).where(eq(tokens.id, tokenId))
  const own = row && (row.scope === 'super' ? caller.role === 'super' : row.orgId === caller.orgId)
  if (!own) throw new CommsError('not_found', 'There is no token with this id.')
  return row
}

const lifetimeOf = (token: TokenRow) =>
  token.expiresAt ? token.expiresAt.getTime() - token.createdAt.getTime() : undefined

const ended = () =>
  new CommsError('conflict', 'This token has ended or was rotated before.', { nextAction: 'Issue a new token.' })

const audit = (
  deps: Deps,
  caller: Caller,
  event: AuditEvent,
  token: Pick<TokenRow, 'id' | 'orgId'>,
  details: Record<string, unknown>
) => auditRow(deps.clock.now(), { orgId: token.orgId, event, actor: actorOf(caller), subject: token.id, details })
