import { describe, expect, test } from 'vitest'
import { contactAttempts } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import type { Intent } from '../../src/policy/check.ts'
import { frequency } from '../../src/policy/frequency.ts'
import { intent, stranger } from '../helpers/intent.ts'
import { subject } from '../helpers/subject.ts'
import { testDeps } from '../helpers/test-deps.ts'

const AT = new Date('2026-06-15T17:00:00.000Z')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const ago = (ms: number) => new Date(AT.getTime() - ms).toISOString()
const call = (values: object = {}) => subject({ action: 'call', channel: 'voice', at: AT, ...values })
const earlier = (values: object) => ({ max: 2, today: 0, ...values })
const law = (since: string) => ({ calls: 4, days: 30, source: 'Code, article 1', since })

describe('the verdict', () => {
  test.each([
    ['a first call', {}, earlier({}), undefined],
    ['the last call of the day', {}, earlier({ today: 1, last: ago(HOUR_MS) }), undefined],
    ['one call too many for the day', {}, earlier({ today: 2, last: ago(HOUR_MS) }), 'calls-per-day'],
    ['a transactional call too many for the day', { purpose: 'transactional' }, earlier({ today: 2 }), 'calls-per-day'],
    ['a call where none is allowed', {}, earlier({ max: 0 }), 'calls-per-day'],
    ['a call within 15 minutes', {}, earlier({ today: 1, last: ago(15 * MINUTE_MS - 1) }), 'spacing'],
    ['a call after 15 minutes', {}, earlier({ today: 1, last: ago(15 * MINUTE_MS) }), undefined],
    ['an awaited call at once', { purpose: 'transactional' }, earlier({ today: 1, last: ago(1) }), undefined],
    ['a lead within a day', {}, earlier({ lead: true, last: ago(DAY_MS - 1) }), 'lead-day'],
    ['a lead after a day', {}, earlier({ lead: true, last: ago(DAY_MS) }), undefined],
    ['a lead, third in 7 days', {}, earlier({ lead: true, last: ago(DAY_MS) }), undefined],
    [
      'a lead, fourth in 7 days',
      {},
      earlier({ lead: true, last: ago(2 * DAY_MS), thirdLast: ago(7 * DAY_MS - 1) }),
      'lead-week'
    ],
    [
      'a lead, fourth in more',
      {},
      earlier({ lead: true, last: ago(2 * DAY_MS), thirdLast: ago(7 * DAY_MS) }),
      undefined
    ],
    ['a call that the law counts as one too many', {}, earlier({ lawful: [law(ago(30 * DAY_MS - 1))] }), 'law'],
    ['a call after the law has ceased to count', {}, earlier({ lawful: [law(ago(30 * DAY_MS))] }), undefined],
    ['nobody’s lead, often called', {}, earlier({ last: ago(HOUR_MS), thirdLast: ago(DAY_MS) }), undefined],
    ['a text', { channel: 'sms' }, earlier({ today: 9, last: ago(1) }), undefined]
  ])('%s', (_what, about, facts, rule) => {
    expect(frequency.judge(call(about), facts)?.details?.['rule']).toBe(rule)
  })

  test.each([
    ['calls-per-day', earlier({ today: 2, last: ago(HOUR_MS) }), '2026-06-16T00:00:00.000Z'],
    ['spacing', earlier({ today: 1, last: ago(5 * MINUTE_MS) }), '2026-06-15T17:10:00.000Z'],
    ['lead-day', earlier({ lead: true, last: ago(HOUR_MS) }), '2026-06-16T16:00:00.000Z'],
    [
      'lead-week',
      earlier({ lead: true, last: ago(2 * DAY_MS), thirdLast: ago(3 * DAY_MS) }),
      '2026-06-19T17:00:00.000Z'
    ],
    ['the law', earlier({ lawful: [law(ago(10 * DAY_MS))] }), '2026-07-05T17:00:00.000Z'],
    ['the last of several', earlier({ today: 2, lead: true, last: ago(HOUR_MS) }), '2026-06-16T16:00:00.000Z']
  ])('a refusal for %s may be repeated when every rule allows it', (_rule, facts, allowedAt) => {
    const refusal = frequency.judge(call(), facts)
    expect(refusal).toMatchObject({ code: 'too_frequent', details: { allowedAt } })
    expect(frequency.judge(call({ at: new Date(allowedAt) }), { ...facts, today: 0 })).toBeUndefined()
  })
})

test.each([
  [1, 1, 'once in a day'],
  [4, 30, '4 times in 30 days']
])('a law that allows %i in %i days is told: %s', (calls, days, words) => {
  const lawful = [{ calls, days, source: 'Code', since: ago(HOUR_MS) }]
  expect(frequency.judge(call(), earlier({ lawful }))?.message).toBe(
    `Nobody was called: this person was called ${words}, and the law allows no more (Code).`
  )
})

describe('the facts', () => {
  const lead = stranger({ profile: { timeZone: null, region: null, lead: true, askAgainAt: null } })

  async function house(...attempts: { ms: number; contact?: string; orgId?: string }[]) {
    const { deps } = await testDeps()
    for (const { ms, contact = '+14155550123', orgId = 'org_1' } of attempts) {
      const createdAt = new Date(AT.getTime() - ms)
      await deps.db.insert(contactAttempts).values({ id: newId('att'), orgId, agentId: 'agt_2', contact, createdAt })
    }
    return async (values: Partial<Intent> = {}) =>
      await frequency.load(deps.db, intent({ action: 'call', channel: 'voice', at: AT, ...values }))
  }

  test('count the calls of every agent of the organization to the person, by UTC day', async () => {
    const load = await house(
      { ms: HOUR_MS },
      { ms: 17 * HOUR_MS },
      { ms: 17 * HOUR_MS + 1 },
      { ms: 2 * HOUR_MS, contact: '+14155550124' },
      { ms: 3 * HOUR_MS, orgId: 'org_2' }
    )

    expect(await load()).toEqual({ max: 2, today: 2, last: ago(HOUR_MS), thirdLast: ago(17 * HOUR_MS + 1) })
    expect(await load({ maxCallsPerDayToSameNumber: 7 })).toMatchObject({ max: 7 })
  })

  test('leave out what is more than 7 days ago', async () => {
    const load = await house({ ms: 7 * DAY_MS }, { ms: 7 * DAY_MS - 1 })
    expect(await load()).toEqual({ max: 2, today: 0, last: ago(7 * DAY_MS - 1) })

    const long = await house({ ms: 7 * DAY_MS })
    expect(await long()).toEqual({ max: 2, today: 0 })
  })

  test('tell a lead by its profile, and by what the call is for', async () => {
    const load = await house()
    expect(await load()).toEqual({ max: 2, today: 0 })
    expect(await load({ standing: lead })).toEqual({ max: 2, today: 0, lead: true })
    expect(await load({ purpose: 'marketing' })).toEqual({ max: 2, today: 0, lead: true })
  })

  test('hold what the law of the country of a lead counts, as far back as it does', async () => {
    const load = await house({ ms: 8 * DAY_MS }, { ms: 12 * DAY_MS }, { ms: 20 * DAY_MS }, { ms: 29 * DAY_MS })
    const french = { country: 'FR', purpose: 'marketing' } as const

    const counted = { calls: 4, days: 30, source: expect.stringContaining('D.223-9'), since: ago(29 * DAY_MS) }
    expect(await load(french)).toMatchObject({ lead: true, lawful: [counted] })
    expect(await load({ country: 'FR', standing: lead })).toMatchObject({ lawful: [counted] })
    expect(await load({ ...french, at: new Date(AT.getTime() + 2 * DAY_MS) })).not.toHaveProperty('lawful')
    expect(await load({ country: 'FR' })).toEqual({ max: 2, today: 0 })
    expect(await load({ country: 'DE', purpose: 'marketing' })).toEqual({ max: 2, today: 0, lead: true })
  })

  test('hold each limit that is reached where the law counts twice', async () => {
    const load = await house({ ms: 2 * DAY_MS }, { ms: 5 * DAY_MS })

    expect(
      (await load({ country: 'AE', purpose: 'marketing' })).lawful?.map(({ calls, since }) => [calls, since])
    ).toEqual([
      [1, ago(2 * DAY_MS)],
      [2, ago(5 * DAY_MS)]
    ])
  })

  test('are not looked for where nobody is called', async () => {
    const load = await house({ ms: 1 })
    expect(await load({ channel: 'sms' })).toEqual({})
  })
})
