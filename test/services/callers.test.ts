import { expect, test } from 'vitest'
import { actingFor } from '../../src/services/callers.ts'
import { agentCaller, orgCaller, superCaller } from '../helpers/callers.ts'
import { seedOrganization, testDeps } from '../helpers/test-deps.ts'

test('a super-admin acts for the organization that it names, and for its own when it names none', async () => {
  const { deps } = await testDeps()
  const orgId = await seedOrganization(deps)
  const caller = superCaller('org_default')

  expect(await actingFor(deps, caller, orgId)).toEqual({ ...caller, orgId })
  expect(await actingFor(deps, caller, undefined)).toEqual(caller)
  expect(await actingFor(deps, caller, '')).toEqual(caller)
})

test('everybody else may name their own organization and no other, and cannot tell which there are', async () => {
  const { deps } = await testDeps()
  const [own, foreign] = [await seedOrganization(deps), await seedOrganization(deps)]

  for (const caller of [orgCaller(own), agentCaller({ id: 'agt_1', orgId: own })]) {
    expect(await actingFor(deps, caller, own)).toEqual(caller)
    for (const orgId of [foreign, 'org_never'])
      await expect(actingFor(deps, caller, orgId)).rejects.toMatchObject({
        code: 'not_found',
        message: 'There is no organization with this id.'
      })
  }
  await expect(actingFor(deps, superCaller(own), 'org_never')).rejects.toMatchObject({ code: 'not_found' })
})
