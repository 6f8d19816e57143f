import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditLog, messages, numberPool, organizations, providerCredentials } from '../../src/db/schema/index.ts'
import { sendMessage } from '../../src/pipeline/outbound.ts'
import { resolveAgent } from '../../src/services/agents.ts'
import { deprovisionChannels } from '../../src/services/deprovisioning.ts'
import { registerProvider } from '../../src/services/provider-credentials.ts'
import { provisionChannels } from '../../src/services/provisioning.ts'
import { closeSubaccounts } from '../../src/services/subaccount-closing.ts'
import { webhookSource } from '../../src/services/webhook-sources.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { orgCaller } from '../helpers/callers.ts'
import { provisioningHouse } from '../helpers/provisioning-house.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

const PHONE = { capabilities: { phone: true } }

interface Account {
  sid: string
  auth_token: string
  friendly_name: string
  status: string
}

async function isolated(isolation: 'account' | 'organization' | 'agent') {
  const house = await provisioningHouse({ TENANT_ISOLATION: isolation })
  const main = simulatorCredentials(house.config.secrets.sessionSecret)
  const ask = async (path: string, { accountSid, authToken }: { accountSid: string; authToken: string } = main) => {
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
    const answer = await fetch(`${house.simulator.url}/2010-04-01/Accounts${path}`, { headers: { authorization } })
    return answer.json()
  }
  /** The subaccounts that the carrier knows. */
  const subaccounts = async () => {
    const { accounts } = (await ask('.json')) as { accounts: Account[] }
    return accounts.filter(({ sid }) => sid !== main.accountSid)
  }
  /** The numbers that a subaccount holds. */
  const held = async ({ sid, auth_token: authToken }: Account) => {
    const answer = await ask(`/${sid}/IncomingPhoneNumbers.json`, { accountSid: sid, authToken })
    const { incoming_phone_numbers: numbers } = answer as { incoming_phone_numbers: { phone_number: string }[] }
    return numbers.map(({ phone_number }) => phone_number)
  }
  const credentials = () => house.deps.db.select().from(providerCredentials)
  return { ...house, subaccounts, held, credentials }
}

test.each([
  ['account', 0],
  ['organization', 1],
  ['agent', 2]
] as const)('with isolation by %s, two agents of an organization have %i subaccounts', async (isolation, count) => {
  const t = await isolated(isolation)
  await t.provision(PHONE)
  await t.provision(PHONE)
  const accounts = await t.subaccounts()
  const numbers = await Promise.all(accounts.map(t.held))

  expect(accounts).toHaveLength(count)
  expect(numbers.flat()).toHaveLength(count === 0 ? 0 : 2)
  for (const held of numbers) expect(held.length).toBeGreaterThan(0)
})

test('organizations do not share one, and each agent texts from its own', async () => {
  const t = await isolated('organization')
  const first = await t.provision(PHONE)
  const otherOrg = await seedOrganization(t.deps)
  await provisionChannels(t.deps, orgCaller(otherOrg), { displayName: 'Grace', capabilities: { phone: true } })
  const agent = await resolveAgent(t.deps, t.caller, first.agentId)
  await sendMessage(t.deps, { agent, actor: 'agent:test' }, { channel: 'sms', to: '+14155550123', body: 'Hello' })

  const accounts = await t.subaccounts()
  const numbers = await Promise.all(accounts.map(t.held))
  expect(accounts).toHaveLength(2)
  expect(numbers.map((held) => held.length)).toEqual([1, 1])
  expect(await t.deps.db.select().from(messages)).toMatchObject([{ status: 'sent' }])
})

test('what comes in is signed with the token of the subaccount', async () => {
  const t = await isolated('agent')
  const { agentId } = await t.provision(PHONE)
  const [account] = await t.subaccounts()

  expect((await webhookSource(t.deps, 'twilio', { agentId }))?.secrets).toEqual([account?.auth_token])
})

test('its token is sealed, and its opening is on the audit log', async () => {
  const t = await isolated('agent')
  const { agentId } = await t.provision(PHONE)
  const [account] = await t.subaccounts()
  const rows = await t.credentials()
  const entries = await t.deps.db.select().from(auditLog).where(eq(auditLog.event, 'credential.registered'))

  expect(rows).toMatchObject([{ agentId, provider: 'twilio', status: 'active', keyId: t.deps.sealer.keyId }])
  expect(entries).toMatchObject([{ actor: 'system', subject: rows[0]?.id, details: { subaccount: true, agentId } }])
  expect(JSON.stringify([rows, entries])).not.toContain(account?.auth_token)
})

test('many provisionings at once open one account for their organization', async () => {
  const t = await isolated('organization')
  const tries = await Promise.allSettled([1, 2, 3].map(() => t.provision(PHONE)))
  await t.provision(PHONE)

  expect(await t.subaccounts()).toHaveLength(1)
  for (const one of tries)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'unavailable', retryable: true })
})

test('one whose opening was not answered is found by the next try, and no second one is opened', async () => {
  const t = await isolated('organization')
  t.simulator.fault({ vendor: 'twilio', operation: 'CreateAccount', times: 1, dropConnection: 'after' })
  await expect(t.provision(PHONE)).rejects.toMatchObject({ code: 'provider_timeout' })
  await t.provision(PHONE)

  expect(await t.subaccounts()).toHaveLength(1)
})

test('what the vendor refuses leaves nothing, and the next try opens it', async () => {
  const t = await isolated('organization')
  t.simulator.fault({ vendor: 'twilio', operation: 'CreateAccount', times: 1, status: 400, code: 20001 })
  await expect(t.provision(PHONE)).rejects.toMatchObject({ code: 'provider_rejected' })
  expect(await t.credentials()).toEqual([])
  await t.provision(PHONE)

  expect(await t.subaccounts()).toHaveLength(1)
})

test('the subaccount of a removed agent is closed and forgotten, and that of another stays', async () => {
  const t = await isolated('agent')
  const { agentId } = await t.provision(PHONE)
  const other = await t.provision(PHONE)
  expect(await closeSubaccounts(t.deps)).toBe(0)
  await deprovisionChannels(t.deps, t.caller, { agentId })

  expect(await closeSubaccounts(t.deps)).toBe(1)
  expect((await t.subaccounts()).map(({ status }) => status).sort()).toEqual(['active', 'closed'])
  expect(await t.credentials()).toMatchObject([{ agentId: other.agentId }])
  expect(t.billed()).toHaveLength(1)
})

test('a number that was kept goes with its subaccount, and is offered to no other agent', async () => {
  const t = await isolated('agent')
  const { agentId } = await t.provision(PHONE)
  await deprovisionChannels(t.deps, t.caller, { agentId, releaseNumber: false })
  await closeSubaccounts(t.deps)

  expect(await t.deps.db.select().from(numberPool)).toMatchObject([{ status: 'released' }])
  expect(t.billed()).toEqual([])
})

test('it is not closed while a number of it is still being given back', async () => {
  const t = await isolated('agent')
  const { agentId } = await t.provision(PHONE)
  t.simulator.fault({ vendor: 'twilio', operation: 'DeleteIncomingPhoneNumber', times: 1, status: 503 })
  await deprovisionChannels(t.deps, t.caller, { agentId })

  expect(await closeSubaccounts(t.deps)).toBe(0)
  expect((await t.subaccounts()).map(({ status }) => status)).toEqual(['active'])
})

test('one that was never answered is closed when its agent is gone', async () => {
  const t = await isolated('agent')
  t.simulator.fault({ vendor: 'twilio', operation: 'CreateAccount', times: 1, dropConnection: 'after' })
  await expect(t.provision(PHONE)).rejects.toMatchObject({ code: 'provider_timeout' })

  expect(await closeSubaccounts(t.deps)).toBe(1)
  expect((await t.subaccounts()).map(({ status }) => status)).toEqual(['closed'])
})

test('an organization that brings its own account gets no subaccount, and its account is never closed', async () => {
  const t = await isolated('agent')
  const { accountSid, authToken } = simulatorCredentials(t.config.secrets.sessionSecret)
  await registerProvider(t.deps, t.caller, { provider: 'twilio', credentials: { accountSid, authToken } })
  const { agentId } = await t.provision(PHONE)
  await deprovisionChannels(t.deps, t.caller, { agentId })
  await closeSubaccounts(t.deps)

  expect(await t.subaccounts()).toEqual([])
  expect(await t.credentials()).toHaveLength(1)
})

test('the subaccount of a sandbox is none in production', async () => {
  const t = await isolated('organization')
  await t.provision(PHONE)
  await t.deps.db.update(organizations).set({ mode: 'production', status: 'approved' })
  await t.clock.advance(10_000)

  await expect(t.provision(PHONE)).rejects.toMatchObject({
    code: 'provider_unavailable',
    message: expect.stringContaining('TWILIO_ACCOUNT_SID')
  })
})
