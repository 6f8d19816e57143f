import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { auditLog, numberPool } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { orgVendors } from '../../src/pipeline/vendors.ts'
import { verifyPending } from '../../src/services/credential-verification.ts'
import { registerProvider } from '../../src/services/provider-credentials.ts'
import { webhookSource } from '../../src/services/webhook-sources.ts'
import { agentCaller, orgCaller } from '../helpers/callers.ts'
import { SENT, tenants, text } from '../helpers/tenants.ts'
import { ACCOUNT_A, ACCOUNT_B, KEY_A, OPERATOR } from '../helpers/vendor-accounts.ts'

const HOUR = 3_600_000
const WRONG = { ...ACCOUNT_A, authToken: 'wrongwrongwrongwrongwrongwrong12' }

describe('credentials are kept', () => {
  test('only when the vendor does not refuse them', async () => {
    const t = await tenants()
    expect(await t.register(t.a.orgId, WRONG)).toMatchObject({ status: 'invalid_credentials' })
    expect(await t.rows()).toEqual([])
    await t.register(t.a.orgId, ACCOUNT_A)
    const before = await t.rows()

    expect(await t.register(t.a.orgId, WRONG)).toMatchObject({ status: 'invalid_credentials' })
    expect(await t.rows()).toEqual(before)
    expect(await text(t.deps, t.a.agent)).toMatchObject({ kind: 'sent' })
  })

  test('unused while the vendor cannot be asked, and used once it has confirmed them', async () => {
    const t = await tenants()
    t.vendor.state.down = true
    expect(await t.register(t.a.orgId, ACCOUNT_A)).toMatchObject({ status: 'pending_verification' })
    expect(await verifyPending(t.deps)).toBe(1)
    t.vendor.state.down = false
    await text(t.deps, t.a.agent)
    expect(t.vendor.by(OPERATOR.accountSid)).toContain(SENT)

    expect(await verifyPending(t.deps)).toBe(1)
    expect(await verifyPending(t.deps)).toBe(0)
    await text(t.deps, t.a.agent)

    expect(t.vendor.by(ACCOUNT_A.accountSid)).toContain(SENT)
    expect(await t.rows()).toMatchObject([{ status: 'active', verifiedAt: t.clock.now() }])
  })

  test('and never used when the vendor refuses them later', async () => {
    const t = await tenants()
    expect(await t.register(t.a.orgId, WRONG, { autoVerify: false })).toMatchObject({ status: 'pending_verification' })
    expect(t.vendor.asked).toEqual([])

    await verifyPending(t.deps)
    await text(t.deps, t.a.agent)

    expect(await t.rows()).toMatchObject([{ status: 'invalid_credentials', verifiedAt: null }])
    expect(t.vendor.by(OPERATOR.accountSid)).toContain(SENT)
  })

  test('never in the place of working ones before the vendor has confirmed them', async () => {
    const t = await tenants()
    await t.register(t.a.orgId, ACCOUNT_A)
    const before = await t.rows()

    await expect(t.register(t.a.orgId, ACCOUNT_B, { autoVerify: false })).rejects.toMatchObject({ code: 'conflict' })
    t.vendor.state.down = true
    await expect(t.register(t.a.orgId, ACCOUNT_B)).rejects.toMatchObject({ code: 'conflict' })
    expect(await t.rows()).toEqual(before)
  })

  test('with an audit entry for each change', async () => {
    const t = await tenants()
    await t.register(t.a.orgId, ACCOUNT_A)
    await t.register(t.a.orgId, ACCOUNT_B)
    await t.register(t.b.orgId, ACCOUNT_B, { autoVerify: false })
    await verifyPending(t.deps)
    const entries = await t.deps.db.select().from(auditLog)
    const told = entries.map(({ orgId, event, actor, details }) => ({ orgId, event, actor, status: details['status'] }))

    expect(told).toHaveLength(4)
    expect(told).toEqual(
      expect.arrayContaining([
        { orgId: t.a.orgId, event: 'credential.registered', actor: 'org:tok_of_org', status: 'active' },
        { orgId: t.a.orgId, event: 'credential.changed', actor: 'org:tok_of_org', status: 'active' },
        { orgId: t.b.orgId, event: 'credential.registered', actor: 'org:tok_of_org', status: 'pending_verification' },
        { orgId: t.b.orgId, event: 'credential.changed', actor: 'system', status: 'active' }
      ])
    )
  })
})

test('an account is not left behind with numbers that are paid for in it', async () => {
  const t = await tenants()
  const now = t.clock.now()
  await t.deps.db.insert(numberPool).values({
    ...{ id: newId('num'), orgId: t.a.orgId, agentId: t.a.agent.id, number: '+14155550100', country: 'US' },
    ...{ provider: 'twilio', providerRef: 'PN1', capabilities: { sms: true, mms: true, voice: true } },
    ...{ status: 'active', webhookBase: null, monthlyMicroUsd: 0, createdAt: now, updatedAt: now }
  })

  await expect(t.register(t.a.orgId, ACCOUNT_A)).rejects.toMatchObject({ code: 'conflict', details: { numbers: 1 } })
  await expect(t.register(t.a.orgId, ACCOUNT_A, { agentId: t.a.agent.id })).rejects.toMatchObject({ code: 'conflict' })
  expect(await t.register(t.a.orgId, OPERATOR)).toMatchObject({ status: 'active' })
  expect(await t.register(t.a.orgId, { apiKey: KEY_A })).toMatchObject({ status: 'active' })
  expect(await t.register(t.b.orgId, ACCOUNT_A)).toMatchObject({ status: 'active' })
})

test('what was signed with a replaced token is believed for a day, and no longer', async () => {
  const t = await tenants()
  const renewed = { ...ACCOUNT_A, authToken: 'newtokenofaccountanewtokenofacca' }
  const secrets = async () => (await webhookSource(t.deps, 'twilio', { agentId: t.a.agent.id }))?.secrets
  await t.register(t.a.orgId, ACCOUNT_A)
  t.vendor.tokens.set(renewed.accountSid, renewed.authToken)
  await t.register(t.a.orgId, renewed)

  expect(await secrets()).toEqual([renewed.authToken, ACCOUNT_A.authToken])
  await t.clock.advance(24 * HOUR - 1)
  expect(await secrets()).toEqual([renewed.authToken, ACCOUNT_A.authToken])
  await t.clock.advance(1)
  expect(await secrets()).toEqual([renewed.authToken])
})

test.each([
  [
    { provider: 'twilio', credentials: { accountSid: ACCOUNT_A.accountSid } },
    'credentials.authToken: is required for twilio'
  ],
  [{ provider: 'twilio', credentials: { apiKey: KEY_A } }, 'credentials.apiKey: does not belong to twilio'],
  [{ provider: 'resend', credentials: {} }, 'credentials.apiKey: is required for resend'],
  [
    { provider: 'resend', credentials: { apiKey: KEY_A, ...ACCOUNT_A } },
    'credentials.authToken: does not belong to resend'
  ]
] as const)(
  'credentials that do not fit the vendor are refused by name, without their value: %j',
  async (input, problem) => {
    const t = await tenants()
    const error = await registerProvider(t.deps, orgCaller(t.a.orgId), input).catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(problem) })
    expect(inspect(error)).not.toMatch(new RegExp(`${KEY_A}|${ACCOUNT_A.authToken}`))
    expect(await t.rows()).toEqual([])
  }
)

test('an agent may not register accounts, nor an organization for the agent of another', async () => {
  const t = await tenants()
  const input = { provider: 'twilio', credentials: ACCOUNT_A } as const

  await expect(registerProvider(t.deps, agentCaller(t.a.agent), input)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(t.register(t.a.orgId, ACCOUNT_A, { agentId: t.b.agent.id })).rejects.toMatchObject({ code: 'not_found' })
  expect(await t.rows()).toEqual([])
})

test('no secret is in a row, a log line, an answer or anything that is printed', async () => {
  const t = await tenants()
  const answers = [
    await t.register(t.a.orgId, ACCOUNT_A),
    await t.register(t.a.orgId, { apiKey: KEY_A, webhookSecret: 'whsec_Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5' }),
    await t.register(t.a.orgId, WRONG)
  ]
  t.vendor.state.down = true
  answers.push(await t.register(t.b.orgId, ACCOUNT_B))
  const vendors = await orgVendors(t.deps, t.a.orgId, t.a.agent.id)
  const outcome = await text(t.deps, t.a.agent)
  const kept = [await t.rows(), await t.deps.db.select().from(auditLog)]
  const shown = inspect([answers, vendors, outcome, kept, t.lines], { depth: 12, showHidden: true, getters: true })

  expect(t.lines.length).toBeGreaterThan(0)
  expect(shown).not.toMatch(
    new RegExp([ACCOUNT_A.authToken, ACCOUNT_B.authToken, WRONG.authToken, KEY_A, 'Y2FuYXJ5'].join('|'))
  )
  expect(JSON.stringify([answers, vendors, kept])).not.toMatch(/tokenofaccount|keyofaccount/)
})
