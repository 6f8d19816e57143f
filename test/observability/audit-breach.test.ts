import { expect, test } from 'vitest'
import { auditLog } from '../../src/db/schema/index.ts'
import { type Breach, breachOnce } from '../../src/observability/audit-breach.ts'
import { auditHouse } from '../helpers/audit-house.ts'

test('the first refusal of a limit in a window is recorded, and no further one', async () => {
  const { deps, orgId, clock, seal, verify } = await auditHouse()
  const minute = clock.now()
  const breach: Breach = {
    orgId,
    subject: 'agt_1',
    limit: 'actions',
    period: 'minute',
    startsAt: minute,
    max: 10,
    event: 'limit.breached'
  }
  const tell = (more: Partial<Breach>) => deps.db.batch([breachOnce(deps.db, clock.now(), { ...breach, ...more })])

  await Promise.all(Array.from({ length: 5 }, () => tell({})))
  await tell({ period: 'hour' })
  await tell({ subject: 'agt_2' })
  await tell({ startsAt: new Date(minute.getTime() + 60_000) })
  await tell({ limit: 'spend', period: 'day', event: 'cap.hit' })

  const rows = await deps.db.select().from(auditLog)
  expect(rows.map(({ subject, details }) => [subject, details['period']]).sort()).toEqual([
    ['agt_1', 'day'],
    ['agt_1', 'hour'],
    ['agt_1', 'minute'],
    ['agt_1', 'minute'],
    ['agt_2', 'minute']
  ])
  expect(await seal()).toBe(5)
  expect(await verify()).toMatchObject({ links: 5, pending: 0, found: [] })
})
