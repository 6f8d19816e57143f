import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, auditLog } from '../../src/db/schema/index.ts'
import { resolveAgent } from '../../src/services/agents.ts'
import { updateAgent } from '../../src/services/update-agent.ts'
import { agentCaller, orgCaller } from '../helpers/callers.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

async function house() {
  const { deps, clock } = await testDeps()
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId, { greeting: 'Hello', blockedChannels: ['sms'] })
  const stored = async () => (await deps.db.select().from(agents).where(eq(agents.id, agent.id)))[0]
  return { deps, clock, orgId, agent, caller: orgCaller(orgId), stored }
}

test('what is named is changed, null clears, and the rest stays', async () => {
  const { deps, agent, caller } = await house()

  const view = await updateAgent(deps, caller, agent.id, { displayName: 'Renamed', greeting: null })

  expect(view).toMatchObject({ agentId: agent.id, displayName: 'Renamed', greeting: null, blockedChannels: ['sms'] })
  expect(await resolveAgent(deps, caller, agent.id)).toMatchObject({ displayName: 'Renamed', language: 'en-US' })
  const [entry] = await deps.db.select().from(auditLog)
  expect(entry).toMatchObject({ event: 'agent.changed', subject: agent.id, actor: 'org:tok_of_org' })
  expect(entry?.details).toEqual({ fields: ['displayName', 'greeting'] })
})

test('an agent that was looked at before the change is seen changed by the next call', async () => {
  const { deps, agent, caller } = await house()
  await resolveAgent(deps, caller, agent.id)

  await updateAgent(deps, caller, agent.id, { systemPrompt: 'Be brief.' })

  expect((await resolveAgent(deps, caller, agent.id)).systemPrompt).toBe('Be brief.')
})

test('whoever sets a callback URL is shown the secret that verifies callbacks, and nobody else is', async () => {
  const { deps, agent, caller } = await house()

  const set = await updateAgent(deps, caller, agent.id, { callbackUrl: 'https://agent.example.com/events' })
  const renamed = await updateAgent(deps, caller, agent.id, { displayName: 'Renamed' })

  expect(set.callbackSecret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/)
  expect(renamed.callbackUrl).toBe('https://agent.example.com/events')
  expect(renamed).not.toHaveProperty('callbackSecret')
})

test('an agent changes how it presents itself and may block a channel', async () => {
  const { deps, agent } = await house()
  const change = { displayName: 'Me', greeting: 'Hi', voice: { handOverSeconds: 5 } }

  const view = await updateAgent(deps, agentCaller(agent), undefined, { ...change, blockedChannels: ['sms', 'email'] })

  expect(view).toMatchObject({ ...change, blockedChannels: ['sms', 'email'] })
})

test.each([
  ['callbackUrl', { callbackUrl: 'https://evil.example.com' }],
  ['callbackUrl', { callbackUrl: null }],
  ['brainUrl', { brainUrl: 'https://evil.example.com' }],
  ['storage', { storage: { sms: { bodies: true } } }],
  ['routeDuplication', { routeDuplication: { email: { bccTo: 'evil@example.com' } } }],
  ['providerOverrides', { providerOverrides: {} }],
  ['blockedChannels', { blockedChannels: [] }]
])('an agent may not change its %s: where content goes is for its owner to say', async (field, change) => {
  const { deps, agent, stored } = await house()
  const before = await stored()

  await expect(updateAgent(deps, agentCaller(agent), undefined, change)).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining(field)
  })

  expect(await stored()).toEqual(before)
})

test('an agent does not lift a block that it, as it was last seen, did not have', async () => {
  const { deps, agent, stored } = await house()
  await resolveAgent(deps, agentCaller(agent), agent.id)
  await deps.db
    .update(agents)
    .set({ blockedChannels: ['sms', 'email'] })
    .where(eq(agents.id, agent.id))

  const change = { displayName: 'Me', blockedChannels: ['sms' as const] }
  await expect(updateAgent(deps, agentCaller(agent), undefined, change)).rejects.toMatchObject({ code: 'forbidden' })

  expect(await stored()).toMatchObject({ displayName: 'Test Agent', blockedChannels: ['sms', 'email'] })
})

test('its owner may unblock a channel', async () => {
  const { deps, agent, caller } = await house()

  expect((await updateAgent(deps, caller, agent.id, { blockedChannels: [] })).blockedChannels).toEqual([])
})

test('a foreign, a removed and an absent agent are not there to be changed', async () => {
  const { deps, caller } = await house()
  const foreign = await seedAgent(deps, await seedOrganization(deps))
  const removed = await seedAgent(deps, caller.orgId, { status: 'removed' })

  for (const id of [foreign.id, removed.id, 'agt_never'])
    await expect(updateAgent(deps, caller, id, { displayName: 'Mine now' })).rejects.toMatchObject({
      code: 'not_found'
    })
  expect((await deps.db.select().from(agents)).map(({ displayName }) => displayName)).not.toContain('Mine now')
})

test('an agent that is removed while it is being changed is not brought back', async () => {
  const { deps, agent, caller, stored } = await house()
  await resolveAgent(deps, caller, agent.id)
  await deps.db.update(agents).set({ status: 'removed' }).where(eq(agents.id, agent.id))

  await expect(updateAgent(deps, caller, agent.id, { displayName: 'Back' })).rejects.toMatchObject({
    code: 'not_found'
  })

  expect(await stored()).toMatchObject({ status: 'removed', displayName: 'Test Agent' })
})

test('a change of nothing is refused', async () => {
  const { deps, agent, caller } = await house()

  await expect(updateAgent(deps, caller, agent.id, {})).rejects.toMatchObject({ code: 'invalid_input' })
})
