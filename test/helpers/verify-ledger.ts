import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'

/** Runs `npm run ledger:verify` on a database; returns its exit code and what it printed. */
export async function verifyLedger(databaseUrl: string): Promise<{ code: number | null; printed: string }> {
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, DATABASE_URL: databaseUrl, DATA_DIR: tmpdir(), NODE_ENV: 'production', ...SECRETS }
  const child = spawn(process.execPath, ['scripts/ledger-verify.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stdout.on('data', (chunk) => (printed += chunk))
  child.stderr.on('data', (chunk) => (printed += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, printed }
}

/** A ledger is verified without any of them; production insists on them. */
const SECRETS = Object.fromEntries(
  ['MASTER_SECURITY_TOKEN', 'ADMIN_TOKEN', 'CREDENTIALS_ENCRYPTION_KEY', 'SESSION_SECRET'].map((name) => [
    name,
    'not-used-by-this-script-at-all'
  ])
)
