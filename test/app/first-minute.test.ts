import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { until } from '../helpers/until.ts'
import { type AtEnd, curlsIn, run, scratchFolder, startServer } from './server-process.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0

/** Runs a printed command as it stands, in a shell; where there is no curl, what it says. */
async function runPrinted(command: string): Promise<Record<string, unknown>> {
  if (hasCurl) return JSON.parse(spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout)
  const url = /https?:\S+/.exec(command)?.[0] ?? ''
  const headers = [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(
    ([, name, value]) => [name, value] as [string, string]
  )
  const body = /-d '([^']+)'/.exec(command)?.[1] ?? ''
  return (await (await fetch(url, { method: 'POST', headers, body })).json()) as Record<string, unknown>
}

/** A port that is taken until the test ends, or until it is given free. */
async function takenPort() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const free = () => new Promise<void>((resolve) => server.close(() => resolve()))
  onTestFinished(free)
  return { port: String((server.address() as AddressInfo).port), free }
}

// With nothing configured the database is an embedded one; the run on Postgres would only repeat this.
describe.runIf(dialect === 'sqlite')('with nothing configured', () => {
  let server: Awaited<ReturnType<typeof startServer>>
  let folder: string
  const ends: (() => void | Promise<void>)[] = []
  const atEnd: AtEnd = (end) => void ends.unshift(end)
  beforeAll(async () => {
    folder = scratchFolder(atEnd)
    server = await startServer({ DATA_DIR: folder, PORT: '0' }, atEnd)
  })
  afterAll(async () => {
    for (const end of ends) await end()
  })

  test('the first two printed commands send a text and show the reply of the person', async () => {
    const [send, wait] = curlsIn(server.welcome)

    const sent = await runPrinted(send ?? '')
    const received = await runPrinted(wait ?? '')

    expect(sent).toMatchObject({ channel: 'sms', status: 'sent' })
    const body = expect.stringContaining('Hello! Are we still on')
    expect(received).toMatchObject({ events: [{ kind: 'message.received', from: '+14155550123', body }] })
  })

  test('the printed client of the agent answers the simulated person whom the last printed command has call', async () => {
    const { welcome, base, token } = server
    const [, , ring, ...others] = curlsIn(welcome)
    const [, file = ''] = /npx node (\S+)$/m.exec(welcome) ?? []
    expect(welcome).toContain(`  COMMS_URL=${base} COMMS_TOKEN=${token} npx node ${file}\n`)
    const client = run(file, { COMMS_URL: base, COMMS_TOKEN: token })

    expect(await runPrinted(ring ?? '')).toEqual({ sid: expect.any(String) })

    const said = 'Are you open on Saturday?'
    await until(() => client.printed.stdout.includes(`${said} → You said: ${said}\n`), 'the client has answered')
    expect(others).toEqual([])
  })

  test('the printed client configuration leads to the MCP door', () => {
    const { welcome, base, token } = server

    const [, config = ''] = welcome.split('Connect an MCP client with:\n')

    const headers = { Authorization: `Bearer ${token}` }
    expect(JSON.parse(config)).toEqual({ mcpServers: { comms: { type: 'http', url: `${base}/mcp`, headers } } })
  })

  test('health, readiness, metrics and the API page are there at once', async () => {
    for (const path of ['/health', '/health/ready', '/metrics', '/admin/api-docs', '/admin/api-docs/json'])
      expect((await fetch(server.base + path)).status, path).toBe(200)
    expect(await (await fetch(`${server.base}/health/ready`)).json()).toMatchObject({ status: 'ready' })
  })

  test('generated secrets are for the owner of the folder alone', () => {
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
  })
})

describe.runIf(dialect === 'sqlite')('the process', () => {
  test('ends with code 0 at SIGTERM, and after a restart the agent, its number and its token are the same', async () => {
    const { port, free } = await takenPort()
    await free()
    const world = await takenPort()
    await world.free()
    const env = { DATA_DIR: scratchFolder(), PORT: port, SIMULATOR_PORT: world.port }
    const first = await startServer(env)

    const ended = await first.stop()
    const second = await startServer(env)

    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(second.welcome).toBe(first.welcome)
    const [send, wait] = curlsIn(second.welcome)
    expect(await runPrinted(send ?? '')).toMatchObject({ status: 'sent' })
    expect(await runPrinted(wait ?? '')).toMatchObject({ events: [{ kind: 'message.received' }] })
  })

  test('refuses production without secrets, naming each', async () => {
    const { ended } = run('src/main.ts', { DATA_DIR: scratchFolder(), PORT: '0', NODE_ENV: 'production' })

    const { code, stdout, stderr } = await ended

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    for (const name of ['MASTER_SECURITY_TOKEN', 'ADMIN_TOKEN', 'CREDENTIALS_ENCRYPTION_KEY', 'SESSION_SECRET'])
      expect(stderr).toContain(name)
  })

  test('refuses a wrong variable, naming it', async () => {
    const { ended } = run('src/main.ts', { DATA_DIR: scratchFolder(), PORT: 'eighty' })

    expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining('PORT') })
  })

  test('says so and ends when its port is taken', async () => {
    const { port } = await takenPort()

    const { ended } = run('src/main.ts', { DATA_DIR: scratchFolder(), PORT: port })

    expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining('EADDRINUSE') })
  })
})
