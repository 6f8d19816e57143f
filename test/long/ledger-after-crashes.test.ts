import { expect, test } from 'vitest'
import { crashWhileSending } from '../helpers/crashing-ledger.ts'

const CRASHES = 12
const SENDS = 1000
/** What the simulated carrier charges for a segment, in dollars. */
const PRICE_USD = 0.0079

test('after a dozen crashes in a thousand sends the ledger balances to the last micro-dollar', async () => {
  const { verified, sent } = await crashWhileSending({ sends: SENDS, crashes: CRASHES })

  expect(verified.map(({ code }) => code)).toEqual(Array(CRASHES + 1).fill(0))
  expect(sent).toBeGreaterThan(SENDS / 2)
  expect(verified.at(-1)?.printed).toContain(`$${(sent * PRICE_USD).toFixed(6)} spent`)
  expect(verified.at(-1)?.printed).toContain('$0.000000 open')
})
