import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, auditLog, organizations } from '../../src/db/schema/index.ts'
import { reportAnomaly } from '../../src/services/anomaly.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

test('an anomaly suspends the agent whose organization wants that, and none of another that does not', async () => {
  const { deps, clock } = await testDeps()
  const [strict, easy] = [await seedOrganization(deps), await seedOrganization(deps)]
  await deps.db
    .update(organizations)
    .set({ settings: { suspendOnAnomaly: true } })
    .where(eq(organizations.id, strict))
  const seeded = [await seedAgent(deps, strict), await seedAgent(deps, easy), await seedAgent(deps, strict)]
  const statuses = async () => {
    const rows = await deps.db.select().from(agents)
    return seeded.map(({ id }) => rows.find((row) => row.id === id)?.status)
  }
  const report = ({ id, orgId }: { id: string; orgId: string }) =>
    reportAnomaly(deps, {
      ...{ kind: 'volume', severity: 'CRITICAL', orgId, agentId: id, subject: id },
      ...{ message: 'An agent acts more than it did.', details: {} }
    })

  for (const agent of seeded.slice(1)) await report(agent)

  expect(await statuses()).toEqual(['active', 'active', 'suspended'])

  // The same goes on, and the organization has come to want it.
  const [, going] = seeded
  await deps.db.update(organizations).set({ settings: { suspendOnAnomaly: true } })
  await clock.advance(4 * 60_000)
  if (going) await report(going)
  await clock.advance(2 * 60_000)
  if (going) await report(going)
  expect(await statuses()).toEqual(['active', 'suspended', 'suspended'])
  const entries = await deps.db
    .select()
    .from(auditLog)
    .where(eq(auditLog.event, 'anomaly.detected'))
    .orderBy(auditLog.id)
  expect(entries.filter(({ orgId }) => orgId === easy).map(({ details }) => details?.['suspended'])).toEqual([
    ...[false, true]
  ])
})
