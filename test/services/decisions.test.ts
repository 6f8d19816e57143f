import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { decisions, dncList } from '../../src/db/schema/index.ts'
import type { Caller } from '../../src/deps.ts'
import { CommsError } from '../../src/errors.ts'
import { newId } from '../../src/lib/ids.ts'
import { COUNTRIES_VERSION } from '../../src/policy/countries/index.ts'
import { CHECKS } from '../../src/policy/index.ts'
import { explainDecision, verifyDecisions } from '../../src/services/decisions.ts'
import explain from '../../src/tools/explain-decision.ts'
import { runTool } from '../helpers/run-tool.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

/** A house in which one message was let pass and one was refused, for its recipient had opted out. */
async function judgedHouse() {
  const house = await sendingHouse()
  const { deps, agent } = house
  await house.send(sms(PERSON, 'Hello'))
  const entry = { orgId: agent.orgId, contact: PERSON, reason: 'asked', source: 'manual' as const }
  await deps.db.insert(dncList).values({ ...entry, createdAt: deps.clock.now() })
  const refused = await house.send(sms(PERSON, 'Hello again')).catch((error: unknown) => error)
  if (!(refused instanceof CommsError)) throw new Error('it was let pass')
  const rows = await deps.db.select().from(decisions)
  const allowed = rows.find(({ verdict }) => verdict === 'allowed')
  if (!allowed) throw new Error('nothing was let pass')
  const self: Caller = { role: 'agent', orgId: agent.orgId, agentId: agent.id, tokenId: 'tok_test' }
  return { ...house, self, allowedId: allowed.id, refusedId: String(refused.details?.['decisionId']) }
}

test('a refusal is told with its check, its reasons, what the gate knew and what to do next', async () => {
  const { deps, self, agent, refusedId } = await judgedHouse()

  const told = await runTool(explain, deps, self, { decisionId: refusedId })

  expect(told).toMatchObject({
    ...{ decisionId: refusedId, agentId: agent.id, verdict: 'refused', action: 'message', channel: 'sms' },
    ...{ purpose: 'conversational', country: 'US', dryRun: false, at: deps.clock.now().toISOString() },
    ...{ check: 'dnc', code: 'recipient_opted_out', nextAction: expect.stringMatching(/START/) },
    reasons: [expect.stringMatching(/asked not to be contacted/)],
    facts: expect.arrayContaining([
      { check: 'dnc', says: ['The recipient was on the do-not-contact list of the organization (manual).'] }
    ]),
    today: { same: true, verdict: 'refused', check: 'dnc' }
  })
  expect(told.rules).toEqual([
    ...CHECKS.map(({ name, version }) => ({ check: name, version })),
    { check: 'countries', version: COUNTRIES_VERSION }
  ])
  expect(JSON.stringify(told)).not.toContain(PERSON.slice(1))
})

test('what was let pass is told with its message and no reason', async () => {
  const { deps, self, allowedId, rows } = await judgedHouse()

  const told = await runTool(explain, deps, self, { decisionId: allowedId })

  expect(told).toMatchObject({ verdict: 'allowed', reasons: [], messageId: (await rows())[0]?.id })
  expect(told).toMatchObject({ today: { same: true, verdict: 'allowed', reasons: [] } })
  expect(told).not.toHaveProperty('check')
})

test('an organization may ask for the decisions of all its agents, and of one that it names', async () => {
  const { deps, self, agent, refusedId } = await judgedHouse()
  const org: Caller = { role: 'org', orgId: agent.orgId, tokenId: 'tok_org' }
  const other = await seedAgent(deps, agent.orgId)

  expect((await explainDecision(deps, org, { decisionId: refusedId })).agentId).toBe(agent.id)
  expect((await explainDecision(deps, org, { decisionId: refusedId, agentId: agent.id })).agentId).toBe(agent.id)
  for (const [caller, agentId] of [
    [org, other.id],
    [self, other.id],
    [{ ...self, agentId: other.id }, undefined],
    [{ role: 'org', orgId: await seedOrganization(deps), tokenId: 'tok_foreign' }, undefined]
  ] as const)
    await expect(
      explainDecision(deps, caller, { decisionId: refusedId, ...(agentId !== undefined && { agentId }) })
    ).rejects.toMatchObject({ code: 'not_found' })
  await expect(explainDecision(deps, org, { decisionId: newId('dec') })).rejects.toMatchObject({ code: 'not_found' })
})

test('a verdict that the rules of today do not come to is told and found', async () => {
  const { deps, self, allowedId, refusedId } = await judgedHouse()
  expect(await verifyDecisions(deps)).toEqual({ judged: 2, differ: 0, differing: [] })
  const [row] = await deps.db.select().from(decisions).where(eq(decisions.id, refusedId))

  await deps.db
    .update(decisions)
    .set({ facts: { ...row?.facts, dnc: {} } })
    .where(eq(decisions.id, refusedId))
  await deps.db.update(decisions).set({ rules: 'dnc@1' }).where(eq(decisions.id, allowedId))

  expect(await verifyDecisions(deps)).toMatchObject({
    ...{ judged: 2, differ: 1 },
    differing: [
      { decisionId: refusedId, stored: 'refused by dnc (recipient_opted_out)', now: 'allowed', otherRules: false }
    ]
  })
  expect((await explainDecision(deps, self, { decisionId: refusedId })).today).toEqual({
    ...{ same: false, verdict: 'allowed', reasons: [] }
  })

  await deps.db.update(decisions).set({ check: 'consent' }).where(eq(decisions.id, refusedId))
  await deps.db
    .update(decisions)
    .set({ facts: { dnc: { listedBy: 'manual' } } })
    .where(eq(decisions.id, allowedId))
  const { differing } = await verifyDecisions(deps)
  expect(differing.find(({ decisionId }) => decisionId === allowedId)).toMatchObject({
    ...{ stored: 'allowed', now: 'refused by dnc (recipient_opted_out)', otherRules: true }
  })
  expect(differing.map(({ decisionId }) => decisionId)).toContain(refusedId)
})

test('the command counts them, names those that differ, and fails then', async () => {
  const { deps, databaseUrl } = await testDeps()
  const agent = await seedAgent(deps, await seedOrganization(deps))
  const [allowedId, refusedId] = [newId('dec'), newId('dec')]
  const row = {
    ...{ orgId: agent.orgId, agentId: agent.id, action: 'message', channel: 'sms', country: 'US', reasons: [] },
    ...{ facts: { dnc: { listedBy: 'manual' } }, rules: 'dnc@1', createdAt: deps.clock.now() }
  }
  const refused = { verdict: 'refused', check: 'dnc', code: 'recipient_opted_out' } as const
  await deps.db.insert(decisions).values({ ...row, ...refused, id: refusedId })
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, DATA_DIR: deps.config.dataDir }
  const verify = () =>
    promisify(execFile)(process.execPath, ['scripts/verify-decisions.ts'], { env }).then(
      ({ stdout }) => [0, stdout],
      ({ code, stderr }) => [code, stderr]
    )

  expect(await verify()).toEqual([0, '1 decisions judged again, 0 differ\n'])
  await deps.db.insert(decisions).values({ ...row, verdict: 'allowed', id: allowedId })
  expect(await verify()).toEqual([
    1,
    `${allowedId}: allowed, now refused by dnc (recipient_opted_out); other rules were in force\n`
  ])
})

test('every decision is judged again, however many pages they fill', async () => {
  const { deps, refusedId } = await judgedHouse()
  const [row] = await deps.db.select().from(decisions).where(eq(decisions.id, refusedId))
  if (!row) throw new Error('the decision is gone')
  const copies = Array.from({ length: 1001 }, () => ({ ...row, id: newId('dec') }))
  await deps.db.insert(decisions).values(copies)
  await deps.db.update(decisions).set({ verdict: 'allowed' }).where(eq(decisions.check, 'dnc'))

  const { judged, differ, differing } = await verifyDecisions(deps)

  expect([judged, differ, differing.length]).toEqual([1003, 1002, 100])
})

test('a refusal of the counters is not judged by the checks', async () => {
  const { deps, send, self } = await sendingHouse({ DEFAULT_MAX_ACTIONS_PER_MINUTE: '1' }).then((house) => ({
    ...house,
    self: { role: 'agent', orgId: house.agent.orgId, agentId: house.agent.id, tokenId: 'tok_test' } as Caller
  }))
  await send(sms(PERSON, 'one'))
  const refused = await send(sms(PERSON, 'two')).catch((error: unknown) => error as CommsError)
  const decisionId = String((refused as CommsError).details?.['decisionId'])

  const told = await explainDecision(deps, self, { decisionId })

  expect(told).toMatchObject({ verdict: 'refused', check: 'limits', code: 'rate_limited' })
  expect(told).not.toHaveProperty('today')
  expect(await verifyDecisions(deps)).toMatchObject({ judged: 2, differ: 0 })
})
