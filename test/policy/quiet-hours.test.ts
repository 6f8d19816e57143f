import { describe, expect, test } from 'vitest'
import { countryOf } from '../../src/lib/phone.ts'
import type { Intent } from '../../src/policy/check.ts'
import { COUNTRIES } from '../../src/policy/countries/index.ts'
import { quietHours } from '../../src/policy/quiet-hours.ts'
import { QUIET_HOURS } from '../fixtures/quiet-hours.ts'
import { intent, stranger } from '../helpers/intent.ts'
import { subject } from '../helpers/subject.ts'

const MINUTE_MS = 60_000
const NIGHT = new Date('2026-06-15T10:00:00.000Z') // 03:00 in San Francisco
const SAN_FRANCISCO = '+14155550123'
const TOLL_FREE = '+18005550123'
const NOWHERE = '+881612345678'

interface Asked extends Partial<Intent> {
  contact: string
  recorded?: { timeZone?: string; region?: string }
  heard?: readonly [channel: string, at: Date][]
}

const whole = (values: Asked) => ({ ...subject({ country: countryOf(values.contact) ?? null }), ...values })

/** What is stored of a message. */
function factsOf(asked: Asked) {
  const { recorded, heard = [] } = asked
  const profile = recorded && { timeZone: null, region: null, lead: false, askAgainAt: null, ...recorded }
  const standing = stranger({ profile, lastInboundAt: new Map(heard) })
  return JSON.parse(JSON.stringify(quietHours.load(undefined as never, intent({ ...whole(asked), standing }))))
}

/** The verdict on a message as the gate comes to it: from the facts as they are stored. */
const judged = (asked: Asked) => quietHours.judge(whole(asked), factsOf(asked))

const ago = (minutes: number) => new Date(NIGHT.getTime() - minutes * MINUTE_MS)

test('the table has its sixty cases, and both verdicts', () => {
  expect(QUIET_HOURS.length).toBeGreaterThanOrEqual(60)
  expect(QUIET_HOURS.filter(({ expected }) => expected === 'allowed').length).toBeGreaterThan(20)
})

test.each(QUIET_HOURS)('$what', ({ to, at, channel, purpose, expected }) => {
  const refusal = judged({ contact: to, at: new Date(at), channel, purpose })
  const found = refusal === undefined ? 'allowed' : (refusal.details?.['allowedAt'] ?? 'never')

  expect(found).toBe(expected)
  if (refusal) expect(refusal).toMatchObject({ code: 'quiet_hours', ...(found === 'never' && { retryable: false }) })
})

test('the instant that a refusal names is the first minute that passes', () => {
  const cases = QUIET_HOURS.filter(({ expected }) => /^\d/.test(expected)).slice(0, 40)
  for (const { to, at, channel, purpose, expected, what } of cases) {
    const passes = (instant: number) => judged({ contact: to, at: new Date(instant), channel, purpose }) === undefined
    const first = Date.parse(expected)
    for (let instant = Date.parse(at); instant < first; instant += 7 * MINUTE_MS)
      expect(passes(instant), `${what}, ${new Date(instant).toISOString()}`).toBe(false)
    expect(passes(first - 1), what).toBe(false)
    expect(passes(first), what).toBe(true)
  }
})

describe('what is on record', () => {
  test('a recorded time zone takes the place of those of the number', () => {
    const recorded = { timeZone: 'Asia/Tokyo' }

    expect(judged({ contact: SAN_FRANCISCO, at: NIGHT, recorded })).toBeUndefined() // 19:00 in Tokyo
    expect(
      judged({ contact: SAN_FRANCISCO, at: new Date('2026-06-15T17:00:00.000Z'), recorded })?.details?.['localTime']
    ).toBe('Tuesday 02:00')
    expect(judged({ contact: TOLL_FREE, at: NIGHT, recorded })).toBeUndefined()
    expect(judged({ contact: NOWHERE, at: NIGHT, recorded })).toBeUndefined()
  })

  test('a recorded zone that there is not is as none', () => {
    expect(judged({ contact: SAN_FRANCISCO, at: NIGHT, recorded: { timeZone: 'Mars/Olympus' } })).toBeDefined()
  })

  test('a recorded state brings its rules, and its zone beside that of the number', () => {
    const call = { contact: SAN_FRANCISCO, channel: 'voice', recorded: { region: 'US-FL' } } as const

    expect(judged({ ...call, at: new Date('2026-06-15T23:59:00.000Z') })).toBeUndefined() // 19:59 in Miami
    expect(judged({ ...call, at: new Date('2026-06-16T00:00:00.000Z') })).toMatchObject({
      details: { rule: expect.stringContaining('Fla. Stat.') }
    })
    expect(judged({ ...call, at: new Date('2026-06-15T14:59:00.000Z') })).toBeDefined() // 07:59 in San Francisco
  })

  test('a recorded state tells where a toll-free number is', () => {
    const text = { contact: TOLL_FREE, recorded: { region: 'US-CA' } }

    expect(judged({ ...text, at: new Date('2026-06-15T15:00:00.000Z') })).toBeUndefined()
    expect(judged({ ...text, at: new Date('2026-06-15T14:59:00.000Z') })).toBeDefined()
  })

  test('where the zone is known and the state is not, the strictest state of the zone rules', () => {
    const call = { contact: TOLL_FREE, channel: 'voice', recorded: { timeZone: 'America/New_York' } } as const

    expect(judged({ ...call, at: new Date('2026-06-15T13:59:00.000Z') })).toMatchObject({
      details: { localTime: 'Monday 09:59', rule: expect.stringContaining('Ky. Rev. Stat.') }
    })
    expect(judged({ ...call, at: new Date('2026-06-15T14:00:00.000Z') })).toBeUndefined()
  })

  test('a strict state of another zone does not count there', () => {
    const call = { contact: TOLL_FREE, channel: 'voice', recorded: { timeZone: 'America/Los_Angeles' } } as const

    expect(judged({ ...call, at: new Date('2026-06-15T15:59:00.000Z') })).toBeDefined() // 08:59: Nevada
    expect(judged({ ...call, at: new Date('2026-06-15T16:00:00.000Z') })).toBeUndefined()
  })

  test('where neither is known to belong together, the strictest of all states rules', () => {
    const call = { contact: TOLL_FREE, channel: 'voice', recorded: { timeZone: 'Asia/Tokyo' } } as const

    expect(judged({ ...call, at: new Date('2026-06-15T00:59:00.000Z') })).toBeDefined() // 09:59
    expect(judged({ ...call, at: new Date('2026-06-15T01:00:00.000Z') })).toBeUndefined()
  })

  test('what is told of a person and what is on record are told apart', () => {
    const at = new Date('2026-06-15T17:00:00.000Z')
    expect(factsOf({ contact: SAN_FRANCISCO, at })).toEqual({ zones: ['America/Los_Angeles'], region: 'US-CA' })
    expect(factsOf({ contact: TOLL_FREE, at, recorded: { timeZone: 'America/New_York', region: 'US-NY' } })).toEqual({
      zones: ['America/New_York'],
      zoneRecorded: true,
      region: 'US-NY',
      regionRecorded: true
    })
  })

  test('a region of another country is as none', () => {
    const british = { contact: '+447400123456', at: NIGHT }
    expect(factsOf({ ...british, recorded: { region: 'US-CA' } })).toEqual(factsOf(british))

    const recorded = { timeZone: 'Asia/Tokyo', region: 'CA-ON' }
    const call = { channel: 'voice', recorded } as const

    expect(judged({ ...call, contact: TOLL_FREE, at: new Date('2026-06-15T00:59:00.000Z') })).toBeDefined() // 09:59
    expect(judged({ ...call, contact: SAN_FRANCISCO, at: new Date('2026-06-15T00:59:00.000Z') })).toBeDefined()
  })

  test('who is on record by another clock than that of his area code has moved: the strictest state there rules', () => {
    const moved = { contact: SAN_FRANCISCO, channel: 'voice', recorded: { timeZone: 'America/New_York' } } as const
    const stayed = { ...moved, recorded: { timeZone: 'US/Pacific' } }

    expect(judged({ ...moved, at: new Date('2026-06-15T13:59:00.000Z') })).toMatchObject({
      details: { rule: expect.stringContaining('Ky. Rev. Stat.') }
    })
    expect(judged({ ...moved, at: new Date('2026-06-16T00:30:00.000Z') })).toBeDefined() // 20:30: Florida
    expect(factsOf(moved)).not.toHaveProperty('region')
    expect(factsOf(stayed)).toMatchObject({ region: 'US-CA' })
    // Two zones of one state; and a day ahead by the same hands of the clock.
    const at = new Date('2026-06-15T17:00:00.000Z')
    const pensacola = { contact: '+18505550123', at, recorded: { timeZone: 'America/Chicago' } }
    expect(factsOf(pensacola)).toMatchObject({ region: 'US-FL' })
    const apia = { contact: '+16842581234', at, recorded: { timeZone: 'Pacific/Apia' } }
    expect(factsOf(apia)).not.toHaveProperty('region')
    expect(factsOf({ ...apia, recorded: { timeZone: 'Pacific/Pago_Pago' } })).toMatchObject({ region: 'US-AS' })
    expect(judged({ ...stayed, at: new Date('2026-06-16T03:30:00.000Z') })).toBeUndefined() // 20:30 in California
  })
})

describe('at night', () => {
  const text = { contact: SAN_FRANCISCO, at: NIGHT }

  test.each(['sms', 'email', 'voice'])('an answer to somebody whom we heard on %s within the hour passes', (on) => {
    expect(judged({ ...text, heard: [[on, ago(59)]] })).toBeUndefined()
    expect(judged({ ...text, channel: 'voice', heard: [[on, ago(1)]] })).toBeUndefined()
  })

  test('minutes are counted when they are over, and what we hear of now is none ago', () => {
    expect(judged({ ...text, heard: [['sms', new Date(ago(60).getTime() + 1)]] })).toBeUndefined()
    expect(factsOf({ ...text, heard: [['sms', ago(0)]] })).toMatchObject({ heardMinutesAgo: 0 })
    expect(factsOf({ ...text, heard: [['sms', ago(-5)]] })).toMatchObject({ heardMinutesAgo: 0 })
  })

  test('an hour later he may be asleep', () => {
    expect(judged({ ...text, heard: [['sms', ago(60)]] })).toMatchObject({ code: 'quiet_hours' })
    expect(
      judged({
        ...text,
        heard: [
          ['sms', ago(600)],
          ['email', ago(61)]
        ]
      })
    ).toBeDefined()
  })

  test('the channel on which he was heard last counts', () => {
    expect(
      judged({
        ...text,
        heard: [
          ['sms', ago(600)],
          ['email', ago(5)]
        ]
      })
    ).toBeUndefined()
  })

  test('to sell is no answer', () => {
    expect(judged({ ...text, purpose: 'marketing', heard: [['sms', ago(1)]] })).toBeDefined()
  })

  test.each([
    ['email', 'marketing'],
    ['email', 'conversational'],
    ['sms', 'transactional'],
    ['voice', 'transactional'],
    ['sms', 'opt_out_confirmation'],
    ['sms', 'help_reply']
  ] as const)('%s that is %s passes', (channel, purpose) => {
    expect(judged({ ...text, channel, purpose })).toBeUndefined()
    expect(factsOf({ ...text, channel, purpose })).toEqual({})
  })

  test.each([
    ['voice', 'conversational'],
    ['voice', 'marketing'],
    ['sms', 'conversational'],
    ['sms', 'marketing'],
    ['whatsapp', 'marketing']
  ] as const)('%s that is %s does not', (channel, purpose) => {
    expect(judged({ ...text, channel, purpose })).toMatchObject({ code: 'quiet_hours' })
  })

  test.each(['conversational', 'marketing'] as const)('a %s call passes in no country', (purpose) => {
    for (const { iso } of COUNTRIES) {
      const recorded = { timeZone: 'America/Los_Angeles' }
      expect(judged({ ...text, country: iso, channel: 'voice', purpose, recorded }), iso).toBeDefined()
    }
  })
})

test('where nothing tells the place, only a recorded zone lets it pass', () => {
  expect(judged({ contact: NOWHERE, at: new Date('2026-06-15T17:00:00.000Z') })).toMatchObject({
    code: 'quiet_hours',
    retryable: false
  })
})

test('a refusal says the time there, the rule and when to try again, but not who', () => {
  const refusal = judged({ contact: SAN_FRANCISCO, at: NIGHT })

  expect(refusal).toMatchObject({
    message: expect.stringMatching(/Monday 03:00 in America\/Los_Angeles.*47 CFR 64\.1200/),
    details: { timeZone: 'America/Los_Angeles', localTime: 'Monday 03:00', allowedAt: '2026-06-15T15:00:00.000Z' }
  })
  expect(JSON.stringify(refusal)).not.toContain('5550123')
})
