import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, type Program } from './child.ts'

/** Root of the project. */
export const ROOT = join(import.meta.dirname, '../..')

/** Secrets that the server and the simulated carrier share. */
export type Secrets = ReturnType<typeof makeSecrets>

/** Fresh secrets, one set for each run. */
export function makeSecrets() {
  const secret = () => randomBytes(24).toString('base64url')
  return {
    MASTER_SECURITY_TOKEN: secret(),
    ADMIN_TOKEN: secret(),
    CREDENTIALS_ENCRYPTION_KEY: secret(),
    SESSION_SECRET: secret()
  }
}

/** More than a run can use up: a refusal would not be the work that is measured. */
const UNLIMITED = {
  INITIAL_AGENT_POOL_SIZE: '1000',
  DEFAULT_MAX_ACTIONS_PER_MINUTE: '1000000000',
  DEFAULT_MAX_ACTIONS_PER_HOUR: '1000000000',
  DEFAULT_MAX_ACTIONS_PER_DAY: '1000000000',
  DEFAULT_MAX_SPEND_PER_DAY: '9999999',
  DEFAULT_MAX_SPEND_PER_MONTH: '9999999',
  MAX_REQUESTS_PER_SECOND: '1000000000',
  MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '1000000000',
  MAX_CONNECTIONS: '100000',
  MAX_CONNECTIONS_PER_ADDRESS: '100000'
}

/** The simulated carrier in a process of its own. */
export async function simulatorProgram(secrets: Secrets, folder: string): Promise<Program> {
  const port = await freePort()
  const env = { ...secrets, DATA_DIR: dataFolder(folder, 'simulator'), SIMULATOR_PORT: String(port) }
  return { name: 'simulator', file: join(ROOT, 'scripts/simulator.ts'), env, folder, port }
}

/** The server as it is shipped: the bundle, in production, with everything on but the limits out of reach. */
export function serverProgram(
  name: string,
  at: { secrets: Secrets; databaseUrl: string; simulatorUrl: string; folder: string }
): Program {
  const env = {
    NODE_ENV: 'production',
    DEMO_MODE: 'true',
    ...at.secrets,
    ...UNLIMITED,
    DATA_DIR: dataFolder(at.folder, name),
    DATABASE_URL: at.databaseUrl,
    SIMULATOR_URL: at.simulatorUrl
  }
  return { name, file: join(ROOT, 'dist/main.js'), env, folder: at.folder }
}

/** One of the least servers that ours is compared with. */
export const baselineProgram = (name: string, folder: string, env: Record<string, string> = {}): Program => ({
  name,
  file: join(import.meta.dirname, `baselines/${name}.ts`),
  env,
  folder
})

function dataFolder(folder: string, name: string): string {
  const path = join(folder, `${name}-data`)
  mkdirSync(path, { recursive: true })
  return path
}
