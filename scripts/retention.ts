/** Removes what is past its period, as the job of the day does: `npm run retention`. With `-- --dry-run` it only counts. */
import { parseArgs } from 'node:util'
import { systemClock } from '../src/lib/clock.ts'
import { previewRetention, retainSome } from '../src/services/retention.ts'
import { withDatabase } from './with-database.ts'

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' } } })

await withDatabase(async ({ db, config }) => {
  const deps = { config, db, clock: systemClock }
  for (const { name, days, rows } of await previewRetention(deps))
    console.log(`${name}: ${rows} older than ${days} ${days === 1 ? 'day' : 'days'}`)
  if (values['dry-run']) console.log('nothing was removed')
  else {
    while (!(await retainSome(deps))) console.log('some are removed, more are left')
    console.log('all of these were removed')
  }
  return 0
})
