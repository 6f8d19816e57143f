import { deliverDue } from '../delivery/callback.ts'
import { forgetAbsent } from '../delivery/presence.ts'
import { wipeDue } from '../delivery/retention.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { settleCallsDue } from '../pipeline/calls-due.ts'
import { reconcileCalls } from '../pipeline/calls-reconcile.ts'
import { fetchDue } from '../pipeline/fetch-email.ts'
import { sendKeywordReplies } from '../pipeline/inbound-replies.ts'
import { lease, release } from '../pipeline/leases.ts'
import { settleDue } from '../pipeline/prices-due.ts'
import { deleteDueRecordings } from '../pipeline/recordings.ts'
import { hearDue } from '../pipeline/recordings-heard.ts'
import { forgetSpeech } from '../pipeline/speech-cache.ts'
import { drainOutbound, forgetExpired } from '../pipeline/worker.ts'
import { detectAnomalies } from '../services/anomalies.ts'
import { anchorAudit } from '../services/audit-anchor.ts'
import { sealAudit } from '../services/audit-sealing.ts'
import { verifyPending } from '../services/credential-verification.ts'
import { verifyDomainsDue } from '../services/email-registration.ts'
import { sampleGauges } from '../services/gauges.ts'
import { registerDue } from '../services/number-registration.ts'
import { releaseDue } from '../services/number-release.ts'
import { recoverProvisioning } from '../services/provisioning-undo.ts'
import { followPublicUrl } from '../services/public-url-change.ts'
import { retainDaily } from '../services/retention.ts'
import { alertSpending } from '../services/spend-alerts.ts'
import { closeSubaccounts } from '../services/subaccount-closing.ts'
import { forgetStrangers } from '../services/users-cleanup.ts'
import { plugin } from './plugin.ts'

/** Periodic work: what is done, and how long after its last end it is done again, in milliseconds. */
const JOBS: readonly { name: string; everyMs: number; run(deps: Deps): Promise<unknown> }[] = [
  { name: 'outbound', everyMs: 1000, run: drainOutbound },
  { name: 'calls-unknown', everyMs: 1000, run: reconcileCalls },
  { name: 'prices', everyMs: 5000, run: settleDue },
  { name: 'calls', everyMs: 2000, run: settleCallsDue },
  { name: 'keyword-replies', everyMs: 1000, run: sendKeywordReplies },
  { name: 'recordings-heard', everyMs: 5000, run: hearDue },
  { name: 'recordings-deleted', everyMs: 5000, run: deleteDueRecordings },
  { name: 'speech', everyMs: 600_000, run: (deps) => forgetSpeech(deps) },
  { name: 'email-fetch', everyMs: 1000, run: fetchDue },
  { name: 'callbacks', everyMs: 500, run: deliverDue },
  { name: 'audit-seal', everyMs: 500, run: sealAudit },
  { name: 'audit-anchor', everyMs: 60_000, run: anchorAudit },
  { name: 'provisioning', everyMs: 15_000, run: recoverProvisioning },
  { name: 'number-release', everyMs: 15_000, run: releaseDue },
  { name: 'subaccounts', everyMs: 60_000, run: closeSubaccounts },
  { name: 'credentials', everyMs: 60_000, run: verifyPending },
  { name: 'number-registration', everyMs: 300_000, run: registerDue },
  { name: 'email-registration', everyMs: 300_000, run: verifyDomainsDue },
  { name: 'public-url', everyMs: 30_000, run: followPublicUrl },
  { name: 'gauges', everyMs: 15_000, run: sampleGauges },
  { name: 'retention', everyMs: 60_000, run: wipeDue },
  { name: 'retention-daily', everyMs: 60_000, run: retainDaily },
  { name: 'strangers', everyMs: 600_000, run: forgetStrangers },
  { name: 'anomalies', everyMs: 15_000, run: detectAnomalies },
  { name: 'spending', everyMs: 60_000, run: alertSpending },
  { name: 'presence', everyMs: 600_000, run: forgetAbsent },
  { name: 'forget', everyMs: 600_000, run: forgetExpired }
]
/** One lease covers all jobs, so that one replica does them; it is renewed when half of it is over. */
const LEASE = { name: 'jobs', lastsMs: 15_000 }
const FOLLOWER_LOOKS_EVERY_MS = 5000
/** When a job is done for the first time, at the latest. */
const FIRST_MS = 1000

/** Does the periodic work on one replica at a time, from the moment the server is ready until it closes. */
export default plugin(
  { name: 'jobs', needs: ['config', 'db', 'bus', 'clock', 'providers', 'sealer', 'publicUrl'] },
  async (app) => {
    const deps: Deps = app
    const holder = newId('rep')
    let leadsUntil = 0
    let closed = false
    const running = new Set<Promise<void>>()
    const timers = new Map<string, () => void>()
    const now = () => app.clock.now().getTime()

    const repeat = (name: string, everyMs: number, once: () => Promise<unknown>, firstMs = everyMs) => {
      if (closed) return
      const due = () => {
        const work = once()
          .catch((err: unknown) =>
            app.log.warn({ event: 'job_failed', job: name, err }, 'tried again at its next turn')
          )
          .then(() => undefined)
          .finally(() => running.delete(work))
        running.add(work)
        work.then(() => repeat(name, everyMs, once)).catch(() => undefined)
      }
      timers.set(name, app.clock.after(firstMs, due))
    }
    const lead = async () => {
      if (leadsUntil - now() > LEASE.lastsMs / 2) return
      const asked = now()
      leadsUntil = (await lease(deps, LEASE.name, holder, LEASE.lastsMs)) ? asked + LEASE.lastsMs : 0
    }

    app.addHook('onReady', async () => {
      await lead()
      repeat('lease', FOLLOWER_LOOKS_EVERY_MS, lead)
      for (const job of JOBS)
        repeat(
          job.name,
          job.everyMs,
          async () => {
            if (leadsUntil > now()) await job.run(deps)
          },
          Math.min(job.everyMs, FIRST_MS)
        )
    })
    app.addHook('preClose', async () => {
      closed = true
      for (const cancel of timers.values()) cancel()
      await Promise.all(running)
      if (leadsUntil > 0) await release(deps, LEASE.name, holder)
    })
  }
)
