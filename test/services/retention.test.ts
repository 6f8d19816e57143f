import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import {
  alerts,
  auditLog,
  contactAttempts,
  contactConsent,
  decisions,
  dncList,
  inboxEvents,
  messageBodies,
  messages,
  otpCodes,
  reservations,
  usageDaily,
  webhookReceipts
} from '../../src/db/schema/index.ts'
import { firstIdAt, type IdKind } from '../../src/lib/ids.ts'
import { auditRow } from '../../src/observability/audit.ts'
import { previewRetention, retainDaily, retainSome } from '../../src/services/retention.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const DAY_MS = 86_400_000
let made = 0
/** An id of exactly this instant; those of the server never go back in time. */
const idAt = (kind: IdKind, at: Date) => firstIdAt(kind, at).slice(0, -4) + String(1000 + made++)
const TABLES = {
  alerts,
  auditLog,
  contactAttempts,
  contactConsent,
  decisions,
  dncList,
  inboxEvents,
  messages,
  otpCodes,
  reservations,
  usageDaily,
  webhookReceipts
}

/** One row of everything, written at the same instant. */
async function house(env: Record<string, string> = {}) {
  const { deps, clock, config, databaseUrl } = await testDeps(env)
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId)
  const at = clock.now()
  const of = { orgId, agentId: agent.id, contact: '+14155550101' }
  const message = async (dueAt: Date | null = null) => {
    const id = idAt('msg', clock.now())
    await deps.db.insert(messages).values({
      ...{ id, ...of, channel: 'sms', direction: 'outbound', ownAddress: '+14155550000', conversationId: 'con_1' },
      ...{ status: 'sent', purpose: 'conversational', provider: 'twilio', segments: 1, costMicroUsd: 1, attempts: 1 },
      ...{ dueAt, createdAt: clock.now(), updatedAt: clock.now() }
    })
    return id
  }
  const reserve = (actionId: string, state: 'open' | 'estimated' | 'settled', dueAt: Date | null) =>
    deps.db.insert(reservations).values({
      ...{ actionId, orgId, agentId: agent.id, state, heldMicroUsd: 5, returnedMicroUsd: 0, createdAt: at, dueAt },
      spentMicroUsd: state === 'open' ? 0 : 5
    })
  const messageId = await message()
  await reserve(messageId, 'settled', null)
  await reserve(idAt('msg', at), 'open', null)
  await reserve(idAt('msg', at), 'estimated', at)
  await deps.db.insert(usageDaily).values({
    ...{ orgId, agentId: agent.id, day: at.toISOString().slice(0, 10), channel: 'sms', stripe: 0, actions: 1 },
    ...{ inbound: 0, failed: 0, refused: 0, rateLimitHits: 0, costMicroUsd: 1 }
  })
  await deps.db.insert(contactAttempts).values({ id: idAt('att', at), ...of, createdAt: at })
  await deps.db.insert(decisions).values({
    ...{ id: idAt('dec', at), orgId, agentId: agent.id, action: 'message', channel: 'sms', verdict: 'allowed' },
    ...{ reasons: [], facts: {}, rules: 'r', createdAt: at }
  })
  const consent = { ...of, channel: 'sms', purpose: 'any', kind: 'express', source: 's', recordedBy: 'r' } as const
  const { agentId: _, ...person } = consent
  await deps.db.insert(contactConsent).values([
    { id: idAt('cns', at), ...person, grantedAt: at, createdAt: at, revokedAt: at },
    { id: idAt('cns', at), ...person, grantedAt: at, createdAt: at }
  ])
  await deps.db.insert(dncList).values({ orgId, contact: of.contact, reason: 'r', source: 'manual', createdAt: at })
  await deps.db.insert(otpCodes).values({
    ...{ id: idAt('otp', at), orgId, purpose: 'verify_email', subject: 'usr_1', codeHash: 'h', attempts: 0 },
    ...{ expiresAt: at, createdAt: at }
  })
  await deps.db
    .insert(webhookReceipts)
    .values({ id: idAt('rcp', at), orgId, provider: 'twilio', eventKey: 'sms:SM1', receivedAt: at })
  await deps.db.insert(alerts).values({
    ...{ id: idAt('alr', at), orgId, severity: 'LOW', event: 'e', subject: 's', message: 'm', details: {} },
    ...{ occurrences: 1, createdAt: at, lastAt: at }
  })
  await deps.db
    .insert(auditLog)
    .values(auditRow(at, { orgId, event: 'agent.changed', actor: 'org:tok_1', subject: agent.id }))
  const left = async () => {
    const counts: Record<string, number> = {}
    for (const [name, table] of Object.entries(TABLES)) counts[name] = await deps.db.$count(table as typeof messages)
    return counts
  }
  return { deps, clock, config, databaseUrl, agent, of, messageId, message, left }
}

/** What stays for ever. */
const KEPT = { auditLog: 1, dncList: 1, contactConsent: 1, reservations: 2 }

test.each([
  ['one-time codes', 'otpCodes', 1],
  ['webhook receipts', 'webhookReceipts', 30],
  ['messages', 'messages', 365],
  ['daily usage', 'usageDaily', 366], // whole days
  ['attempts to call', 'contactAttempts', 365],
  ['decisions', 'decisions', 365],
  ['alerts', 'alerts', 365],
  ['reservations of money', 'reservations', 400],
  ['revoked consent', 'contactConsent', 730]
] as const)('%s are kept for their days and no longer', async (name, table, days) => {
  const { deps, clock, left } = await house()
  const old = async () => (await previewRetention(deps)).find((line) => line.name === name)?.rows

  await clock.advance(days * DAY_MS - (table === 'usageDaily' ? DAY_MS : 1))
  const before = await left()
  expect(await old()).toBe(0)
  await retainSome(deps)
  expect((await left())[table]).toBe(before[table])

  await clock.advance(table === 'usageDaily' ? DAY_MS : 2)
  expect(await old()).toBe(1)
  await retainSome(deps)
  expect((await left())[table]).toBe((before[table] ?? 0) - 1)
})

test('a period is what the operator says, and days of usage go whole', async () => {
  const { deps, clock, left } = await house({ DATA_RETENTION_DECISIONS_DAYS: '2', DATA_RETENTION_USAGE_DAYS: '2' })

  const [counted] = await deps.db.select().from(usageDaily)
  for (const day of ['2026-06-13', '2026-06-14'])
    if (counted) await deps.db.insert(usageDaily).values({ ...counted, day })

  await clock.advance(3 * DAY_MS)
  await retainSome(deps)

  expect(await left()).toMatchObject({ decisions: 0, usageDaily: 0, contactAttempts: 0, messages: 1, alerts: 1 })
})

test('the audit log, do-not-contact lists, consent in force and open reservations are never removed', async () => {
  const { deps, clock, left } = await house()

  await clock.advance(10_000 * DAY_MS)
  await retainDaily(deps)

  const states = await deps.db.select({ state: reservations.state }).from(reservations)
  expect(states.map(({ state }) => state).sort()).toEqual(['estimated', 'open'])
  const { auditLog: entries, ...rest } = await left()
  const { auditLog: _, ...kept } = KEPT
  expect(rest).toEqual({ ...Object.fromEntries(Object.keys(rest).map((name) => [name, 0])), ...kept })
  expect(entries).toBe(2) // that of the run came in addition
})

test('a message stays while something is to be done with it, somebody waits for it, or its content is kept', async () => {
  const { deps, clock, agent, of, message } = await house({ DATA_RETENTION_WAITING_DAYS: '9999' })
  const [due, awaited, kept] = [await message(new Date(8_000_000_000_000)), await message(), await message()]
  await deps.db.insert(inboxEvents).values({
    ...{ id: idAt('evt', clock.now()), ...of, kind: 'message.received', channel: 'sms', conversationId: 'con_1' },
    ...{ messageId: awaited, payload: { at: '' } as never, state: 'pending', attempts: 0, createdAt: clock.now() }
  })
  await deps.db.insert(messageBodies).values({ messageId: kept, orgId: agent.orgId, sealed: 's' })

  await clock.advance(400 * DAY_MS)
  await retainSome(deps)

  const rows = await deps.db.select({ id: messages.id }).from(messages)
  expect(rows.map(({ id }) => id).sort()).toEqual([due, awaited, kept].sort())
})

test('the run of a day is done once, in parts, and its counts go into the audit log', async () => {
  const { deps, clock, left } = await house()
  for (let batch = 0; batch < 21; batch++)
    await deps.db.insert(webhookReceipts).values(
      Array.from({ length: 500 }, (_, n) => {
        const id = `rcp_${batch}_${n}`
        return { id, orgId: 'org_1', provider: 'twilio', eventKey: id, receivedAt: clock.now() }
      })
    )
  const runs = () => deps.db.select().from(auditLog).where(eq(auditLog.event, 'retention.run'))
  await clock.advance(366 * DAY_MS)

  await retainDaily(deps)
  expect([(await left())['webhookReceipts'], await runs()]).toEqual([501, []])
  await retainDaily(deps)
  await retainDaily(deps)
  expect(await runs()).toMatchObject([
    { orgId: 'org_default', details: { removed: { messages: 1, 'webhook receipts': 10_501, 'one-time codes': 1 } } }
  ])

  await clock.advance(DAY_MS)
  await retainDaily(deps)
  expect((await runs()).at(-1)).toMatchObject({ details: { removed: { messages: 0, 'webhook receipts': 0 } } })
})

test('nothing goes while the operator has switched it off', async () => {
  const { deps, clock, left } = await house({ DATA_RETENTION_ENABLED: 'false' })
  const before = await left()

  await clock.advance(10_000 * DAY_MS)
  await retainDaily(deps)

  expect(await left()).toEqual(before)
})

test('the command counts what would go and leaves it, and removes it when it is told to', async () => {
  const { deps, config, databaseUrl, left } = await house()
  await deps.db.update(otpCodes).set({ expiresAt: new Date(0) })
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, DATA_DIR: config.dataDir }
  const run = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, ['scripts/retention.ts', ...args], { env })).stdout

  expect(await run('--dry-run')).toContain('one-time codes: 1 older than 1 day\n')
  expect(await left()).toMatchObject({ otpCodes: 1 })
  await run()
  expect(await left()).toMatchObject({ otpCodes: 0, messages: 1 })
})
