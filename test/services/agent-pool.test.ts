import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agentPool, auditLog } from '../../src/db/schema/index.ts'
import { readPool, setPoolSize } from '../../src/services/agent-pool.ts'
import { superCaller } from '../helpers/callers.ts'
import { seedOrganization, testDeps } from '../helpers/test-deps.ts'

async function house() {
  const { deps } = await testDeps()
  const [orgId, other] = [await seedOrganization(deps), await seedOrganization(deps)]
  await deps.db.update(agentPool).set({ used: 3 }).where(eq(agentPool.orgId, orgId))
  return { deps, orgId, other, caller: superCaller(orgId) }
}

test('the pool of the named organization is resized, no other, and it is audited', async () => {
  const { deps, orgId, other, caller } = await house()

  expect(await setPoolSize(deps, caller, 20)).toEqual({ maxAgents: 20, used: 3, remaining: 17 })

  expect(await readPool(deps, other)).toMatchObject({ maxAgents: 5 })
  expect(await deps.db.select().from(auditLog)).toMatchObject([
    { orgId, event: 'pool.expanded', actor: 'super:master', details: { maxAgents: 20 } }
  ])
})

test('a pool is never smaller than the agents in it', async () => {
  const { deps, orgId, caller } = await house()

  await expect(setPoolSize(deps, caller, 2)).rejects.toMatchObject({ code: 'conflict' })
  expect(await readPool(deps, orgId)).toMatchObject({ maxAgents: 5 })
  expect(await setPoolSize(deps, caller, 3)).toMatchObject({ remaining: 0 })
})
