/** Judges every stored decision again by the rules of today: `npm run decisions:verify`. Exit code 1: some differ. */
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open.ts'
import { verifyDecisions } from '../src/services/decisions.ts'

const { databaseUrl, databaseUrlUnpooled } = loadConfig()
const { db, close } = await openDatabase(databaseUrl, databaseUrlUnpooled)
try {
  const { judged, differ, differing } = await verifyDecisions({ db })
  for (const { decisionId, stored, now, otherRules } of differing)
    console.error(`${decisionId}: ${stored}, now ${now}${otherRules ? '; other rules were in force' : ''}`)
  console.log(`${judged} decisions judged again, ${differ} differ`)
  process.exitCode = differ === 0 ? 0 : 1
} finally {
  await close()
}
