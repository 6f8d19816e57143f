import { describe, expect, test } from 'vitest'
import { ae } from '../../../src/policy/countries/ae.ts'
import type { Holiday } from '../../../src/policy/countries/country.ts'
import { il } from '../../../src/policy/countries/il.ts'

const YEARS = [2026, 2027, 2028]

/** Days of three years that another calendar calls by one of these names, with their eves where asked for. */
function daysCalled(calendar: string, names: readonly string[], eve = 0): string[] {
  const format = new Intl.DateTimeFormat('en', { calendar, month: 'long', day: 'numeric', timeZone: 'UTC' })
  const days: string[] = []
  for (let at = Date.UTC(YEARS[0] ?? 0, 0, 1); at < Date.UTC(2029, 0, 1); at += 86_400_000)
    if (names.includes(partsOf(format, at)))
      for (let before = eve; before >= 0; before--)
        days.push(new Date(at - before * 86_400_000).toISOString().slice(0, 10))
  return [...new Set(days)].toSorted()
}

function partsOf(format: Intl.DateTimeFormat, at: number): string {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${parts['day']} ${parts['month']}`
}

const datesOf = (holidays: readonly Holiday[], name: string): readonly string[] => {
  const found = holidays.find((holiday) => holiday.name.startsWith(name))
  return found && 'dates' in found ? found.dates : []
}

describe('festivals of Israel with their eves are days of the Hebrew calendar', () => {
  test.each([
    ['Passover, eve and first', ['15 Nisan']],
    ['Passover, eve of the seventh', ['21 Nisan']],
    ['Shavuot', ['6 Sivan']],
    ['Rosh Hashanah', ['1 Tishri', '2 Tishri']],
    ['Yom Kippur', ['10 Tishri']],
    ['Sukkot', ['15 Tishri']],
    ['Simchat Torah', ['22 Tishri']]
  ])('%s', (name, days) => {
    expect(datesOf(il.holidays, name)).toEqual(daysCalled('hebrew', days, 1))
  })

  test('Independence Day lies within the days to which it may be moved', () => {
    const near = daysCalled('hebrew', ['3 Iyar', '4 Iyar', '5 Iyar', '6 Iyar'])
    const dates = datesOf(il.holidays, 'Independence Day')

    expect(dates.map((date) => date.slice(0, 4))).toEqual(YEARS.map(String))
    expect(near).toEqual(expect.arrayContaining([...dates]))
  })
})

test.each([
  ['Eid al-Fitr', ['1 Shawwal', '2 Shawwal', '3 Shawwal']],
  ['Arafat Day', ['9 Dhuʻl-Hijjah', '10 Dhuʻl-Hijjah', '11 Dhuʻl-Hijjah', '12 Dhuʻl-Hijjah']]
])('%s in the Emirates covers the days of the computed Islamic calendar', (name, days) => {
  const computed = daysCalled('islamic-umalqura', days)

  expect(computed).toHaveLength(days.length * YEARS.length)
  expect(datesOf(ae.holidays, name)).toEqual(expect.arrayContaining(computed))
})
