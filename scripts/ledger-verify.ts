/** Compares all money that was held with budgets and usage: `npm run ledger:verify`. Exit code 1 when they differ. */
import { setTimeout } from 'node:timers/promises'
import { auditLedger, type Imbalance } from '../src/pipeline/ledger.ts'
import { withDatabase } from './with-database.ts'

/** What a server writes between two reads looks like an imbalance; it does not look the same a moment later. */
const LOOK_AGAIN_MS = 1000

await withDatabase(async ({ db }) => {
  const first = await auditLedger(db)
  if (first.imbalances.length > 0) await setTimeout(LOOK_AGAIN_MS)
  const last = first.imbalances.length > 0 ? await auditLedger(db) : first
  const before = new Set(first.imbalances.map(nameOf))
  const wrong = last.imbalances.filter((imbalance) => before.has(nameOf(imbalance)))
  const { holds, heldMicroUsd, spentMicroUsd, returnedMicroUsd, openMicroUsd, windows, days } = last
  console.log(`${holds} holds of ${dollars(heldMicroUsd)}:`)
  console.log(`${dollars(spentMicroUsd)} spent, ${dollars(returnedMicroUsd)} returned, ${dollars(openMicroUsd)} open`)
  console.log(`compared with ${windows} budgets and ${days} days of usage: ${wrong.length} differ`)
  for (const { what, subjectId, when, expectedMicroUsd, foundMicroUsd } of wrong)
    console.log(`${what} ${subjectId} ${when}: ${dollars(foundMicroUsd)} instead of ${dollars(expectedMicroUsd)}`)
  return wrong.length > 0 ? 1 : 0
})

function nameOf({ what, subjectId, when, expectedMicroUsd, foundMicroUsd }: Imbalance): string {
  return `${what} ${subjectId} ${when} ${foundMicroUsd - expectedMicroUsd}`
}

function dollars(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(6)}`
}
