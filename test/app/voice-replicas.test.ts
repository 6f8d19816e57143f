import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/open.ts'
import { calls, reservations } from '../../src/db/schema/index.ts'
import { phones, SWIFT } from '../helpers/call-house.ts'
import { type FrontDoor, frontDoor } from '../helpers/front-door.ts'
import { cluster, provisionOn } from '../helpers/server-process.ts'
import { talkingAgent } from '../helpers/talking-agent.ts'
import { until } from '../helpers/until.ts'
import { verifyLedger } from '../helpers/verify-ledger.ts'

const onPostgres = test.runIf(dialect === 'postgres')
let t: Awaited<ReturnType<typeof house>>

/** Two replicas on one Postgres behind one door, and what their carrier and their database know of calls. */
async function house() {
  const door: FrontDoor = await frontDoor()
  const many = await cluster(2, {
    WEBHOOK_BASE_URL: door.url,
    SHUTDOWN_DEADLINE_SECONDS: '20',
    INITIAL_AGENT_POOL_SIZE: '100'
  })
  const { replicas, simulator, master, databaseUrl } = many
  simulator.behave(SWIFT)
  await Promise.all(replicas.map((replica) => replica.start()))
  const [a, b] = replicas
  if (!a || !b) throw new Error('two replicas were asked for')
  door.prefer(a.url, b.url)
  const database: OpenDatabase = await openDatabase(databaseUrl)
  return {
    ...{ ...phones(simulator), a, b, door, simulator, master, databaseUrl },
    agent: () => provisionOn(a.url, master),
    /** The rows of an agent's calls, and of the money that was held for them. */
    async rows(agentId: string) {
      const { db } = database
      const held = await db.select().from(reservations).where(eq(reservations.agentId, agentId))
      const rows = await db.select().from(calls).where(eq(calls.agentId, agentId)).orderBy(asc(calls.id))
      return { calls: rows, held }
    },
    async close() {
      await database.close()
      await many.close()
      await door.close()
    }
  }
}

beforeAll(async () => {
  if (dialect === 'postgres') t = await house()
})
beforeEach(async () => {
  if (dialect !== 'postgres') return
  await Promise.all([t.a, t.b].map((replica) => replica.start()))
  t.door.prefer(t.a.url, t.b.url)
  t.simulator.behave(SWIFT)
})
afterAll(() => t?.close())

const WORDS = ['one', 'two', 'three', 'four', 'five']
const HOLDS_FIVE_TURNS = [...WORDS.map((say) => ({ say })), { listen: true as const }, { hangup: true as const }]

type Call = ReturnType<ReturnType<typeof phones>['ring']>

/** What the carrier was given to say, each reply as one text. */
const said = (call: Call): string[] =>
  call
    .frames('got')
    .filter(({ type }) => type === 'text')
    .map(({ token }) => String(token))

/** Waits until the caller has heard the first words of what was said last. */
async function heardSome(call: Call): Promise<void> {
  const at = Date.parse(call.now().course.findLast(({ what }) => what === 'got')?.at ?? '')
  await until(() => Date.now() > at + 200, 'the caller hears the first words')
}

/** That an agent's one call is over, was paid for once, and that the books balance. */
async function expectOneCall(agentId: string, call: { turns: number; generation: number }) {
  await until(async () => (await t.rows(agentId)).calls[0]?.state === 'completed', 'the call is over')
  const { calls: rows, held } = await t.rows(agentId)
  expect(rows).toMatchObject([{ state: 'completed', endedBy: 'caller', ...call }])
  expect(held).toMatchObject([{ actionId: rows[0]?.id, state: 'estimated', spentMicroUsd: rows[0]?.costMicroUsd }])
  expect(await verifyLedger(t.databaseUrl)).toMatchObject({ code: 0 })
  return rows[0]
}

const replyTo = (said: string) => `reply to ${said}`

onPostgres('a call whose socket is at one replica is answered by an agent at the other', async () => {
  const { agentId, token, number } = await t.agent()
  const agent = talkingAgent({ url: () => t.b.url, token, answer: replyTo })

  const call = t.ring(number, HOLDS_FIVE_TURNS)
  await call.over()

  expect(call.heard().slice(1)).toEqual(WORDS.map(replyTo))
  await expectOneCall(agentId, { turns: 5, generation: 1 })
  expect(agent.problems).toEqual([])
  await agent.stop()
})

onPostgres('a replica that dies while the agent at the other thinks costs the call nothing', async () => {
  const { agentId, token, number } = await t.agent()
  const agent = talkingAgent({
    url: () => t.b.url,
    token,
    async answer(said) {
      if (said === 'three') await t.a.crash()
      return replyTo(said)
    }
  })

  const call = t.ring(number, HOLDS_FIVE_TURNS)
  const { answeredAt, endedAt } = await call.over()

  expect(call.heard().slice(1)).toEqual(WORDS.map(replyTo))
  const row = await expectOneCall(agentId, { turns: 5, generation: 2 })
  expect(row?.durationSeconds).toBe(Math.ceil((Number(endedAt) - Number(answeredAt)) / 1000))
  await agent.stop()
})

onPostgres('what was being said when a replica died is not said again', async () => {
  const { agentId, token, number } = await t.agent()
  const agent = talkingAgent({ url: () => t.b.url, token, answer: (said) => `${replyTo(said)}, at some length` })
  t.simulator.behave({ speechMsPerChar: 20 })

  const call = t.ring(number, [{ say: 'one' }, { say: 'two' }])
  await until(() => said(call).some((text) => text.startsWith('reply to two')), 'the second reply is being spoken')
  await heardSome(call)
  await t.a.crash()
  await until(() => call.frames('sent').filter(({ type }) => type === 'setup').length === 2, 'the call is back')
  call.act({ say: 'three', now: true }, { say: 'four' }, { listen: true }, { hangup: true })
  await call.over()

  const replies = ['one', 'two', 'three', 'four'].map((word) => `${replyTo(word)}, at some length`)
  expect(said(call)).toEqual(replies)
  await expectOneCall(agentId, { turns: 4, generation: 2 })
  await agent.stop()
})

onPostgres('an agent whose replica dies while it thinks answers by way of the other', async () => {
  const { agentId, token, number } = await t.agent()
  let url = t.b.url
  const agent = talkingAgent({
    url: () => url,
    token,
    async answer(said) {
      if (said === 'three') {
        await t.b.crash()
        url = t.a.url
      }
      return replyTo(said)
    }
  })

  const call = t.ring(number, HOLDS_FIVE_TURNS)
  await call.over()

  expect(call.heard().slice(1)).toEqual(WORDS.map(replyTo))
  await expectOneCall(agentId, { turns: 5, generation: 1 })
  await agent.stop()
})

onPostgres(
  'what a caller says while the replica at which the agent waits is dead reaches the agent at the other',
  async () => {
    const { agentId, token, number } = await t.agent()
    let url = t.b.url
    const agent = talkingAgent({ url: () => url, token, answer: replyTo })

    const call = t.ring(number, [{ say: 'one' }, { say: 'two' }])
    await call.hears(replyTo('two'))
    url = t.a.url
    await t.b.crash()
    call.act({ say: 'three' }, { say: 'four' }, { listen: true }, { hangup: true })
    await call.over()

    expect(call.heard().slice(1)).toEqual(['one', 'two', 'three', 'four'].map(replyTo))
    await expectOneCall(agentId, { turns: 4, generation: 1 })
    await agent.stop()
  }
)
