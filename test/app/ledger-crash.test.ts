import { expect, test } from 'vitest'
import { crashWhileSending } from '../helpers/crashing-ledger.ts'

/** What the simulated carrier charges for a segment, in dollars. */
const PRICE_USD = 0.0079

test('the ledger balances however often the server dies while it sends, and in the end all that is spent was sent', {
  timeout: 360_000
}, async () => {
  const { verified, sent } = await crashWhileSending({ sends: 80, crashes: 2 })

  expect(verified.map(({ code }) => code)).toEqual([0, 0, 0])
  expect(sent).toBeGreaterThan(40)
  expect(verified.at(-1)?.printed).toContain(`$${(sent * PRICE_USD).toFixed(6)} spent`)
  expect(verified.at(-1)?.printed).toContain('$0.000000 open')
})
