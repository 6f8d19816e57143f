import { sql } from 'drizzle-orm'
import { isCheckViolation } from '../db/batch.ts'
import { limitWindows } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { subscriberOf } from '../lib/address-ranges.ts'
import { keyedHash } from '../lib/crypto.ts'
import { DEFAULT_ORG_ID } from './organizations.ts'

const HOUR_MS = 3_600_000
/** Mails that one mailbox gets in an hour, and that one network address has sent. */
const PER_MAILBOX = 5
const PER_ADDRESS = 30

/**
 * Takes one account mail from what its mailbox, and the address that asks for it, may cause in this hour; whether there is
 * such an account makes no difference.
 * @throws CommsError `rate_limited`.
 */
export async function allowMail(deps: Deps, { email, address }: { email: string; address?: string }): Promise<void> {
  if (address !== undefined) await take(deps, `address:${subscriberOf(address)}`, PER_ADDRESS)
  await take(deps, `email:${email}`, PER_MAILBOX)
}

async function take(deps: Deps, what: string, max: number): Promise<void> {
  const hour = Math.floor(deps.clock.now().getTime() / HOUR_MS) * HOUR_MS
  const subjectId = keyedHash(deps.config.secrets.sessionSecret, `mail:${what}`)
  const window = { orgId: DEFAULT_ORG_ID, subjectId, metric: 'account_mails', period: 'hour' as const }
  try {
    await deps.db
      .insert(limitWindows)
      .values({ ...window, startsAt: new Date(hour), used: 1, max })
      .onConflictDoUpdate({
        target: [limitWindows.subjectId, limitWindows.metric, limitWindows.period, limitWindows.startsAt],
        set: { used: sql`${limitWindows.used} + 1` }
      })
  } catch (error) {
    if (!isCheckViolation(error)) throw error
    const resetsAt = new Date(hour + HOUR_MS).toISOString()
    throw new CommsError('rate_limited', 'Too many emails were asked for.', {
      details: { resetsAt },
      nextAction: `Look for the last one that was sent, or wait until ${resetsAt}.`
    })
  }
}
