import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../src/db/open.ts'
import { calls, contactAttempts, inboxEvents, reservations } from '../../src/db/schema/index.ts'
import { phones, SWIFT } from '../helpers/call-house.ts'
import { workLate } from '../helpers/late-worker.ts'
import { callTool, cluster, provisionOn, type Replica } from '../helpers/server-process.ts'
import { until } from '../helpers/until.ts'
import { verifyLedger } from '../helpers/verify-ledger.ts'

const WITHIN_MS = 120_000
const TALKS = [
  { listen: true as const },
  { say: 'First.' },
  { say: 'Second.' },
  { listen: true as const },
  { hangup: true as const }
]

let many: Awaited<ReturnType<typeof cluster>>
let server: Replica
let database: OpenDatabase
let people = 0

beforeAll(async () => {
  many = await cluster(1, { INITIAL_AGENT_POOL_SIZE: '100' })
  const [first] = many.replicas
  if (!first) throw new Error('no replica')
  server = first
  database = await openDatabase(many.databaseUrl)
})
afterAll(async () => {
  await database?.close()
  await many?.close()
})

/** An agent that calls somebody, and asks again under the same key until it is answered. */
async function calling(script: Parameters<typeof many.simulator.person>[0]['script'] = TALKS) {
  const { simulator, master } = many
  simulator.clearFaults()
  simulator.behave({ ...SWIFT, webhookRetryDelaysMs: [], lostReports: [], speechMsPerChar: 1 })
  await server.start()
  const agent = await provisionOn(server.url, master)
  await callTool(server.url, agent.token, 'comms_update_agent', { voice: { handOverSeconds: 2 } })
  const to = `+1415555${String(7100 + people++)}`
  simulator.person({ number: to, script })
  const args = {
    to,
    context: 'Say hello.',
    greeting: 'Hello from us.',
    purpose: 'transactional',
    idempotencyKey: 'once'
  }
  const asks = () => callTool<{ callId?: string }>(server.url, agent.token, 'comms_make_call', args)
  const row = async () => (await database.db.select().from(calls).where(eq(calls.agentId, agent.agentId)))[0]
  return {
    ...{ agent, to, row },
    /** Asks until it is answered. */
    async ask() {
      const isAnswered = () =>
        asks().then(
          ({ status }) => status < 500,
          () => false
        )
      await until(isAnswered, 'the server answers', WITHIN_MS)
    },
    /** Asks, and does not mind when the server dies over it. */
    begin: () => void asks().catch(() => undefined),
    placed: () => simulator.calls({ to, direction: 'outbound' }),
    call: () => phones(simulator).placed(to)
  }
}

type Calling = Awaited<ReturnType<typeof calling>>

/** What must be true once the hours have passed in which a worker settles what a crash has left. */
async function expectOneEnd({ agent, to, row, placed }: Calling, rung: number) {
  await until(() => placed().every(({ endedAt }) => endedAt !== null), 'everybody has hung up', WITHIN_MS)
  await server.stop()
  await workLate(many)
  const { db } = database
  const all = await db.select().from(calls).where(eq(calls.agentId, agent.agentId))
  const held = await db.select().from(reservations).where(eq(reservations.agentId, agent.agentId))
  const events = await db.select().from(inboxEvents).where(eq(inboxEvents.agentId, agent.agentId))
  const isAttempt = and(eq(contactAttempts.agentId, agent.agentId), eq(contactAttempts.contact, to))
  const call = await row()

  expect(placed()).toHaveLength(rung)
  expect(all).toHaveLength(1)
  expect(call).toMatchObject({ dueAt: null, providerRef: placed()[0]?.sid ?? null })
  expect(call?.endedAt).not.toBeNull()
  expect(held).toMatchObject([{ actionId: call?.id, state: rung === 0 ? 'released' : 'settled' }])
  expect(held[0]?.spentMicroUsd).toBe(call?.costMicroUsd)
  expect(events.filter(({ kind }) => kind === 'call.status')).toMatchObject([
    { payload: { callId: call?.id, status: call?.state } }
  ])
  expect(await db.$count(contactAttempts, isAttempt)).toBe(rung)
  expect(await verifyLedger(many.databaseUrl)).toMatchObject({ code: 0 })
  return call
}

const SLOW = { timeout: 180_000 }

test('a server that dies before the carrier has the call places none, and gives all of it back', SLOW, async () => {
  const t = await calling()
  many.simulator.fault({ operation: 'CreateCall', delayMs: 2000, dropConnection: 'before' })
  t.begin()
  await until(async () => (await t.row()) !== undefined, 'the call is on disk', WITHIN_MS)

  await server.crash()
  await server.start()
  await t.ask()

  expect(await expectOneEnd(t, 0)).toMatchObject({ state: 'failed', errorCode: 'never_taken', costMicroUsd: 0 })
})

test('a server that dies before it hears that the carrier dials does not dial again', SLOW, async () => {
  const t = await calling()
  many.simulator.behave({ ringMs: 1500 })
  many.simulator.fault({ operation: 'CreateCall', dropConnection: 'after' })
  t.begin()
  await t.call()

  await server.crash()
  await server.start()
  await t.ask()

  await expectOneEnd(t, 1)
})

test('a server that dies while somebody answers leaves nothing that nobody ends', SLOW, async () => {
  const t = await calling()
  many.simulator.behave({ ringMs: 600 })
  await t.ask()

  await server.crash()
  await until(() => t.placed()[0]?.answeredAt !== null, 'somebody answers', WITHIN_MS)
  await until(() => t.placed()[0]?.endedAt !== null, 'the carrier gives up', WITHIN_MS)
  await server.start()
  await t.ask()

  await expectOneEnd(t, 1)
})

test('a call goes on when the server that held it dies and comes back, and is paid for once', SLOW, async () => {
  const t = await calling([...TALKS.slice(0, 3), { listen: true }, { say: 'Third.' }, ...TALKS.slice(3)])
  many.simulator.behave({ speechMsPerChar: 10, actionDelayMs: 5000 })
  await t.ask()
  const call = await t.call()
  await call.hears('Hello from us.')

  await server.crash()
  await server.start()

  const row = await expectOneEnd(t, 1)
  expect(row).toMatchObject({ state: 'completed', answeredBy: 'human' })
  expect(row?.generation).toBeGreaterThan(1)
  expect(call.heard().filter((text) => text.includes('Hello from us.'))).toHaveLength(1)
})

test('a server that is dead when they hang up learns of it from the carrier', SLOW, async () => {
  const t = await calling([{ listen: true }, { silence: 2000 }, { hangup: true, now: true }])
  await t.ask()
  const call = await t.call()
  await call.hears('Hello from us.')

  await server.crash()
  await call.over()
  await server.start()

  expect(await expectOneEnd(t, 1)).toMatchObject({ state: 'completed' })
})
