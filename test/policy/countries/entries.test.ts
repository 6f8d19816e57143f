import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CallingRule, Country, DayHours, Holiday } from '../../../src/policy/countries/country.ts'
import { COUNTRIES, countryRules, TERRITORIES } from '../../../src/policy/countries/index.ts'
import { strict } from '../../../src/policy/countries/strict.ts'
import { CHANNELS } from '../../../src/schemas/common.ts'

const EU = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')
const KINDS = ['none', 'transactional', 'implied', 'express']
const PURPOSES = ['conversational', 'transactional', 'marketing'] as const
const ENTRIES: readonly Country[] = [...COUNTRIES, strict]

test('every member of the European Union and the ten other countries have an entry of their own', () => {
  const others = ['AE', 'AU', 'BR', 'CA', 'GB', 'IL', 'IN', 'JP', 'SG', 'US']

  expect(COUNTRIES.map(({ iso }) => iso)).toEqual([...EU, ...others].toSorted())
  for (const { iso } of COUNTRIES) expect(countryRules(iso).iso).toBe(iso)
})

test.each([
  ['PR', 'US'],
  ['GU', 'US'],
  ['RE', 'FR'],
  ['GP', 'FR'],
  ['AX', 'FI'],
  ['CX', 'AU']
])('in %s holds the law of %s', (territory, country) => {
  expect(countryRules(territory)).toBe(countryRules(country))
})

test('a territory is of one country, and has no entry of its own', () => {
  const places = Object.values(TERRITORIES).flat()

  expect(new Set([...places, ...COUNTRIES.map(({ iso }) => iso)]).size).toBe(places.length + COUNTRIES.length)
  for (const iso of Object.keys(TERRITORIES)) expect(countryRules(iso).iso).toBe(iso)
})

test('an entry lies in a file that is named for it', () => {
  const files = readdirSync(new URL('../../../src/policy/countries/', import.meta.url))

  expect(files).toEqual(expect.arrayContaining(COUNTRIES.map(({ iso }) => `${iso.toLowerCase()}.ts`)))
})

test.each([null, 'ZZ', 'us', '__proto__', '*'])('%j has the strict rules', (iso) => {
  expect(countryRules(iso)).toBe(strict)
})

test('the strict rules are as strict as those of any country in consent, recording and disclosure', () => {
  const rank = (kind: string) => KINDS.indexOf(kind)
  const laxer = COUNTRIES.flatMap(({ iso, consent }) =>
    CHANNELS.flatMap((channel) =>
      PURPOSES.filter((purpose) => rank(strict.consent[channel][purpose]) < rank(consent[channel][purpose])).map(
        (purpose) => `${iso} ${channel} ${purpose}`
      )
    )
  )

  expect(laxer).toEqual([])
  expect([strict.recording, strict.disclosure]).toEqual(['all-party', { ai: 'required', recording: 'required' }])
})

describe.each(ENTRIES.map((entry) => [entry.iso, entry] as const))('%s', (_iso, entry) => {
  test('says for every channel and purpose which consent it needs, selling never less than talking', () => {
    for (const channel of CHANNELS) {
      const needed = PURPOSES.map((purpose) => KINDS.indexOf(entry.consent[channel][purpose]))
      expect(Math.min(...needed)).toBeGreaterThanOrEqual(0)
      expect(needed[2]).toBeGreaterThanOrEqual(needed[0] ?? 0)
      expect(needed[1]).toBeLessThanOrEqual(1)
    }
  })

  test('names its regulations with where they are and as of when', () => {
    expect(entry.regulations.length).toBeGreaterThan(0)
    for (const { name, source, checked } of entry.regulations) {
      expect(name).toMatch(/\S/)
      expect(URL.canParse(source)).toBe(true)
      expect(new Date(checked).toISOString()).toMatch(new RegExp(`^${checked}T`))
      expect(checked <= '2026-11-20').toBe(true)
    }
  })

  test('has hours for calls that sell and for others, each with a source', () => {
    for (const purpose of ['conversational', 'marketing'] as const)
      expect(entry.callingHours.some(({ binds }) => binds.voice?.includes(purpose))).toBe(true)
    const regions = Object.values(entry.regions ?? {}).flatMap(({ callingHours }) => callingHours)
    for (const rule of [...entry.callingHours, ...regions]) expectRule(rule)
  })

  test('leaves what a person awaits and every email alone at any hour', () => {
    for (const { binds } of entry.callingHours) {
      expect(Object.keys(binds)).not.toContain('email')
      for (const purposes of Object.values(binds)) expect(purposes).not.toContain('transactional')
    }
  })

  test('has holidays that are days', () => {
    expect(entry.holidays.length).toBeGreaterThan(0)
    for (const holiday of [...entry.holidays, ...Object.values(entry.regions ?? {}).flatMap((r) => r.holidays ?? [])])
      expectHoliday(holiday)
  })

  test('says who must agree to a recording, and speaks a language', () => {
    expect(['one-party', 'all-party']).toContain(entry.recording)
    expect(entry.languages.length).toBeGreaterThan(0)
    for (const language of entry.languages) expect(Intl.getCanonicalLocales(language)).toEqual([language])
  })

  test('writes opt-out words in capitals, without doubles', () => {
    expect(entry.optOutWords.map((word) => word.toUpperCase())).toEqual([...new Set(entry.optOutWords)])
    for (const word of entry.optOutWords) expect(word).toBe(word.trim().normalize('NFC'))
    expect(entry.optOutWords).not.toContain('START')
  })

  test('names what is to register with what becomes of it otherwise', () => {
    for (const { name, channels, without, source } of entry.registrations) {
      expect(channels.length).toBeGreaterThan(0)
      for (const text of [name, without, source]) expect(text).toMatch(/\S/)
    }
    if (!entry.dncRegistry) return
    const { id, binds, consultedFor } = entry.dncRegistry
    expect(id).toMatch(new RegExp(`^${entry.iso.toLowerCase()}-[a-z0-9-]+$`))
    for (const channel of consultedFor) expect(binds[channel]).toContain('marketing')
  })
})

function expectRule({ binds, hours, source, from }: CallingRule): void {
  expect(Object.keys(binds).length).toBeGreaterThan(0)
  expect(source).toMatch(/\S/)
  if (from !== undefined) expect(new Date(from).toISOString()).toMatch(new RegExp(`^${from}T`))
  const days: (keyof DayHours)[] = ['weekdays', 'friday', 'saturday', 'sunday', 'holidays']
  const windows = days.map((day) => hours[day] ?? [])
  expect(windows.flat().length).toBeGreaterThan(0)
  for (const day of windows) {
    const edges = day.flatMap(({ fromMinute, untilMinute }) => [fromMinute, untilMinute])
    expect(edges).toEqual([...new Set(edges)].toSorted((a, b) => a - b))
    for (const edge of edges) expect(Number.isInteger(edge) && edge >= 8 * 60 && edge <= 21.5 * 60).toBe(true)
  }
}

function expectHoliday(holiday: Holiday): void {
  expect(holiday.name).toMatch(/\S/)
  const day = 'day' in holiday ? holiday.day : 'onOrAfter' in holiday ? holiday.onOrAfter : undefined
  // 2028 is a leap year.
  if (day !== undefined) expect(new Date(`2028-${day}`).toISOString()).toMatch(`2028-${day}`)
  if ('weekday' in holiday) expect([0, 1, 2, 3, 4, 5, 6]).toContain(holiday.weekday)
  if ('easter' in holiday) expect(Math.abs(holiday.easter)).toBeLessThanOrEqual(60)
  if ('dates' in holiday) {
    expect(holiday.dates).toEqual(holiday.dates.toSorted())
    for (const date of holiday.dates) expect(new Date(date).toISOString()).toMatch(`${date}T`)
  }
}
