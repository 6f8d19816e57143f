import { expect, test } from 'vitest'
import { inboxEvents } from '../../src/db/schema/index.ts'
import { announce, eventRow } from '../../src/delivery/event-row.ts'
import { inboxResource } from '../../src/mcp/inbox-resource.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'
import { until } from '../helpers/until.ts'

test('an agent reads how much waits for it and hears of what arrives; others have no inbox', async () => {
  const { deps } = await testDeps()
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId)
  const other = await seedAgent(deps, orgId)
  const resource = inboxResource(deps)
  const caller = { role: 'agent' as const, orgId, agentId: agent.id, tokenId: 'tok_1' }
  const org = { role: 'org' as const, orgId, tokenId: 'tok_2' }
  let told = 0
  deps.bus.subscribe(resource.changes(caller) ?? '', () => {
    told++
  })

  for (const agentId of [agent.id, other.id]) {
    const payload = { from: '+14155550123', to: '+14155550100' }
    const event = { orgId, agentId, kind: 'message.received' as const, channel: 'sms', contact: payload.from, payload }
    await deps.db.insert(inboxEvents).values(eventRow(deps, event))
    await announce(deps, agentId)
  }

  await until(() => told > 0, 'the agent is told')
  expect(JSON.parse(await resource.read(caller))).toEqual({ agentId: agent.id, waiting: 1 })
  expect(told).toBe(1)
  await expect(resource.read(org)).rejects.toMatchObject({ code: 'forbidden' })
  expect(resource.changes(org)).toBeUndefined()
})
