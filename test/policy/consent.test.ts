import { expect, test } from 'vitest'
import type { Intent, Subject } from '../../src/policy/check.ts'
import { consent, consentFacts } from '../../src/policy/consent.ts'
import type { Standing } from '../../src/policy/standing.ts'
import { intent, stranger } from '../helpers/intent.ts'
import { subject } from '../helpers/subject.ts'

type Consent = Standing['consents'][number]

const AT = new Date('2026-06-15T17:00:00.000Z')
const daysFrom = (days: number) => new Date(AT.getTime() + days * 86_400_000)
const said = (values: Partial<Consent> = {}): Consent => ({
  channel: 'any',
  purpose: 'any',
  kind: 'express',
  grantedAt: AT,
  expiresAt: null,
  ...values
})

/** What becomes of something to a person of whom this is on record; `passes`, or the reason of the refusal. */
function verdict(to: Partial<Subject>, consents: Consent[], more: Partial<Intent> = {}) {
  const about = subject({ at: AT, ...to })
  const facts = consentFacts(intent({ ...about, standing: stranger({ consents }), ...more }))
  return consent.judge(about, JSON.parse(JSON.stringify(facts)))?.details?.['reason'] ?? 'passes'
}

test.each([
  ['US', 'sms', 'conversational', 'implied'],
  ['US', 'sms', 'transactional', 'transactional'],
  ['US', 'sms', 'marketing', 'express'],
  ['US', 'voice', 'conversational', 'express'],
  ['US', 'voice', 'marketing', 'express'],
  ['GB', 'sms', 'marketing', 'express'],
  ['GB', 'voice', 'conversational', 'implied'],
  ['CA', 'sms', 'marketing', 'implied'],
  [null, 'sms', 'conversational', 'implied'],
  ['US', 'whatsapp', 'marketing', 'express']
] as const)('in %s, %s %s asks for %s consent and takes no weaker one', (country, channel, purpose, needed) => {
  const kinds = ['transactional', 'implied', 'express'] as const
  const passing = kinds.filter((kind) => verdict({ country, channel, purpose }, [said({ kind })]) === 'passes')
  expect(passing).toEqual(kinds.slice(kinds.indexOf(needed)))
  expect(verdict({ country, channel, purpose }, [])).toBe('consent_missing')
})

test.each([
  ['any', ['conversational', 'transactional', 'marketing']],
  ['marketing', ['conversational', 'transactional', 'marketing']],
  ['conversational', ['conversational']],
  ['transactional', ['transactional']]
] as const)('consent for %s covers %j', (purpose, covered) => {
  const wanted = ['conversational', 'transactional', 'marketing'] as const
  expect(wanted.filter((each) => verdict({ purpose: each }, [said({ purpose })]) === 'passes')).toEqual(covered)
})

test('transactional consent covers nothing but what is awaited, where a conversation asks for no more', () => {
  const to = { channel: 'email', purpose: 'conversational' } as const
  const agent = { country: 'ZZ' } as Intent['agent']
  expect(verdict(to, [said({ kind: 'transactional' })], { agent })).toBe('consent_missing')
  expect(verdict({ ...to, purpose: 'transactional' }, [said({ kind: 'transactional' })], { agent })).toBe('passes')
})

test.each([
  ['sms', 'sms', 'passes'],
  ['sms', 'whatsapp', 'consent_missing'],
  ['whatsapp', 'sms', 'consent_missing'],
  ['email', 'sms', 'consent_missing'],
  ['voice', 'sms', 'consent_missing'],
  ['any', 'whatsapp', 'passes'],
  ['any', 'sms', 'passes']
] as const)('consent to %s, something by %s: %s', (given, channel, expected) => {
  expect(verdict({ channel }, [said({ channel: given })])).toBe(expected)
})

test.each([
  [daysFrom(1), 'passes'],
  [new Date(AT.getTime() + 1), 'passes'],
  [AT, 'consent_expired'],
  [daysFrom(-1), 'consent_expired']
])('consent until %s is judged %s', (expiresAt, expected) => {
  expect(verdict({}, [said({ expiresAt })])).toBe(expected)
})

test.each([
  [[daysFrom(-1), null], 'passes'],
  [[null, daysFrom(-1)], 'passes'],
  [[daysFrom(-2), daysFrom(2), daysFrom(-1)], 'passes'],
  [[daysFrom(-2), daysFrom(-1)], 'consent_expired']
])('of several consents the one that lasts longest counts: %j', (ends, expected) => {
  expect(
    verdict(
      {},
      ends.map((expiresAt) => said({ expiresAt }))
    )
  ).toBe(expected)
})

test('a weaker consent that is expired is missing, not expired', () => {
  const weak = said({ kind: 'implied', expiresAt: daysFrom(-1) })
  expect(verdict({ purpose: 'marketing' }, [weak])).toBe('consent_missing')
})

test.each([
  ['sms', 'conversational', 'US', 0, 'passes'],
  ['sms', 'transactional', 'US', 89.9, 'passes'],
  ['sms', 'conversational', 'US', 90, 'consent_missing'],
  ['sms', 'marketing', 'US', 1, 'consent_missing'],
  ['whatsapp', 'conversational', 'US', 1, 'passes'],
  ['sms', 'conversational', 'IN', 1, 'passes'],
  ['sms', 'conversational', null, 1, 'passes'],
  ['voice', 'conversational', 'US', 1, 'consent_missing'],
  ['voice', 'transactional', 'US', 1, 'passes'],
  ['voice', 'conversational', 'GB', 1, 'passes']
] as const)('%s %s in %s to who wrote there %f days ago: %s', (channel, purpose, country, daysAgo, expected) => {
  const standing = stranger({ lastInboundAt: new Map([[channel, daysFrom(-daysAgo)]]) })
  expect(verdict({ channel, purpose, country }, [], { standing })).toBe(expected)
})

test('a message on one channel makes nothing on another an answer', () => {
  const standing = stranger({ lastInboundAt: new Map([['sms', AT]]) })
  expect(verdict({ channel: 'whatsapp' }, [], { standing })).toBe('consent_missing')
})

test('email follows the rules of the country of the agent, whatever the address', () => {
  const to = { channel: 'email', purpose: 'marketing', country: null } as const
  const home = (country: string) => ({ agent: { country } as Intent['agent'] })
  expect(verdict(to, [], home('US'))).toBe('passes')
  expect(verdict(to, [], home('GB'))).toBe('consent_missing')
  expect(verdict(to, [said()], home('GB'))).toBe('passes')
  expect(verdict(to, [], home('ZZ'))).toBe('consent_missing')
})

test.each(['opt_out_confirmation', 'help_reply'] as const)('%s needs no consent and looks at nobody', (purpose) => {
  expect(consent.load({} as never, intent({ purpose, standing: stranger({ consents: [said()] }) }))).toEqual({})
  expect(consent.judge(subject({ purpose }), {})).toBeUndefined()
})

test('a refusal says what is missing, on which channel and for what, and what to do', () => {
  const refusal = consent.judge(subject({ purpose: 'marketing' }), {})

  expect(refusal).toMatchObject({
    code: 'consent_missing',
    message: 'Nothing was sent: express consent of this person to marketing messages by sms is not on record.',
    details: { reason: 'consent_missing', needed: 'express', channel: 'sms', purpose: 'marketing' }
  })
  expect(refusal?.nextAction).toContain('comms_record_consent (channel sms, purpose marketing)')

  const ended = consentFacts(intent({ standing: stranger({ consents: [said({ expiresAt: AT })] }) }))
  expect(consent.judge(subject({ at: AT }), ended)?.message).toBe(
    'Nothing was sent: implied consent of this person to conversational messages by sms has expired.'
  )
})

test.each([
  ['CA', 'sms', 'marketing', 179.9, null, 'passes'],
  ['CA', 'sms', 'marketing', 180, null, 'consent_expired'],
  ['CA', 'sms', 'marketing', 180, daysFrom(1), 'passes'],
  ['CA', 'sms', 'marketing', 729.9, daysFrom(1000), 'passes'],
  ['CA', 'sms', 'marketing', 730, daysFrom(1000), 'consent_expired'],
  ['CA', 'sms', 'marketing', 1, daysFrom(-0.5), 'consent_expired'],
  ['CA', 'sms', 'conversational', 2000, null, 'passes'],
  ['CA', 'sms', 'transactional', 2000, null, 'passes'],
  ['US', 'sms', 'conversational', 2000, null, 'passes']
] as const)(
  'in %s, implied consent to %s %s that was given %f days ago until %s: %s',
  (country, channel, purpose, daysAgo, expiresAt, expected) => {
    const given = said({ kind: 'implied', grantedAt: daysFrom(-daysAgo), expiresAt })
    expect(verdict({ country, channel, purpose }, [given])).toBe(expected)
    expect(verdict({ country, channel, purpose }, [given, said({ grantedAt: daysFrom(-2000) })])).toBe('passes')
  }
)

test('implied consent that the law has ended stands in the way of none that it has not', () => {
  const old = said({ kind: 'implied', grantedAt: daysFrom(-400) })
  const renewed = said({ kind: 'implied', grantedAt: daysFrom(-10) })
  const dated = said({ kind: 'implied', grantedAt: daysFrom(-200), expiresAt: daysFrom(30) })
  const sale = { country: 'CA', purpose: 'marketing' } as const

  for (const consents of [
    [old, renewed],
    [renewed, old],
    [old, dated],
    [dated, old]
  ])
    expect(verdict(sale, consents)).toBe('passes')
  expect(verdict(sale, [old])).toBe('consent_expired')
})

test('selling by email from Canada ends with implied consent as well', () => {
  const to = { channel: 'email', purpose: 'marketing', country: null } as const
  const agent = { country: 'CA' } as Intent['agent']
  expect(verdict(to, [said({ kind: 'implied', grantedAt: daysFrom(-10) })], { agent })).toBe('passes')
  expect(verdict(to, [said({ kind: 'implied', grantedAt: daysFrom(-200) })], { agent })).toBe('consent_expired')
})

test('the facts name nobody and hold one entry for each kind and purpose', () => {
  const consents = [said(), said({ expiresAt: AT }), said({ channel: 'email' }), said({ kind: 'implied' })]
  const standing = stranger({ consents, lastInboundAt: new Map([['sms', AT]]) })

  expect(consentFacts(intent({ standing }))).toEqual({
    given: [
      { kind: 'express', purpose: 'any' },
      { kind: 'implied', purpose: 'any', since: AT.toISOString() }
    ],
    wroteAt: AT.toISOString()
  })
})

test('who is in copy must have agreed as well, and is named by where he stands', () => {
  const agent = { country: 'DE' } as Intent['agent']
  const agreed = stranger({ consents: [said({ purpose: 'marketing' })] })
  const about = { channel: 'email', purpose: 'marketing', at: AT, country: null, agent, standing: agreed } as const
  const judged = (copies: Intent['copies']) => {
    const email = intent({ ...about, copies })
    return consent.judge(email, JSON.parse(JSON.stringify(consent.load({} as never, email))))
  }

  expect(judged([{ at: 'cc[0]', standing: agreed }])).toBeUndefined()
  expect(judged([{ at: 'cc[0]', standing: stranger() }])?.details).toMatchObject({ copy: 'cc[0]' })
  expect(
    judged([
      { at: 'cc[0]', standing: agreed },
      { at: 'bcc[0]', standing: stranger() }
    ])
  ).toMatchObject({
    message: 'Nothing was sent: express consent of who is in bcc[0] to marketing messages by email is not on record.',
    details: { reason: 'consent_missing', copy: 'bcc[0]' }
  })
})
