import { and, count, eq, gte, isNotNull, like, or } from 'drizzle-orm'
import { auditLog, loginFailures, tokens } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { firstIdAt } from '../lib/ids.ts'
import type { Anomaly } from './anomaly.ts'
import { FORGOTTEN_AFTER_MS, TOKEN_KEY } from './auth-failures.ts'
import { DEFAULT_ORG_ID } from './organizations.ts'

/** Rotations within the time, in milliseconds, that are too many. */
const ROTATION = { times: 5, windowMs: 10 * 60_000 }
/** Refused tokens of one address that are guessing and not a mistake. */
const REFUSED_TOKENS = 20

/** Agents, or organizations, whose tokens were rotated five times within ten minutes. */
export async function rapidRotation({ db, clock }: Deps): Promise<Anomaly[]> {
  const since = new Date(clock.now().getTime() - ROTATION.windowMs)
  const isRecent = and(gte(auditLog.id, firstIdAt('aud', since)), gte(auditLog.createdAt, since))
  const found = await db
    .select({ orgId: auditLog.orgId, agentId: tokens.agentId, times: count() })
    .from(auditLog)
    .innerJoin(tokens, eq(tokens.id, auditLog.subject))
    .where(and(isRecent, eq(auditLog.event, 'token.rotated')))
    .groupBy(auditLog.orgId, tokens.agentId)
    .having(gte(count(), ROTATION.times))
  return found.map(({ orgId, agentId, times }) => ({
    ...{ kind: 'token_rotation', severity: 'HIGH', orgId, agentId: agentId ?? undefined, subject: agentId ?? orgId },
    message: `The tokens of one ${agentId === null ? 'organization' : 'agent'} were rotated ${times} times within ten minutes.`,
    details: { times, minutes: 10 }
  }))
}

/** Addresses and accounts at which somebody guesses: tokens or passwords. They belong to no organization, so its operator is told. */
export async function repeatedFailures({ db, clock }: Deps): Promise<Anomaly[]> {
  const isRecent = gte(loginFailures.updatedAt, new Date(clock.now().getTime() - FORGOTTEN_AFTER_MS))
  const guessed = and(like(loginFailures.key, `${TOKEN_KEY}%`), gte(loginFailures.failures, REFUSED_TOKENS))
  const found = await db
    .select({ key: loginFailures.key, failures: loginFailures.failures })
    .from(loginFailures)
    .where(and(isRecent, or(guessed, isNotNull(loginFailures.lockedUntil))))
  return found.map(({ key, failures }) => {
    const what = key.startsWith(TOKEN_KEY) ? 'tokens' : 'sign-ins'
    return {
      ...{ kind: 'auth_failures', severity: 'HIGH', orgId: DEFAULT_ORG_ID, subject: key },
      message: `${failures} ${what} were refused in a row.`,
      details: { failures, what }
    }
  })
}
