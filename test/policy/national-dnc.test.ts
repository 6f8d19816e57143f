import { describe, expect, test } from 'vitest'
import { nationalRegistries } from '../../src/db/schema/index.ts'
import type { Intent } from '../../src/policy/check.ts'
import { nationalDnc } from '../../src/policy/national-dnc.ts'
import { importRegistry } from '../../src/services/national-registry.ts'
import { intent, stranger } from '../helpers/intent.ts'
import { subject } from '../helpers/subject.ts'
import { testDeps } from '../helpers/test-deps.ts'

const AT = new Date('2026-06-15T17:00:00.000Z')
const daysAgo = (days: number) => new Date(AT.getTime() - days * 86_400_000).toISOString()
const justBefore = (days: number) => new Date(Date.parse(daysAgo(days)) - 1).toISOString()
const sale = (values: object = {}) => subject({ channel: 'voice', purpose: 'marketing', at: AT, ...values })
const copy = (values: object = {}) => ({ registry: 'us-ftc', listed: false, importedAt: daysAgo(1), ...values })

describe('the verdict', () => {
  test.each([
    ['an offer by phone to who is not listed', sale(), copy(), undefined],
    ['an offer by phone to who is listed', sale(), copy({ listed: true }), 'recipient_opted_out'],
    ['an offer by text to who is listed', sale({ channel: 'sms' }), copy({ listed: true }), 'recipient_opted_out'],
    ['an offer by phone without a copy', sale(), { registry: 'us-ftc', listed: false }, 'registration_required'],
    ['an offer by phone, copy of 28 days', sale(), copy({ importedAt: daysAgo(28) }), undefined],
    ['an offer by phone, copy just older', sale(), copy({ importedAt: justBefore(28) }), 'registration_required'],
    ['an offer by phone, copy of 29 days', sale(), copy({ importedAt: daysAgo(29) }), 'registration_required'],
    [
      'an offer to Israel, copy of 15 days',
      sale({ country: 'IL' }),
      copy({ registry: 'il-do-not-call', importedAt: daysAgo(15) }),
      undefined
    ],
    [
      'an offer to Israel, copy of 16 days',
      sale({ country: 'IL' }),
      copy({ registry: 'il-do-not-call', importedAt: daysAgo(16) }),
      'registration_required'
    ],
    ['an offer by text without a copy', sale({ channel: 'sms' }), { registry: 'us-ftc', listed: false }, undefined],
    [
      'an offer by text without a copy where the law wants one for texts',
      sale({ channel: 'sms', country: 'AE' }),
      { registry: 'ae-dncr', listed: false },
      'registration_required'
    ],
    [
      'an offer by WhatsApp without a copy where the law wants one for it',
      sale({ channel: 'whatsapp', country: 'SG' }),
      { registry: 'sg-dnc', listed: false },
      'registration_required'
    ],
    [
      'a text about business without a copy where the law wants one to sell',
      sale({ channel: 'sms', country: 'AE', purpose: 'conversational' }),
      { registry: 'ae-dncr', listed: false },
      undefined
    ],
    [
      'an offer by phone where the law asks for no copy',
      sale({ country: 'BR' }),
      { registry: 'br-nao-me-perturbe' },
      undefined
    ],
    ['a call about business without a copy', sale({ purpose: 'conversational' }), { registry: 'us-ftc' }, undefined],
    [
      'a call about business to a listed lead',
      sale({ purpose: 'conversational' }),
      copy({ listed: true }),
      'recipient_opted_out'
    ],
    ['what the check does not concern', sale(), {}, undefined],
    ['the confirmation of a STOP', sale({ purpose: 'opt_out_confirmation' }), copy({ listed: true }), undefined],
    ['help', sale({ purpose: 'help_reply' }), copy({ listed: true }), undefined]
  ])('%s', (_what, about, facts, code) => {
    expect(nationalDnc.judge(about, facts)?.code).toBe(code)
  })

  test('a refusal for want of a copy says which registry and how it is imported', () => {
    expect(nationalDnc.judge(sale(), { registry: 'us-ftc', listed: false })).toMatchObject({
      details: { registry: 'us-ftc' },
      nextAction: expect.stringContaining('dnc:import -- --registry us-ftc')
    })
    expect(nationalDnc.judge(sale(), { registry: 'us-ftc' })?.message).toContain('was never imported')
    expect(nationalDnc.judge(sale(), copy({ importedAt: daysAgo(40) }))).toMatchObject({
      message: expect.stringContaining('28 days old'),
      details: { registry: 'us-ftc', importedAt: daysAgo(40) }
    })
    expect(
      nationalDnc.judge(sale({ country: 'IT' }), copy({ registry: 'it-rpo', importedAt: daysAgo(20) }))
    ).toMatchObject({ message: expect.stringContaining('15 days old'), details: { validDays: 15 } })
  })
})

describe('the facts', () => {
  const LISTED = '+14155550123'
  const about = (values: Partial<Intent> = {}) =>
    intent({ channel: 'voice', purpose: 'marketing', contact: LISTED, ...values })
  const lead = stranger({ profile: { timeZone: null, region: null, lead: true, askAgainAt: null } })

  async function house() {
    const { deps, clock } = await testDeps()
    const load = async (values?: Partial<Intent>) => await nationalDnc.load(deps.db, about(values))
    async function* file() {
      yield LISTED
    }
    return { deps, clock, load, imported: () => importRegistry(deps, 'us-ftc', file) }
  }

  test('tell who is listed, and the age of the copy', async () => {
    const { load, imported, clock } = await house()
    expect(await load()).toEqual({ registry: 'us-ftc', listed: false })

    await imported()

    const importedAt = clock.now().toISOString()
    expect(await load()).toEqual({ registry: 'us-ftc', listed: true, importedAt })
    expect(await load({ contact: '+14155550124' })).toEqual({ registry: 'us-ftc', listed: false, importedAt })
  })

  test('a copy of another registry says nothing', async () => {
    const { deps, clock, load, imported } = await house()
    await imported()

    expect(await load({ country: 'GB', contact: '+447400123456' })).toEqual({ registry: 'gb-tps', listed: false })
    expect(await load({ country: 'GB' })).toEqual({ registry: 'gb-tps', listed: false })

    const unlisted = '+14155550124'
    await clock.advance(1000)
    await importRegistry(deps, 'gb-tps', async function* () {
      yield unlisted
    })
    expect(await load({ contact: unlisted })).toMatchObject({ registry: 'us-ftc', listed: false })
    expect(await load({ contact: unlisted, country: 'GB' })).toMatchObject({ registry: 'gb-tps', listed: true })
  })

  test('an entry that the newest copy does not have is none, before it is removed and after', async () => {
    const { deps, load, imported, clock } = await house()
    const { importId } = await imported()

    await clock.advance(1000)
    await deps.db.update(nationalRegistries).set({ importId: `${importId}Z` })

    expect(await load()).toMatchObject({ listed: false })
  })

  test.each([
    ['conversational', 'voice', 'US'],
    ['transactional', 'sms', 'US'],
    ['marketing', 'email', null],
    ['marketing', 'whatsapp', 'US'],
    ['marketing', 'voice', 'ZZ']
  ] as const)(
    'are not looked for where a registry does not bind: %s by %s in %s',
    async (purpose, channel, country) => {
      const { load } = await house()
      expect(await load({ purpose, channel, country })).toEqual({})
    }
  )

  test.each(['conversational', 'transactional'] as const)('a lead is looked up for a %s call too', async (purpose) => {
    const { load, imported } = await house()
    await imported()
    expect(await load({ purpose, standing: lead })).toMatchObject({ listed: true })
    expect(await load({ purpose, channel: 'email', standing: lead })).toEqual({})
  })
})
