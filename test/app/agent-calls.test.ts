import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import type { CallView, Next } from '../../src/schemas/call.ts'
import { callHouse } from '../helpers/call-house.ts'
import { until } from '../helpers/until.ts'

/** Two agents of one server, each with its number; the first calls the second. */
async function twoAgents(env: Record<string, string> = {}) {
  const t = await callHouse(env)
  const [ada, bob] = [await t.provision('Ada'), await t.provision('Bob')]
  const callBob = (more: object = {}) =>
    t.must<{ callId: string; cost: number }>(
      'comms_make_call',
      { toAgentId: bob.agentId, context: 'Agree on a time.', greeting: 'Can you meet at three?', ...more },
      ada.securityToken
    )
  const listed = async (token: string) => {
    const { calls: all } = await t.must<{ calls: CallView[] }>('comms_list_calls', {}, token)
    return all[0]
  }
  const over = async () => {
    const ended = async (token: string) => (await listed(token))?.terminal === true
    await until(async () => (await ended(ada.securityToken)) && (await ended(bob.securityToken)), 'both are over')
    return [await listed(ada.securityToken), await listed(bob.securityToken)] as const
  }
  const balances = async () => (await auditLedger(t.app.db)).imbalances
  return { ...t, ada, bob, callBob, over, balances }
}

type House = Awaited<ReturnType<typeof twoAgents>>

/** Holds the side of one agent until the call is over; returns what it heard. */
async function hold({ must }: House, token: string, callId: string, answer: (heard: string) => string) {
  const heard: string[] = []
  for (let text = ''; ; ) {
    const { next, terminal } = await must<{ next?: Next; terminal: boolean }>(
      'comms_reply_to_caller',
      { callId, text, listenSeconds: 10 },
      token
    )
    if (terminal) return heard
    if (next?.text !== undefined) heard.push(next.text)
    text = next?.text === undefined ? '' : answer(next.text)
  }
}

/** The call that an agent is told of. */
async function told({ must }: House, token: string): Promise<string> {
  const wanted = { waitSeconds: 20, kinds: ['call.incoming'] }
  const { events } = await must<{ events: { callId: string }[] }>('comms_wait_for_events', wanted, token)
  return events[0]?.callId ?? ''
}

test('two agents hold a call with each other in two sessions, and both logs agree', async () => {
  const t = await twoAgents()
  const { ada, bob } = t
  const { callId } = await t.callBob()
  const calling = hold(t, ada.securityToken, callId, (heard) => (heard.includes('it is') ? 'See you. Goodbye.' : ''))
  const answering = hold(t, bob.securityToken, await told(t, bob.securityToken), (heard) =>
    heard.includes('three') ? 'At three it is.' : heard.includes('Goodbye') ? 'Goodbye.' : ''
  )

  expect((await calling).join(' ')).toContain('At three it is.')
  expect((await answering).join(' ')).toMatch(/Can you meet at three\?.*See you\. Goodbye\./)
  const [out, back] = await t.over()
  expect(out).toMatchObject({ callId, direction: 'outbound', state: 'completed' })
  expect(back).toMatchObject({ direction: 'inbound', state: 'completed', from: out?.from, to: out?.to })
  expect(back?.callId).not.toBe(callId)
  expect(Math.abs((out?.durationSeconds ?? 0) - (back?.durationSeconds ?? 9))).toBeLessThanOrEqual(1)
  expect(t.violations()).toEqual([])
  expect(await t.balances()).toEqual([])
})

test('who is called by an agent cannot call it back while they talk, and it cannot call again at once', async () => {
  const t = await twoAgents()
  const { ada, bob } = t
  const { callId } = await t.callBob()
  const inbound = await told(t, bob.securityToken)

  const back = await t.call('comms_make_call', { toAgentId: ada.agentId, context: 'Ring back.' }, bob.securityToken)
  const again = await t.call('comms_make_call', { toAgentId: bob.agentId, context: 'And again.' }, ada.securityToken)

  expect(back).toMatchObject({ status: 409, body: { code: 'conflict', details: { callId: inbound } } })
  expect(again.body).toMatchObject({ code: 'too_frequent' })
  await t.must('comms_end_call', { callId }, ada.securityToken)
  await t.over()
  expect(await t.app.db.select().from(calls)).toHaveLength(2)
})

test('two agents that nobody attends come to an end by themselves, each with a message of the other', async () => {
  const t = await twoAgents()

  await t.callBob({ maxDurationMinutes: 2 })

  const [out, back] = await t.over()
  expect([out?.state, back?.state]).toEqual(['completed', 'completed'])
  expect(Math.max(out?.turns ?? 99, back?.turns ?? 99)).toBeLessThan(12)
  expect(await t.balances()).toEqual([])
})

test('a call between agents costs each side no more than its own budget allows', async () => {
  const t = await twoAgents()
  const { ada, bob } = t
  await t.must('comms_set_agent_limits', { agentId: bob.agentId, limits: { maxSpendPerDay: 0.01 } })

  const { callId } = await t.callBob()

  await t.over()
  const [refused] = await t.app.db.select().from(calls).where(eq(calls.agentId, bob.agentId))
  expect(refused).toMatchObject({ direction: 'inbound', endedBy: 'budget', costMicroUsd: 0 })
  expect(await t.must<CallView>('comms_get_call', { callId }, ada.securityToken)).toMatchObject({ terminal: true })
  expect(await t.balances()).toEqual([])
})
