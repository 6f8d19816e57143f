import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { wire } from './simulated.ts'

const SECRET = 'a session secret for processes of their own'

/** The simulator as a process of its own; resolves once it has printed its URL. */
async function standalone(dataDir: string): Promise<{ url: string; child: ChildProcess }> {
  const env = { PATH: process.env['PATH'], DATA_DIR: dataDir, SIMULATOR_PORT: '0', SESSION_SECRET: SECRET }
  const child = spawn(process.execPath, ['scripts/simulator.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [url] = await once(createInterface(child.stdout), 'line')
  return { url: String(url), child }
}

test('it runs as a process of its own, prints its URL, and ends when it is told to, with what it holds kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'comms-standalone-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))

  const first = await standalone(folder)
  const health = await wire(`${first.url}/__simulator/health`)
  const { accountSid, authToken } = simulatorCredentials(SECRET)
  const bought = await wire(`${first.url}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded'
    },
    body: 'PhoneNumber=%2B14155550100'
  })
  first.child.kill('SIGTERM')
  const [code] = await once(first.child, 'exit')
  const second = await standalone(folder)
  const kept = await wire(`${second.url}/__simulator/numbers`)

  expect(health).toMatchObject({ status: 200, body: '{"status":"ok"}' })
  expect(bought.status).toBe(201)
  expect(code).toBe(0)
  expect(JSON.parse(kept.body).numbers).toMatchObject([{ number: '+14155550100' }])
})
