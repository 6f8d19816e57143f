import { ConfigError, loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open.ts'

type Opened = Pick<Awaited<ReturnType<typeof openDatabase>>, 'db'> & { config: ReturnType<typeof loadConfig> }

/** Exit code of a command that could not be run at all. */
const NOT_RUN = 2

/**
 * Runs a command on the database that the environment names, and closes it; the answer is the exit code. What the
 * operator can put right, a `ConfigError`, is said in a line.
 */
export async function withDatabase(run: (opened: Opened) => Promise<number>): Promise<void> {
  try {
    const config = loadConfig()
    const { db, close } = await openDatabase(config.databaseUrl, config.databaseUrlUnpooled)
    try {
      process.exitCode = await run({ config, db })
    } finally {
      await close()
    }
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error)
    process.exitCode = NOT_RUN
  }
}
