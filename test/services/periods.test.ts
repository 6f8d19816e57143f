import { expect, test } from 'vitest'
import { firstDay } from '../../src/services/periods.ts'

test.each([
  ['today', '2026-06-14T23:59:59.999Z', '2026-06-14'],
  ['week', '2026-06-14T23:59:59.999Z', '2026-06-08'],
  ['week', '2026-06-15T00:00:00.000Z', '2026-06-15'],
  ['week', '2026-03-04T12:00:00.000Z', '2026-03-02'],
  ['week', '2026-01-01T12:00:00.000Z', '2025-12-29'],
  ['month', '2026-06-30T23:59:59.999Z', '2026-06-01'],
  ['all', '2026-06-14T12:00:00.000Z', '0000-00-00']
] as const)('%s at %s begins on %s', (period, now, day) => {
  expect(firstDay(period, new Date(now))).toBe(day)
})
