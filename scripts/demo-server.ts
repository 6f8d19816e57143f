import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../src/main.ts')

/** A server of its own process and folder, in demo mode on free ports. */
export interface DemoServer {
  url: string
  /** Where the simulated world is told what to do. */
  world: string
  /** Bearer of the super-admin. */
  masterToken: string
  /** Ends the process and removes its folder. */
  stop(): Promise<void>
}

/** Starts the server as `npm start` does. @throws Error with what it printed when it does not come up. */
export async function startServer(): Promise<DemoServer> {
  const folder = mkdtempSync(join(tmpdir(), 'comms-demo-'))
  const [port, simulatorPort] = await Promise.all([freePort(), freePort()])
  const masterToken = randomBytes(32).toString('base64url')
  const child = spawn(process.execPath, [MAIN], {
    env: {
      DATA_DIR: folder,
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      MASTER_SECURITY_TOKEN: masterToken,
      DEMO_MODE: 'true',
      LOG_LEVEL: 'warn'
    },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let printed = ''
  const note = (chunk: unknown) => {
    printed += String(chunk)
  }
  child.stdout.on('data', note)
  child.stderr.on('data', note)
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const onExit = () => child.kill('SIGKILL')
  process.once('exit', onExit)
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => printed.includes('Connect an MCP client') && resolve())
    gone.then(() => reject(new Error(`the server did not start:\n${printed}`)), reject)
  })
  return {
    url: `http://127.0.0.1:${port}`,
    world: `http://127.0.0.1:${simulatorPort}/__simulator`,
    masterToken,
    async stop() {
      child.kill('SIGTERM')
      await gone
      process.off('exit', onExit)
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
