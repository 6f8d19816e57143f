import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Fault } from '../providers/wire-server.ts'

/** Where a fake that checks every request against the vendors' contracts listens; undefined where none was started. */
export const fakeUrl = process.env['VENDOR_FAKE_URL']?.replace(/\/+$/, '')

interface Violation {
  code: string
  where: string
  message: string
}

/** How often a file that waits for its turn asks again, in milliseconds. */
const ASK_AGAIN_MS = 100

/** Waits until no other test file is with this vendor: faults and counts are those of a vendor. */
async function takeTurn(vendor: string): Promise<Server> {
  const name = `comms-fake-${new URL(fakeUrl ?? '').port}-${vendor}`
  const path = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name)
  const take = () =>
    new Promise<Server | undefined>((resolve, reject) => {
      const turn = createServer().unref()
      turn.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)
      )
      turn.listen(path, () => resolve(turn))
    })
  let turn = await take()
  for (; turn === undefined; turn = await take()) await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
  return turn
}

/**
 * Reads what the contract-checking fake makes of one vendor's requests while the tests around run. They have the vendor to
 * themselves: several files may be read before the tests of the first begin.
 */
export function watchFake(vendor: string) {
  let since = 0
  let turn: Server | undefined
  beforeAll(async () => {
    turn = await takeTurn(vendor)
    const { violations, calls } = { violations: await ask('/__violations'), calls: await ask('/__calls') }
    const ids = [...violations['violations'], ...calls['calls']].map((record: { id: number }) => record.id)
    since = Math.max(0, ...ids)
  })
  afterAll(() => void turn?.close())
  return {
    violations: async (): Promise<Violation[]> =>
      (await ask(`/__violations?vendor=${vendor}&since=${since}`))['violations'],
    /** Operations that were called, by operation id and by method and path. */
    operations: async (): Promise<string[]> => {
      const { operations } = await ask('/__coverage')
      const hit = operations.filter((operation: { vendor: string }) => operation.vendor === vendor)
      return hit.flatMap(({ operationId, operation }: Record<string, string>) => [operationId, operation])
    },
    requests: async (): Promise<number> => (await ask(`/__calls?vendor=${vendor}&since=${since}`))['count']
  }
}

/** Makes the fake fail the next request to a vendor. */
export async function failFake(vendor: string, fault: Fault): Promise<void> {
  const told =
    'status' in fault
      ? { status: fault.status, retryAfter: fault.retryAfter }
      : 'cut' in fault
        ? { dropConnection: fault.cut }
        : { delayMs: 3000 } // longer than any adapter under test waits
  await ask('/__faults', { vendor, times: 1, ...told })
}

/** Makes the fake give its next answer on a path with this body. */
export async function answerFake(vendor: string, path: string, body: object, status = 200): Promise<void> {
  await ask('/__faults', { vendor, times: 1, status, body, match: { path } })
}

// biome-ignore lint/suspicious/noExplicitAny: the control answers are read by name and checked by the tests
async function ask(path: string, body?: object): Promise<any> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await fetch(`${fakeUrl}${path}`, body && post)).json()
}
