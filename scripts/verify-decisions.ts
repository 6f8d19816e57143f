/** Judges every stored decision again by the rules of today: `npm run decisions:verify`. Exit code 1: some differ. */
import { verifyDecisions } from '../src/services/decisions.ts'
import { withDatabase } from './with-database.ts'

await withDatabase(async ({ db }) => {
  const { judged, differ, differing } = await verifyDecisions({ db })
  for (const { decisionId, stored, now, otherRules } of differing)
    console.error(`${decisionId}: ${stored}, now ${now}${otherRules ? '; other rules were in force' : ''}`)
  console.log(`${judged} decisions judged again, ${differ} differ`)
  return differ === 0 ? 0 : 1
})
