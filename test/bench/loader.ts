import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { CallsJob, InsertsJob, Outcome, WakeJob, WakeOutcome, WebhooksJob } from './load/job.ts'
import type { TalkOutcome, VoiceOpenJob, VoiceOverJob, VoiceTalkJob } from './load/voice/job.ts'

/** The load process; one job at a time. */
export interface Loader {
  run(job: WakeJob): Promise<WakeOutcome>
  run(job: VoiceTalkJob): Promise<TalkOutcome>
  run(job: VoiceOpenJob | VoiceOverJob): Promise<object>
  run(job: CallsJob | WebhooksJob | InsertsJob): Promise<Outcome>
  stop(): Promise<void>
}

/** Starts the load process. */
export function startLoader(): Loader {
  const child = fork(fileURLToPath(new URL('load/main.ts', import.meta.url)), {
    stdio: 'inherit',
    // JSON has no NaN.
    serialization: 'advanced'
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  return {
    run: async (job: object) => (await ask(child, job)) as never,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    }
  }
}

/** One job at a time, so the next message is its answer. */
function ask(child: ChildProcess, job: object): Promise<object> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the load process ended'))
    child.once('exit', ended)
    child.once('message', ({ outcome, failure }: { outcome?: object; failure?: string }) => {
      child.off('exit', ended)
      if (outcome) resolve(outcome)
      else reject(new Error(`${'name' in job ? `${job.name}: ` : ''}${failure}`))
    })
    child.send(job)
  })
}
