import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { callTool, cluster, provisionOn } from '../helpers/server-process.ts'
import { verifyLedger } from '../helpers/verify-ledger.ts'

const SENDS = 200
const ROOM = 37
const SEGMENT_USD = 0.0079

let t: Awaited<ReturnType<typeof house>>

/** Two replicas on one Postgres; one process where the database has one writer. */
async function house() {
  const many = await cluster(dialect === 'postgres' ? 2 : 1, {
    EDITION: 'enterprise',
    DEFAULT_MAX_SPEND_PER_DAY: '100000',
    DEFAULT_MAX_SPEND_PER_MONTH: '100000'
  })
  const { replicas, simulator, master } = many
  simulator.behave({ replies: false, statuses: [] })
  await Promise.all(replicas.map((replica) => replica.start()))
  const urls = replicas.map(({ url }) => url)
  const agentWith = async (limits: Record<string, number>) => {
    const agent = await provisionOn(urls[0] ?? '', master)
    const set = await callTool(urls[0] ?? '', master, 'comms_set_agent_limits', { agentId: agent.agentId, limits })
    expect(set.status).toBe(200)
    return agent
  }
  /** All at once, each replica its share; `segments` long. */
  const sendMany = (token: string, segments: (n: number) => number) =>
    Promise.all(
      Array.from({ length: SENDS }, (_, n) =>
        callTool<{ code?: string; details?: { limit: string } }>(
          urls[n % urls.length] ?? '',
          token,
          'comms_send_message',
          { channel: 'sms', to: `+1415557${1000 + (n % 20)}`, body: `${n} `.padEnd(153 * segments(n) - 1, 'x') }
        )
      )
    )
  const textsOf = (number: string) =>
    simulator.texts({ direction: 'outbound', limit: 10_000 }).filter(({ from }) => from === number)
  return { ...many, urls, agentWith, sendMany, textsOf }
}

beforeAll(async () => {
  t = await house()
})
afterAll(() => t?.close())

/** What became of the sends: how many passed, and why the others did not. */
function outcomes(answers: { status: number; body: { code?: string; details?: { limit: string } } }[]) {
  const refused = answers.filter(({ status }) => status !== 200)
  return {
    passed: answers.length - refused.length,
    reasons: new Set(refused.map(({ status, body }) => `${status} ${body.code} ${body.details?.limit}`))
  }
}

test.each<[string, Record<string, number>]>([
  ['maxActionsPerDay', { maxActionsPerDay: ROOM }],
  ['maxSpendPerDay', { maxSpendPerDay: ROOM * SEGMENT_USD }]
])(
  'of 200 sends at once over all replicas exactly as many pass as %s has room for',
  async (limit, limits) => {
    const agent = await t.agentWith(limits)

    const answers = await t.sendMany(agent.token, () => 1)

    expect(outcomes(answers)).toEqual({ passed: ROOM, reasons: new Set([`429 rate_limited ${limit}`]) })
    expect(t.textsOf(agent.number)).toHaveLength(ROOM)
    expect(await verifyLedger(t.databaseUrl)).toMatchObject({ code: 0 })
  },
  120_000
)

test('mixed amounts under several caps at once, of two agents and their organization, pass none of them', async () => {
  const [one, other] = [await t.agentWith({ maxActionsPerDay: 60 }), await t.agentWith({ maxSpendPerDay: 0.5 })]
  const spent = await orgSpent()
  const cap = spent + 0.6
  const set = await callTool(t.urls[0] ?? '', t.master, 'comms_set_billing_config', { maxSpendPerDay: cap })
  expect(set.status).toBe(200)

  const [first, second] = await Promise.all([one, other].map((agent) => t.sendMany(agent.token, (n) => 1 + (n % 4))))

  const texts = [...t.textsOf(one.number), ...t.textsOf(other.number)]
  const costOf = (list: { segments: number }[]) => list.reduce((sum, text) => sum + text.segments * SEGMENT_USD, 0)
  expect(outcomes(first ?? []).passed + outcomes(second ?? []).passed).toBe(texts.length)
  expect(t.textsOf(one.number).length).toBeLessThanOrEqual(60)
  expect(costOf(t.textsOf(other.number))).toBeLessThanOrEqual(0.5)
  expect(costOf(texts)).toBeLessThanOrEqual(0.6 + 1e-9)
  for (const answers of [first ?? [], second ?? []])
    for (const reason of outcomes(answers).reasons) expect(reason).toMatch(/^429 rate_limited /)
  expect(await orgSpent()).toBeLessThanOrEqual(cap + 1e-9)
  expect(await verifyLedger(t.databaseUrl)).toMatchObject({ code: 0 })
}, 120_000)

async function orgSpent(): Promise<number> {
  const bill = await callTool<{ providerCost: number }>(t.urls[0] ?? '', t.master, 'comms_get_billing_summary', {
    period: 'today'
  })
  return bill.body.providerCost
}
