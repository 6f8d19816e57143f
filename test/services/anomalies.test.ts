import { asc, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import {
  agents,
  alerts,
  auditLog,
  decisions,
  limitWindows,
  messages,
  organizations,
  usageDaily
} from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { sendMessage } from '../../src/pipeline/outbound.ts'
import { detectAnomalies } from '../../src/services/anomalies.ts'
import { countAuthFailures, FORGOTTEN_AFTER_MS } from '../../src/services/auth-failures.ts'
import { beginAttempt } from '../../src/services/lockout.ts'
import { issueToken, rotateToken } from '../../src/services/tokens.ts'
import { updateAgent } from '../../src/services/update-agent.ts'
import { orgCaller } from '../helpers/callers.ts'
import { sendingHouse, sms } from '../helpers/sending-house.ts'
import { seedAgent } from '../helpers/test-deps.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

async function house({ suspends = false } = {}) {
  const { deps, clock, agent, send } = await sendingHouse()
  const { orgId } = agent
  if (suspends)
    await deps.db
      .update(organizations)
      .set({ settings: { suspendOnAnomaly: true } })
      .where(eq(organizations.id, orgId))
  const minuteOf = (at: Date) => new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS)
  return {
    ...{ deps, clock, agent, orgId, send },
    /** Actions in the window of a minute, so many minutes ago. */
    acted: (used: number, minutesAgo = 0, period: 'minute' | 'hour' = 'minute') =>
      deps.db.insert(limitWindows).values({
        ...{ orgId, subjectId: agent.id, metric: 'actions', period, used, max: 100_000 },
        startsAt: minuteOf(new Date(clock.now().getTime() - minutesAgo * MINUTE_MS))
      }),
    used: (actions: number, daysAgo: number) =>
      deps.db.insert(usageDaily).values({
        ...{ orgId, agentId: agent.id, channel: 'sms', stripe: daysAgo, actions, inbound: 0, failed: 0, refused: 0 },
        ...{ rateLimitHits: 0, costMicroUsd: 0 },
        day: new Date(clock.now().getTime() - daysAgo * DAY_MS).toISOString().slice(0, 10)
      }),
    reached: (country: string, more: Partial<typeof decisions.$inferInsert> = {}) =>
      deps.db.insert(decisions).values({
        ...{ id: newId('dec', clock.now()), orgId, agentId: agent.id, action: 'message', channel: 'sms', country },
        ...{ verdict: 'allowed', reasons: [], facts: {}, rules: 'r', createdAt: clock.now(), ...more }
      }),
    texted: (agentId: string, contact: string) =>
      deps.db.insert(messages).values({
        ...{ id: newId('msg', clock.now()), orgId, agentId, contact, channel: 'sms', direction: 'inbound' },
        ...{ ownAddress: '+14155550000', conversationId: 'con_1', status: 'received', purpose: 'conversational' },
        ...{ provider: 'twilio', segments: 1, costMicroUsd: 0, attempts: 0 },
        ...{ createdAt: clock.now(), updatedAt: clock.now() }
      }),
    look: async () => {
      await detectAnomalies(deps)
      return (await deps.db.select().from(alerts).orderBy(asc(alerts.id))).map(({ event, occurrences }) =>
        occurrences === 1 ? event : `${event} ×${occurrences}`
      )
    },
    audited: () => deps.db.select().from(auditLog).where(eq(auditLog.event, 'anomaly.detected')),
    status: async () => (await deps.db.select().from(agents).where(eq(agents.id, agent.id)))[0]?.status
  }
}

test('a house where all is as usual raises nothing', async () => {
  const { send, look, audited } = await house()
  await send(sms('+14155550123', 'hello'))

  expect(await look()).toEqual([])
  expect(await audited()).toEqual([])
})

test.each([
  { week: 0, recent: 50, found: true },
  { week: 0, recent: 49, found: false },
  { week: 2016 * 6, recent: 60, found: true }, // 6 in five minutes are usual
  { week: 2016 * 6, recent: 59, found: false }
])('$recent actions in five minutes after $week in the week before: $found', async ({ week, recent, found }) => {
  const { acted, used, look, audited, agent } = await house()
  await used(Math.max(week - 100, 0), 7)
  await used(Math.min(week, 100), 1)
  await used(100_000, 0) // today is not the usual yet
  await used(100_000, 8)
  await acted(recent - 10, 4)
  await acted(10, 0)
  await acted(5000, 5) // before the five minutes
  await acted(5000, 0, 'hour')

  expect(await look()).toEqual(found ? ['anomaly.volume'] : [])
  const entry = { subject: agent.id, actor: 'system:anomalies', details: { kind: 'volume', sent: recent } }
  expect(await audited()).toMatchObject(found ? [entry] : [])
})

test('what goes on is one alert and one audit entry, and nobody is suspended unless his organization wants it', async () => {
  const { acted, look, audited, status } = await house()
  await acted(500)

  await look()

  expect(await look()).toEqual(['anomaly.volume ×2'])
  expect(await audited()).toHaveLength(1)
  expect(await status()).toBe('active')
})

test('an agent is suspended where its organization wants it: it sends nothing until its owner lets it go on', async () => {
  const { deps, clock, agent, orgId, acted, send, look, audited, status } = await house({ suspends: true })
  const owner = orgCaller(orgId)
  await acted(500, 1)
  expect(await look()).toEqual(['anomaly.volume', 'agent.suspended'])

  expect(await status()).toBe('suspended')
  expect(await audited()).toMatchObject([{ details: { suspended: true } }])
  const [fresh] = await deps.db.select().from(agents).where(eq(agents.id, agent.id))
  const refused = sendMessage(deps, { agent: fresh ?? agent, actor: 'agent:test' }, sms('+14155550123', 'hello'))
  await expect(refused).rejects.toMatchObject({ code: 'channel_blocked' })

  const self = { role: 'agent', orgId, agentId: agent.id, tokenId: 'tok_1' } as const
  await expect(updateAgent(deps, self, undefined, { resume: true })).rejects.toMatchObject({ code: 'forbidden' })
  expect(await updateAgent(deps, owner, agent.id, { resume: true })).toMatchObject({ status: 'active' })
  await look()
  expect(await status()).toBe('active') // the same minutes do not overrule the owner
  await expect(send(sms('+14155550123', 'hello'))).resolves.toMatchObject({ status: 'sent' })

  await clock.advance(6 * MINUTE_MS)
  await acted(500, 1)
  await look()
  expect(await status()).toBe('suspended')
  expect(await audited()).toMatchObject([{ details: { suspended: true } }, { details: { suspended: true } }])
})

test('a change of the same agent does not hide a first anomaly', async () => {
  const { deps, agent, orgId, acted, look, status } = await house({ suspends: true })
  await updateAgent(deps, orgCaller(orgId), agent.id, { displayName: 'Another' })
  await acted(500)

  await look()

  expect(await status()).toBe('suspended')
})

test('a country is new for an agent once, after it had sent fifty times to others', async () => {
  const { used, reached, look, clock } = await house()
  await reached('US')
  await reached('CA')
  expect(await look()).toEqual([]) // it has not sent enough to have a habit
  await used(50, 1)
  await reached('US')
  await reached('GB', { dryRun: true })
  await reached('FR', { verdict: 'refused' })
  await reached('', { country: null })
  expect(await look()).toEqual([])

  await reached('LV')
  expect(await look()).toEqual(['anomaly.new_country'])
  await clock.advance(10 * MINUTE_MS)
  await reached('LV')
  expect(await look()).toEqual(['anomaly.new_country'])
})

test('an agent that only ever reached one country has one', async () => {
  const { used, reached, look } = await house()
  await reached('US')
  await look()
  await used(50, 1)

  await reached('LV')
  expect(await look()).toEqual(['anomaly.new_country'])
})

test('five rotations of the tokens of one agent within ten minutes are noticed, four are not', async () => {
  const { deps, clock, agent, orgId, look, audited } = await house()
  const owner = orgCaller(orgId)
  let { tokenId } = await issueToken(deps, owner, { scope: 'agent', agentId: agent.id })
  const rotate = async () => {
    tokenId = (await rotateToken(deps, owner, { tokenId })).tokenId
  }
  await rotate()
  await clock.advance(11 * MINUTE_MS)
  for (let n = 0; n < 4; n++) await rotate()
  expect(await look()).toEqual([])

  await rotate()
  expect(await look()).toEqual(['anomaly.token_rotation'])
  expect(await audited()).toMatchObject([{ subject: agent.id, details: { times: 5 } }])
})

test('twenty refused tokens of one address are noticed, over all replicas, and its address is nowhere', async () => {
  const { deps, look, clock } = await house()
  const [here, there] = [countAuthFailures(deps), countAuthFailures(deps)]
  const note = (replica: typeof here, times: number) => {
    for (let n = 0; n < times; n++) replica.note('192.0.2.7')
  }
  note(here, 10)
  note(there, 9)
  await Promise.all([here.flush(), there.flush()])
  expect(await look()).toEqual([])

  await clock.advance(FORGOTTEN_AFTER_MS)
  note(here, 19)
  await here.flush()
  expect(await look()).toEqual([]) // the first ones are forgotten

  here.note('192.0.2.7')
  await here.flush()
  expect(await look()).toEqual(['anomaly.auth_failures'])
  const raised = await deps.db.select().from(alerts)
  expect(raised).toMatchObject([{ message: '20 tokens were refused in a row.', details: { what: 'tokens' } }])
  expect(JSON.stringify(raised)).not.toContain('192.0.2')
})

test('an account that is locked out is noticed', async () => {
  const { deps, look } = await house()
  const attempt = { email: 'owner@example.com', address: '192.0.2.7' }
  const attempts = Array.from({ length: 7 }, () => beginAttempt(deps, attempt).catch(() => undefined))
  await Promise.all(attempts)

  expect(await look()).toEqual(['anomaly.auth_failures'])
  expect(await deps.db.select().from(alerts)).toMatchObject([{ details: { what: 'sign-ins' } }])
})

test('one address that has to do with five agents within an hour is noticed, and no agent suffers for it', async () => {
  const { deps, agent, orgId, texted, look, status } = await house({ suspends: true })
  const others = await Promise.all(Array.from({ length: 4 }, () => seedAgent(deps, orgId)))
  for (const { id } of others) await texted(id, '+14155550101')
  for (const { id } of others) await texted(id, '+14155550101')
  await texted(agent.id, '+14155550102')
  expect(await look()).toEqual([])

  await texted(agent.id, '+14155550101')
  expect(await look()).toEqual(['anomaly.many_agents'])
  expect(await status()).toBe('active')
  expect(JSON.stringify(await deps.db.select().from(alerts))).not.toContain('5550101')
})
