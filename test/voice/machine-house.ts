import { eq } from 'drizzle-orm'
import { expect, onTestFinished } from 'vitest'
import { callContents, calls, organizations } from '../../src/db/schema/index.ts'
import { takeEvents } from '../../src/delivery/inbox.ts'
import type { Deps } from '../../src/deps.ts'
import { endCallRow } from '../../src/pipeline/call-ending.ts'
import type { CallContent } from '../../src/schemas/call.ts'
import { openCall } from '../../src/services/call-sessions.ts'
import type { CallSocket } from '../../src/voice/call-socket.ts'
import { LiveCall } from '../../src/voice/live-call.ts'
import { machinePhrasesIn } from '../../src/voice/machine-phrases.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

/** What the script says. */
export const EN = machinePhrasesIn('en')
/** Name of the agent. */
export const NAME = 'Test Agent'
/** More than the ten minutes of the call can cost, in micro-USD. */
const PAID = 1_000_000
/** How long a test waits for what is under way. */
export const SOON = { timeout: 15_000 }

/** A database of which it is known what is being written: one that is closed in the midst of it takes five seconds. */
const watched = (db: Deps['db'], writing: Set<Promise<unknown>>): Deps['db'] =>
  new Proxy(db, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        const result: unknown = member.apply(target, args)
        if (result instanceof Promise) {
          const written: Promise<unknown> = result.then(
            () => writing.delete(written),
            () => writing.delete(written)
          )
          writing.add(written)
        }
        return result
      }
    }
  })

/** A call of an agent that nobody attends, and the carrier's end of its socket. */
export async function machineHouse({
  env = {},
  mode = 'sandbox' as 'sandbox' | 'production',
  agent: values = {},
  call: standing = {} as Partial<typeof calls.$inferInsert>
} = {}) {
  const { deps: base, clock } = await testDeps({ ALLOW_PRIVATE_CALLBACKS: 'true', ...env })
  const writing = new Set<Promise<unknown>>()
  const deps = { ...base, db: watched(base.db, writing) }
  const orgId = await seedOrganization(deps)
  await deps.db.update(organizations).set({ mode }).where(eq(organizations.id, orgId))
  const agent = await seedAgent(deps, orgId, values)
  const call = await seedLiveCall(deps, agent, { generation: 0, costMicroUsd: PAID, ...standing })
  const lines: { close(code: number): void }[] = []
  // What the calls still write comes before the database goes.
  onTestFinished(async () => {
    for (const line of lines) line.close(1000)
    for (let quiet = 0; quiet < 20; quiet++) {
      if (writing.size > 0) quiet = 0
      await Promise.allSettled(writing)
      await base.db.select({ id: calls.id }).from(calls)
    }
  })
  const connect = async () => {
    const opened = await openCall(deps, call.id)
    if (!opened) throw new Error('the call is over')
    const frames: { type: string; token?: string }[] = []
    const carrier = { hear: (_text: string): void => undefined, close: (_code: number): void => undefined }
    const socket: CallSocket = {
      send: (text) => void frames.push(JSON.parse(text)),
      close: () => undefined,
      onText: (listener) => {
        carrier.hear = listener as typeof carrier.hear
      },
      onClose: (listener) => {
        carrier.close = listener as typeof carrier.close
      }
    }
    new LiveCall(deps, opened, socket).start()
    lines.push({ close: (code) => carrier.close(code) })
    const spoken = () => frames.flatMap(({ type, token }) => (type === 'text' && token ? [token] : []))
    const tell = (frame: object) => carrier.hear(JSON.stringify(frame))
    return {
      ...{ frames, spoken, tell, lose: () => carrier.close(1006) },
      /** Says something and waits for the answer; our own words have been spoken by then. */
      async say(voicePrompt: string) {
        const before = spoken().length
        tell({ type: 'prompt', voicePrompt, lang: 'en-US', last: true })
        await expect.poll(() => spoken().length, SOON).toBeGreaterThan(before)
        const said = spoken().slice(before).join('')
        await clock.advance(0)
        return said
      }
    }
  }
  const content = async () => {
    const [row] = await deps.db.select().from(callContents).where(eq(callContents.callId, call.id))
    return row && (JSON.parse(deps.sealer.open(row.sealed, call.id)) as CallContent)
  }
  const hangUp = async () => {
    const [row] = await deps.db.select().from(calls).where(eq(calls.id, call.id))
    if (!row) throw new Error('there is no call')
    return deps.db.transaction((tx) => endCallRow(deps, tx, row, { state: 'completed' }))
  }
  const told = async () => (await takeEvents(deps, agent, { max: 10 })).events
  return { deps, clock, agent, call, connect, content, hangUp, told }
}
