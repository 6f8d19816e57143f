/** Imports the file of a national do-not-call registry: `npm run dnc:import -- --registry us-ftc <file>`. */
import { parseArgs } from 'node:util'
import { toFailure } from '../src/errors.ts'
import { systemClock } from '../src/lib/clock.ts'
import { importRegistry } from '../src/services/national-registry.ts'
import { linesOf } from '../src/services/registry-file.ts'
import { withDatabase } from './with-database.ts'

const { values, positionals } = parseArgs({ options: { registry: { type: 'string' } }, allowPositionals: true })
const [file] = positionals
if (values.registry === undefined || file === undefined) {
  console.error('usage: npm run dnc:import -- --registry <id, e.g. us-ftc> <file>')
  process.exit(1)
}

const { registry } = values

await withDatabase(async ({ db }) => {
  try {
    const done = await importRegistry({ db, clock: systemClock }, registry, () => linesOf(file))
    const named = done.rejectedLines.length > 0 ? ` (lines ${done.rejectedLines.join(', ')})` : ''
    console.log(`${done.registry}: ${done.entries} numbers are on the registry; ${done.removed} are no longer.`)
    console.log(`${done.lines} lines read, ${done.rejected} without a number${named}.`)
    return 0
  } catch (error) {
    const { code, message, nextAction } = toFailure(error)
    console.error(code === 'internal' ? error : `${message} ${nextAction}`)
    return 1
  }
})
