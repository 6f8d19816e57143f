import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agentPool, agents, decisions, organizations } from '../../src/db/schema/index.ts'
import { resolveAgent } from '../../src/services/agents.ts'
import { ensureDefaultOrganization } from '../../src/services/organizations.ts'
import { readOrganization } from '../../src/services/organizations-read.ts'
import { sendAccountMail } from '../../src/services/system-agent.ts'
import { usageDashboard } from '../../src/services/usage.ts'
import { orgCaller, superCaller } from '../helpers/callers.ts'
import { seedAgent, testDeps } from '../helpers/test-deps.ts'

const MAIL = { to: 'ada@example.com', subject: 'Hello', body: 'Your code is 123456.' }

async function house(env: Record<string, string> = {}) {
  const made = await testDeps(env)
  await ensureDefaultOrganization(made.deps)
  made.simulator.behave({ replies: false })
  const sent = () =>
    made.simulator.emails({ direction: 'outbound' }).map(({ from, to, subject }) => ({ from, to, subject }))
  return { ...made, sent }
}

test('account mail leaves through the gate, from an agent that takes no slot and that no tool can name', async () => {
  const { deps, sent } = await house()

  await Promise.all([1, 2, 3].map((n) => sendAccountMail(deps, { ...MAIL, body: `Your code is ${n}.` })))

  expect(sent()).toHaveLength(3)
  expect(sent()[0]).toEqual({
    from: expect.stringContaining('accounts@agents.example.com'),
    to: [MAIL.to],
    subject: 'Hello'
  })
  expect(await deps.db.select().from(decisions)).toMatchObject(
    Array(3).fill({ agentId: 'agt_system', orgId: 'org_system', purpose: 'transactional', verdict: 'allowed' })
  )
  expect(await deps.db.select().from(agentPool)).toMatchObject([{ orgId: 'org_default', used: 0 }])
  for (const caller of [orgCaller('org_default'), superCaller('org_default')]) {
    await expect(resolveAgent(deps, caller, 'agt_system')).rejects.toMatchObject({ code: 'not_found' })
    expect((await usageDashboard(deps, caller, {})).agents).toEqual([])
    await expect(readOrganization(deps, caller, 'org_system')).rejects.toMatchObject({ code: 'not_found' })
  }
})

test('its address is another one where an agent has that already, and moves with the domain of the server', async () => {
  const { deps, config, sent } = await house()
  await seedAgent(deps, 'org_default', { emailAddress: 'accounts@agents.example.com' })

  await sendAccountMail(deps, MAIL)
  const moved = { ...deps, config: { ...config, emailDefaultDomain: 'agents2.example.com' } }
  await sendAccountMail(moved, { ...MAIL, body: 'Your code is 654321.' }).catch(() => undefined)

  expect(sent()[0]?.from).toMatch(/accounts-[0-9a-f]{8}@agents\.example\.com/)
  const [row] = await deps.db.select().from(agents).where(eq(agents.id, 'agt_system'))
  expect(row?.emailAddress).toBe('accounts@agents2.example.com')
})

test('the organization of the house follows the mode of the server', async () => {
  const { deps, config } = await house()
  await sendAccountMail(deps, MAIL)
  await ensureDefaultOrganization({ ...deps, config: { ...config, demoMode: false } })
  const rows = await deps.db.select().from(organizations)
  expect(rows.map(({ id, mode }) => [id, mode]).sort()).toEqual([
    ['org_default', 'production'],
    ['org_system', 'production']
  ])
})
