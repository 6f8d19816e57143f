import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents } from '../../src/db/schema/index.ts'
import { announceAgent } from '../../src/services/agent-cache.ts'
import { resolveAgent } from '../../src/services/agents.ts'
import { agentCaller, orgCaller, superCaller } from '../helpers/callers.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

async function house() {
  const { deps, clock } = await testDeps()
  const [orgId, foreignOrg] = [await seedOrganization(deps), await seedOrganization(deps)]
  const [own, sibling, foreign] = [
    await seedAgent(deps, orgId),
    await seedAgent(deps, orgId),
    await seedAgent(deps, foreignOrg)
  ]
  return { deps, clock, orgId, own, sibling, foreign }
}

const NOT_FOUND = { code: 'not_found', message: 'There is no agent with this id.' }

test('an agent is itself, whether it says so or not, and can name no other', async () => {
  const { deps, own, sibling, foreign } = await house()
  const caller = agentCaller(own)

  expect((await resolveAgent(deps, caller)).id).toBe(own.id)
  expect((await resolveAgent(deps, caller, own.id)).id).toBe(own.id)
  for (const id of [sibling.id, foreign.id, 'agt_never'])
    await expect(resolveAgent(deps, caller, id)).rejects.toMatchObject(NOT_FOUND)
})

test.each([
  ['org', orgCaller],
  ['super', superCaller]
])('a caller of role %s must name an agent, and only one of its organization is there', async (_, callerOf) => {
  const { deps, orgId, own, sibling, foreign } = await house()
  const caller = callerOf(orgId)

  for (const { id } of [own, sibling]) expect((await resolveAgent(deps, caller, id)).id).toBe(id)
  for (const id of [foreign.id, 'agt_never'])
    await expect(resolveAgent(deps, caller, id)).rejects.toMatchObject(NOT_FOUND)
  await expect(resolveAgent(deps, caller)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(/^agentId: /)
  })
})

test("somebody else's agent is not there either when it was looked at by its owner a moment before", async () => {
  const { deps, orgId, foreign } = await house()
  await resolveAgent(deps, orgCaller(foreign.orgId), foreign.id)

  await expect(resolveAgent(deps, orgCaller(orgId), foreign.id)).rejects.toMatchObject(NOT_FOUND)
})

test('a removed agent is there for those who read history, and for nothing else', async () => {
  const { deps, orgId } = await house()
  const removed = await seedAgent(deps, orgId, { status: 'removed' })
  const half = await seedAgent(deps, orgId, { status: 'provisioning' })
  const caller = orgCaller(orgId)

  await expect(resolveAgent(deps, caller, removed.id)).rejects.toMatchObject(NOT_FOUND)
  expect((await resolveAgent(deps, caller, removed.id, { includeRemoved: true })).id).toBe(removed.id)
  await expect(resolveAgent(deps, caller, half.id, { includeRemoved: true })).rejects.toMatchObject(NOT_FOUND)
})

test('a change is seen at once where it was made, and after five seconds by whoever was not told', async () => {
  const { deps, clock, own } = await house()
  const nameNow = async () => (await resolveAgent(deps, agentCaller(own))).displayName
  const rename = (displayName: string) => deps.db.update(agents).set({ displayName }).where(eq(agents.id, own.id))
  expect(await nameNow()).toBe('Test Agent')

  await rename('Told')
  const heard = new Promise((resolve) => deps.bus.subscribe('agent.changed', resolve))
  await announceAgent(deps, own.id)
  expect(await nameNow()).toBe('Told')
  await heard
  await nameNow()
  await rename('Untold')
  expect(await nameNow()).toBe('Told')
  await clock.advance(5000)
  expect(await nameNow()).toBe('Untold')
})

test('a change at another replica is seen as soon as the bus tells of it', async () => {
  const { deps, own } = await house()
  await resolveAgent(deps, agentCaller(own))
  const heard = new Promise((resolve) => deps.bus.subscribe('agent.changed', resolve))

  await deps.db.update(agents).set({ displayName: 'Elsewhere' }).where(eq(agents.id, own.id))
  await deps.bus.publish('agent.changed', own.id)

  expect(await heard).toBe(own.id)
  expect((await resolveAgent(deps, agentCaller(own))).displayName).toBe('Elsewhere')
})
