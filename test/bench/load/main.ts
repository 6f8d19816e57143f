import { runCalls } from './calls.ts'
import { runInserts } from './inserts.ts'
import type { Job } from './job.ts'
import { endCalls, openCalls, talk } from './voice/voice.ts'
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

function run(job: Job): Promise<object> {
  if (job.kind === 'calls') return runCalls(job)
  if (job.kind === 'inserts') return runInserts(job)
  if (job.kind === 'voice-open') return openCalls(job)
  if (job.kind === 'voice-talk') return talk(job)
  if (job.kind === 'voice-over') return endCalls(job)
  return job.kind === 'webhooks' ? runWebhooks(job) : runWake(job)
}
