import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { CallsJob, Outcome, WakeJob, WakeOutcome, WebhooksJob } from './load/job.ts'

/** The load process; one job at a time. */
export interface Loader {
  run(job: WakeJob): Promise<WakeOutcome>
  run(job: CallsJob | WebhooksJob): Promise<Outcome>
  stop(): Promise<void>
}

/** Starts the load process. */
export function startLoader(): Loader {
  const child = fork(fileURLToPath(new URL('load/main.ts', import.meta.url)), { stdio: 'inherit' })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  return {
    run: async (job: object) => (await ask(child, job)) as never,
    async stop() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    }
  }
}

async function ask(child: ChildProcess, job: object): Promise<Outcome> {
  const answered = Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('the load process ended')
    })
  ])
  child.send(job)
  const [{ outcome, failure }] = (await answered) as [{ outcome?: Outcome; failure?: string }]
  if (!outcome) throw new Error(failure)
  return outcome
}
