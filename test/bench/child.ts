import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A server that the bench has started; it does not outlive the bench. */
export interface Child {
  readonly pid: number
  readonly port: number
  readonly url: string
  /** From its start until it took a connection, in milliseconds. */
  readonly bootMs: number
  /** CPU time of the process with all its threads so far, in milliseconds; the kernel counts in steps of 10. */
  cpuMs(): number
  /** Memory that it holds, in MiB. */
  rssMiB(): number
  stop(): Promise<void>
}

/** What is started; `PORT` is added to its environment, and nothing of the bench's own but PATH and HOME. */
export interface Program {
  name: string
  file: string
  env?: Record<string, string>
  /** Flags for Node. */
  flags?: readonly string[]
  /** Where its log goes. */
  folder: string
  /** A free one by default. */
  port?: number
}

const READY_MS = 60_000
const STOP_MS = 15_000
/** USER_HZ of Linux. Source: proc_pid_stat(5). */
const TICKS_PER_SECOND = 100
/** Characters of a log that are shown when its program fails. */
const LOG_CHARS = 3000

/** Starts a program and waits until it listens. @throws Error with the end of its log when it ends before. */
export async function startChild({ name, file, env = {}, flags = [], folder, port: wanted }: Program): Promise<Child> {
  const port = wanted ?? (await freePort())
  const logFile = join(folder, `${name}.log`)
  const log = openSync(logFile, 'a')
  const { PATH = '', HOME = '' } = process.env
  const started = performance.now()
  const child = spawn(process.execPath, [...flags, file], {
    cwd: folder,
    env: { PATH, HOME, ...env, PORT: String(port) },
    stdio: ['ignore', log, log]
  })
  closeSync(log)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  if (!(await listens(child, port))) {
    kill()
    throw new Error(`${name} did not start:\n${readFileSync(logFile, 'utf8').slice(-LOG_CHARS)}`)
  }
  const bootMs = performance.now() - started
  const pid = child.pid as number
  return {
    pid,
    port,
    url: `http://127.0.0.1:${port}`,
    bootMs,
    cpuMs: () => cpuMsOf(pid),
    rssMiB: () => rssMiBOf(pid),
    stop: () => stopChild(child)
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(late)
}

async function listens(child: ChildProcess, port: number): Promise<boolean> {
  const end = performance.now() + READY_MS
  while (performance.now() < end && child.exitCode === null && child.signalCode === null) {
    if (await takesConnection(port)) return true
    await delay(2)
  }
  return false
}

const takesConnection = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

/** A loopback port that is free now. */
export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })

/** Source: proc_pid_stat(5), fields 14 and 15; the name in brackets may hold spaces. */
function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}

function rssMiBOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
