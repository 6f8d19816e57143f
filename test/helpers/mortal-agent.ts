import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { until } from './until.ts'

const PROGRAM = fileURLToPath(new URL('./phone-agent-process.ts', import.meta.url))

/** An agent on the phone that can really be killed: what it was asked, after the given answers it thinks for ever. */
export async function mortalAgent(name: string, base: string, token: string, answers: string[]) {
  const child = spawn(process.execPath, [PROGRAM, base, token, name, ...answers], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const asked: string[] = []
  let isConnected = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line) as string | null
    if (told === null) isConnected = true
    else asked.push(told)
  })
  const exited = once(child, 'exit')
  /** Ends it as a power failure would. */
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  onTestFinished(kill)
  await until(() => isConnected, 'the agent is connected')
  return { asked, kill }
}
