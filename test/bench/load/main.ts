import { runCalls } from './calls.ts'
import { runInserts } from './inserts.ts'
import type { Job, Outcome } from './job.ts'
import { runWake } from './wake.ts'
import { runWebhooks } from './webhooks.ts'

// The load generator: a process of its own, so that making load costs the bench and the server nothing.
process.on('message', (job: Job) => {
  run(job).then(
    (outcome) => process.send?.({ outcome }),
    (error: Error) => process.send?.({ failure: error.stack })
  )
})
process.once('disconnect', () => process.exit())

function run(job: Job): Promise<Outcome> {
  if (job.kind === 'calls') return runCalls(job)
  if (job.kind === 'inserts') return runInserts(job)
  return job.kind === 'webhooks' ? runWebhooks(job) : runWake(job)
}
