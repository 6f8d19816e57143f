/** Imports the file of a national do-not-call registry: `npm run dnc:import -- --registry us-ftc <file>`. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open.ts'
import { toFailure } from '../src/errors.ts'
import { systemClock } from '../src/lib/clock.ts'
import { importRegistry } from '../src/services/national-registry.ts'
import { linesOf } from '../src/services/registry-file.ts'

const { values, positionals } = parseArgs({ options: { registry: { type: 'string' } }, allowPositionals: true })
const [file] = positionals
if (values.registry === undefined || file === undefined) {
  console.error('usage: npm run dnc:import -- --registry <id, e.g. us-ftc> <file>')
  process.exit(1)
}

const { databaseUrl, databaseUrlUnpooled } = loadConfig()
const { db, close } = await openDatabase(databaseUrl, databaseUrlUnpooled)
try {
  const done = await importRegistry({ db, clock: systemClock }, values.registry, () => linesOf(file))
  const named = done.rejectedLines.length > 0 ? ` (lines ${done.rejectedLines.join(', ')})` : ''
  console.log(`${done.registry}: ${done.entries} numbers are on the registry; ${done.removed} are no longer.`)
  console.log(`${done.lines} lines read, ${done.rejected} without a number${named}.`)
} catch (error) {
  const { code, message, nextAction } = toFailure(error)
  console.error(code === 'internal' ? error : `${message} ${nextAction}`)
  process.exitCode = 1
} finally {
  await close()
}
