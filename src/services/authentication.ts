import { and, eq, inArray, isNull, lt, ne, or } from 'drizzle-orm'
import { agents, organizations, tokens } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { equalsSafely, sha256 } from '../lib/crypto.ts'
import { looksLikeToken } from '../lib/token.ts'
import { CallerCache } from './caller-cache.ts'
import { DEFAULT_ORG_ID } from './organizations.ts'

const MINUTE_MS = 60_000
const IDS_PER_STATEMENT = 500
/** Longest text that can be a token; longer ones are not hashed. */
const MAX_TOKEN_CHARS = 512

/** Tells who is behind a token. */
export interface Authenticator {
  /** At once for a token seen lately; undefined when it is unknown, expired or revoked, or its owner may not act. */
  authenticate(token: string): Caller | undefined | Promise<Caller | undefined>
  /** Writes down, to the minute, which tokens were used since the last call. */
  flushLastUse(): Promise<void>
  close(): void
}

/** An authenticator for one process; revocations at other replicas reach it over the bus. */
export function createAuthenticator(deps: Pick<Deps, 'config' | 'db' | 'bus' | 'clock'>): Authenticator {
  const cache = new CallerCache(deps)
  const used = new Map<string, number>()
  const master: Caller = Object.freeze({ role: 'super', orgId: DEFAULT_ORG_ID, tokenId: 'master' })
  const masterToken = deps.config.secrets.masterToken
  const accept = (caller: Caller, now: Date) => {
    if (caller.expiresAt && caller.expiresAt <= now) return undefined
    used.set(caller.tokenId, Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS)
    return caller
  }
  const read = async (hash: string) => {
    const { generation } = cache
    const caller = await readCaller(deps, hash)
    if (caller) cache.put(hash, caller, generation)
    else cache.drop(hash)
    return caller
  }
  const lookUp = async (hash: string) => {
    const caller = await read(hash)
    return caller && accept(caller, deps.clock.now())
  }
  return {
    authenticate(token) {
      if (token.length > MAX_TOKEN_CHARS) return undefined
      const hash = sha256(token)
      const known = cache.get(hash)
      // One that cannot be looked up now is asked for when it is too old.
      if (known && cache.isDue(hash)) read(hash).catch(() => undefined)
      if (known) return accept(known, deps.clock.now())
      if (masterToken !== '' && equalsSafely(token, masterToken)) return master
      return looksLikeToken(token) ? lookUp(hash) : undefined
    },
    async flushLastUse() {
      const batch = [...used]
      used.clear()
      await writeLastUse(deps, batch)
    },
    close: () => cache.close()
  }
}

async function readCaller(deps: Pick<Deps, 'db'>, hash: string): Promise<Caller | undefined> {
  const [row] = await deps.db
    .select({
      id: tokens.id,
      orgId: tokens.orgId,
      scope: tokens.scope,
      agentId: tokens.agentId,
      expiresAt: tokens.expiresAt,
      agentStatus: agents.status
    })
    .from(tokens)
    .innerJoin(organizations, and(eq(organizations.id, tokens.orgId), ne(organizations.status, 'suspended')))
    .leftJoin(agents, and(eq(agents.id, tokens.agentId), eq(agents.orgId, tokens.orgId)))
    .where(and(eq(tokens.hash, hash), isNull(tokens.revokedAt)))
  if (!row) return undefined
  const { id, orgId, scope, agentId, expiresAt, agentStatus } = row
  if (scope === 'agent' && agentStatus !== 'active' && agentStatus !== 'suspended') return undefined
  return Object.freeze({
    role: scope,
    orgId,
    tokenId: id,
    ...(scope === 'agent' && agentId !== null && { agentId }),
    ...(expiresAt && { expiresAt })
  })
}

async function writeLastUse(deps: Pick<Deps, 'db'>, batch: [string, number][]): Promise<void> {
  for (const [minute, uses] of Map.groupBy(batch, ([, minute]) => minute)) {
    const at = new Date(minute)
    const ids = uses.map(([id]) => id)
    for (let from = 0; from < ids.length; from += IDS_PER_STATEMENT) {
      const these = inArray(tokens.id, ids.slice(from, from + IDS_PER_STATEMENT))
      const older = or(isNull(tokens.lastUsedAt), lt(tokens.lastUsedAt, at))
      await deps.db.update(tokens).set({ lastUsedAt: at }).where(and(these, older))
    }
  }
}
