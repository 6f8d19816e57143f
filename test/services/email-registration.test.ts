import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, auditLog } from '../../src/db/schema/index.ts'
import { resolveAgent } from '../../src/services/agents.ts'
import { verifyDomainsDue } from '../../src/services/email-registration.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { type ProvisioningHouse, provisioningHouse } from '../helpers/provisioning-house.ts'

const EMAIL = { capabilities: { email: true }, emailDomain: 'new.example.org' }

/** Has the email vendor verify a domain, as its owner does there. */
async function verifyAtVendor({ simulator, config, clock }: ProvisioningHouse, name: string) {
  const { resendApiKey } = simulatorCredentials(config.secrets.sessionSecret)
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${resendApiKey}`, 'content-type': 'application/json' }
    const answer = await fetch(`${simulator.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await answer.json()) as { id: string }
  }
  const { id } = await post('/domains', { name })
  await post(`/domains/${id}/verify`, {})
  await clock.advance(1000)
}

const statusOf = async ({ deps }: ProvisioningHouse, agentId: string) =>
  (await deps.db.select().from(agents).where(eq(agents.id, agentId)))[0]?.emailStatus

test('agents of a domain may send as soon as the vendor was found to have verified it, and are seen so at once', async () => {
  const house = await provisioningHouse()
  for (const agentId of ['ada', 'bob']) await house.provision({ ...EMAIL, agentId })
  await house.provision({ ...EMAIL, agentId: 'other', emailDomain: 'other.example.org' })
  const remembered = await resolveAgent(house.deps, house.caller, 'ada')

  const before = await verifyDomainsDue(house.deps)
  await verifyAtVendor(house, 'new.example.org')
  const after = await verifyDomainsDue(house.deps)

  expect([remembered.emailStatus, before, after]).toEqual(['pending_registration', 0, 2])
  expect((await resolveAgent(house.deps, house.caller, 'ada')).emailStatus).toBe('active')
  expect([await statusOf(house, 'bob'), await statusOf(house, 'other')]).toEqual(['active', 'pending_registration'])
  const entries = await house.deps.db.select().from(auditLog).where(eq(auditLog.event, 'agent.changed'))
  expect(entries.map(({ actor, subject, details }) => [actor, subject, details]).sort()).toEqual([
    ['system', 'ada', { fields: ['emailStatus'] }],
    ['system', 'bob', { fields: ['emailStatus'] }]
  ])
})

test('an account is asked once about a domain, and a vendor that does not answer is asked again', async () => {
  const house = await provisioningHouse()
  for (const agentId of ['ada', 'bob']) await house.provision({ ...EMAIL, agentId })
  await verifyAtVendor(house, 'new.example.org')
  house.simulator.fault({ vendor: 'resend', operation: 'ListDomains', status: 503, times: 2 })

  expect(await verifyDomainsDue(house.deps)).toBe(0)
  house.simulator.fault({ vendor: 'resend', operation: 'ListDomains', status: 503, every: 2, times: 1 })

  expect(await verifyDomainsDue(house.deps)).toBe(2)
  expect(house.simulator.faults()).toHaveLength(1)
})

test('an agent with a verified domain, and one that is gone, is asked about no more', async () => {
  const house = await provisioningHouse()
  await house.provision({ capabilities: { email: true } })
  await house.provision({ ...EMAIL, agentId: 'gone' })
  await house.deps.db
    .update(agents)
    .set({ status: 'removed', emailAddress: null, emailStatus: 'none' })
    .where(eq(agents.id, 'gone'))
  house.simulator.fault({ vendor: 'resend', operation: 'ListDomains', status: 503, times: 1 })

  expect(await verifyDomainsDue(house.deps)).toBe(0)
  expect(house.simulator.faults()).toHaveLength(1)
})
