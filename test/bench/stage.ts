import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { freshDatabase, startPostgres, type TestPostgres } from '../helpers/postgres.ts'
import { type Child, type Program, startChild } from './child.ts'
import { type Loader, startLoader } from './loader.ts'
import type { DatabaseName } from './options.ts'
import { baselineProgram, makeSecrets, ROOT, serverProgram, simulatorProgram } from './programs.ts'

/** What all measures stand on: the built server, a simulated carrier in a process of its own, the load process. */
export interface Stage extends AsyncDisposable {
  folder: string
  loader: Loader
  simulator: Child
  /** Bearer of the super-admin. */
  masterToken: string
  /** What the carrier signs with and is called with. */
  carrier: { accountSid: string; authToken: string }
  /** Starts the server on a database, with flags for Node. */
  startServer(name: string, databaseUrl: string, flags?: readonly string[]): Promise<Child>
  /** Starts one of the least servers that ours is compared with. */
  startBaseline(name: string, env?: Record<string, string>, flags?: readonly string[]): Promise<Child>
  /** The URL of a new, empty database. */
  newDatabase(name: DatabaseName): Promise<string>
}

/** Sets the stage; disposing ends all that was started and removes what it wrote, but for CPU profiles of the servers. */
export async function setStage(profile?: string): Promise<Stage> {
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: ROOT, stdio: 'inherit' })
  const stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'comms-bench-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  try {
    return await setIn(folder, stack, profile)
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

async function setIn(folder: string, stack: AsyncDisposableStack, profile?: string): Promise<Stage> {
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const secrets = makeSecrets()
  const start = async (program: Program) => {
    const child = await startChild(program)
    stack.defer(() => child.stop())
    return child
  }
  const newDatabase = databases(folder, stack)
  const simulator = await start(await simulatorProgram(secrets, folder))
  await quieten(simulator.url)
  const loader = startLoader()
  stack.defer(() => loader.stop())
  return {
    folder,
    loader,
    simulator,
    masterToken: secrets.MASTER_SECURITY_TOKEN,
    carrier: simulatorCredentials(secrets.SESSION_SECRET),
    startServer: (name, databaseUrl, flags = []) =>
      start({
        ...serverProgram(name, { secrets, databaseUrl, simulatorUrl: simulator.url, folder }),
        flags: [...profiling, ...flags]
      }),
    startBaseline: (name, env, flags = []) => start({ ...baselineProgram(name, folder, env), flags }),
    newDatabase,
    [Symbol.asyncDispose]: () => stack.disposeAsync()
  }
}

/** Postgres is started when it is first asked for, as it is configured out of the box: fsync and synchronous_commit stay on. */
function databases(folder: string, stack: AsyncDisposableStack): Stage['newDatabase'] {
  let postgres: Promise<TestPostgres> | undefined
  stack.defer(async () => (await postgres)?.stop())
  return async (name) => {
    if (name === 'SQLite') return `file:${join(folder, `${randomBytes(4).toString('hex')}.db`)}`
    postgres ??= startPostgres([])
    return (await freshDatabase((await postgres).url)).url
  }
}

/** Nobody answers and no status is called back: what follows a send is not part of it. */
async function quieten(simulatorUrl: string): Promise<void> {
  const answer = await fetch(`${simulatorUrl}/__simulator/behaviour`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ replies: false, statuses: [] })
  })
  if (!answer.ok) throw new Error(`the simulator did not take the behaviour: ${answer.status} ${await answer.text()}`)
}
