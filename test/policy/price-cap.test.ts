import { expect, test } from 'vitest'
import { priceCap } from '../../src/policy/price-cap.ts'
import { subject } from '../helpers/subject.ts'

const judged = (costMicroUsd: number, maxCostMicroUsd: number, values = {}) =>
  priceCap.judge(subject(values), { costMicroUsd, maxCostMicroUsd })

test.each([
  [5_000_000, 5_000_000, undefined],
  [5_000_001, 5_000_000, 'price_cap_exceeded'],
  [0, 0, undefined],
  [1, 0, 'price_cap_exceeded']
])('what costs %i under a cap of %i gets %s', (cost, cap, code) => {
  expect(judged(cost, cap)?.code).toBe(code)
})

test('the refusal names the cost and the cap', () => {
  expect(judged(7_500_000, 5_000_000)).toMatchObject({
    message: 'Nothing was sent: it may cost $7.5, and one action may cost $5 at most.',
    details: { costMicroUsd: 7_500_000, maxCostMicroUsd: 5_000_000 }
  })
})

test.each([
  ['call', /fewer minutes with maxDurationMinutes/],
  ['transfer', /fewer minutes with maxDurationMinutes/]
] as const)('a %s that costs too much can be shorter, and its refusal says so', (action, advice) => {
  expect(judged(2, 1, { action })?.nextAction).toMatch(advice)
  expect(judged(2, 1, { action: 'message' })?.nextAction).toBeUndefined()
})

test.each(['opt_out_confirmation', 'help_reply'])('what a STOP or HELP calls for passes: %s', (purpose) => {
  expect(judged(2, 1, { purpose })).toBeUndefined()
})

test('a decision that was stored before there was a cap is judged as it was', () => {
  expect(priceCap.judge(subject(), {})).toBeUndefined()
})
