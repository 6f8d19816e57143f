import { inArray, isNotNull } from 'drizzle-orm'
import { openDatabase } from '../../src/db/open.ts'
import { calls, messages, reservations } from '../../src/db/schema/index.ts'
import type { Deps, Log } from '../../src/deps.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { keyRing } from '../../src/lib/key-ring.ts'
import { settleCallsDue } from '../../src/pipeline/calls-due.ts'
import { reconcileCalls } from '../../src/pipeline/calls-reconcile.ts'
import { settleDue } from '../../src/pipeline/prices-due.ts'
import { OPEN } from '../../src/pipeline/settle.ts'
import { drainOutbound } from '../../src/pipeline/worker.ts'
import { createProviders } from '../../src/providers/index.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import type { cluster } from './server-process.ts'
import { until } from './until.ts'

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const ROUND_MS = 10 * 60_000
/** A price that never comes is not awaited any more after three days. */
const ROUNDS_MAX = 500
const OUTBOUND = { direction: 'outbound', limit: 100_000 } as const

/**
 * Does, on the database of a cluster whose servers are down, what its worker would do in the hours to come, until every
 * message and every call is settled and every price is known.
 */
export async function workLate(of: Pick<Awaited<ReturnType<typeof cluster>>, 'config' | 'databaseUrl' | 'simulator'>) {
  const { db, bus, close } = await openDatabase(of.databaseUrl)
  const { accountSid, authToken, resendApiKey, resendWebhookSecret } = simulatorCredentials(
    of.config.secrets.sessionSecret
  )
  const resend = { apiKey: resendApiKey, webhookSecret: resendWebhookSecret }
  let lateMs = 0
  const deps: Deps = {
    ...{ config: of.config, db, bus, log: silent, publicUrl: () => 'http://127.0.0.1:9' },
    clock: { now: () => new Date(Date.now() + lateMs), after: systemClock.after },
    providers: createProviders({
      vendors: of.config.vendors,
      simulator: { url: of.simulator.url, credentials: { twilio: { accountSid, authToken }, resend } }
    }),
    sealer: keyRing(of.config.secrets.encryptionKey, of.config.secrets.formerEncryptionKeys)
  }
  try {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      lateMs += ROUND_MS
      while ((await drainOutbound(deps)) > 0);
      while ((await reconcileCalls(deps)) > 0);
      while ((await settleCallsDue(deps)) > 0);
      // The carrier bills in its own time, which is not hurried.
      await until(() => of.simulator.texts(OUTBOUND).every(({ price }) => price !== null), 'the carrier has billed')
      while ((await settleDue(deps)) > 0);
      const sending = await db.$count(messages, inArray(messages.status, OPEN))
      const open = sending + (await db.$count(calls, isNotNull(calls.dueAt)))
      if (open + (await db.$count(reservations, isNotNull(reservations.dueAt))) === 0) return
    }
    throw new Error('some message, call or price was never settled')
  } finally {
    await close()
  }
}
