/** Compares all money that was held with budgets and usage: `npm run ledger:verify`. Exit code 1 when they differ. */
import { setTimeout } from 'node:timers/promises'
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open.ts'
import { auditLedger, type Imbalance } from '../src/pipeline/ledger.ts'

/** What a server writes between two reads looks like an imbalance; it does not look the same a moment later. */
const LOOK_AGAIN_MS = 1000

const { databaseUrl, databaseUrlUnpooled } = loadConfig()
const { db, close } = await openDatabase(databaseUrl, databaseUrlUnpooled)
try {
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
  if (wrong.length > 0) process.exitCode = 1
} finally {
  await close()
}

function nameOf({ what, subjectId, when, expectedMicroUsd, foundMicroUsd }: Imbalance): string {
  return `${what} ${subjectId} ${when} ${foundMicroUsd - expectedMicroUsd}`
}

function dollars(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(6)}`
}
