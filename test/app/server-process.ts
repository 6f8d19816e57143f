import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ROOT } from '../helpers/cruise.ts'

/** What a process printed and how it ended. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Takes what is to be done at the end, of a test unless something else is said. */
export type AtEnd = (run: () => void | Promise<void>) => void

/** A folder that is gone at the end. */
export function scratchFolder(atEnd: AtEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'comms-first-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs a file of the project with no environment but the given one; it is killed at the end if it still runs. */
export function run(file: string, env: Record<string, string>, atEnd: AtEnd = onTestFinished) {
  const child = spawn(process.execPath, [join(ROOT, file)], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text
    })
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...printed })))
  atEnd(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, printed, ended }
}

/** A server that was started as `npm start` does it, once it has said how to use it. */
export async function startServer(env: Record<string, string>, atEnd?: AtEnd) {
  const { child, printed, ended } = run('src/main.ts', env, atEnd)
  await saying(child, ended, () => /Connect an MCP client with:\n\{[\s\S]*\n\}\n/.test(printed.stdout))
  const welcome = printed.stdout.replaceAll(/^\{"level".*\n/gm, '')
  return {
    welcome,
    base: /Server +(http:\S+)/.exec(welcome)?.[1] ?? '',
    token: /Its token +(\S+)/.exec(welcome)?.[1] ?? '',
    /** Ends it as an operator or a supervisor does. */
    stop() {
      child.kill('SIGTERM')
      return ended
    }
  }
}

/** Resolves when what was printed satisfies the condition. @throws when the process ends before. */
function saying(child: ChildProcess, ended: Promise<Ended>, done: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => done() && resolve())
    ended.then(({ code, stderr }) => reject(new Error(`ended with ${code}: ${stderr}`)), reject)
  })
}

/** The commands that a welcome prints, each with its continued lines. */
export const curlsIn = (welcome: string): string[] =>
  [...welcome.matchAll(/^ {2}curl (?:.*\\\n)*.*$/gm)].map(([command]) => command)
