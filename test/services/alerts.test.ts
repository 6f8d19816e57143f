import { expect, test } from 'vitest'
import { alerts } from '../../src/db/schema/index.ts'
import { type Alert, raiseAlert } from '../../src/services/alerts.ts'
import { seedOrganization, testDeps } from '../helpers/test-deps.ts'

const MINUTE_MS = 60_000

async function house() {
  const { deps, clock } = await testDeps()
  const orgId = await seedOrganization(deps)
  const alert: Alert = { orgId, severity: 'HIGH', event: 'provider.down', subject: 'twilio', message: 'It is down.' }
  const rows = () => deps.db.select().from(alerts).orderBy(alerts.id)
  return { deps, clock, orgId, rows, raise: (more: Partial<Alert> = {}) => raiseAlert(deps, { ...alert, ...more }) }
}

test('the same event about the same subject within five minutes of its last time is one alert', async () => {
  const { clock, rows, raise } = await house()

  const first = await raise()
  await clock.advance(5 * MINUTE_MS - 1)
  const second = await raise()
  await clock.advance(5 * MINUTE_MS - 1)
  const third = await raise()
  await clock.advance(5 * MINUTE_MS)
  const fourth = await raise()

  const again = { ...first, isNew: false }
  expect([first.isNew, second, third, fourth.isNew]).toEqual([true, again, again, true])
  expect((await rows()).map(({ occurrences }) => occurrences)).toEqual([3, 1])
})

test('another event, subject or organization is an alert of its own', async () => {
  const { deps, rows, raise } = await house()
  const other = await seedOrganization(deps)

  await raise()
  await raise({ event: 'provider.up' })
  await raise({ subject: 'resend' })
  await raise({ orgId: other })

  expect((await rows()).map(({ occurrences }) => occurrences)).toEqual([1, 1, 1, 1])
})

test('thirty at once are one alert that counts thirty', async () => {
  const { rows, raise } = await house()
  await Promise.all(Array.from({ length: 30 }, (_, n) => raise({ subject: `s${n}` }))) // opens all connections

  await Promise.all(Array.from({ length: 30 }, () => raise()))

  const same = (await rows()).filter(({ subject }) => subject === 'twilio')
  expect(same).toMatchObject([{ occurrences: 30, acknowledgedAt: null }])
})

test('what goes along with an alert happens with it or not at all', async () => {
  const { deps, orgId, rows } = await house()
  const alert: Alert = { orgId, severity: 'LOW', event: 'e', subject: 's', message: 'm' }

  const failed = raiseAlert(deps, alert, async () => {
    throw new Error('no')
  })

  await expect(failed).rejects.toThrow('no')
  expect(await rows()).toEqual([])
})
