import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigError, loadConfig } from '../../src/config.ts'
import config from '../../src/plugins/config.ts'
import db from '../../src/plugins/db.ts'
import { scratchDatabase } from '../helpers/database.ts'

const [FIRST, SECOND] = ['the first encryption key of it', 'the second encryption key of it']

/** Starts a server's database with these keys, and ends it. */
async function startedWith(url: string, keys: Record<string, string>) {
  const secrets = { MASTER_SECURITY_TOKEN: 'm'.repeat(24), ADMIN_TOKEN: 'a'.repeat(24), SESSION_SECRET: 's'.repeat(24) }
  const app = Fastify()
  try {
    await app.register(config, { config: loadConfig({ DATABASE_URL: url, LOG_LEVEL: 'silent', ...secrets, ...keys }) })
    await app.register(db)
    await app.ready()
  } finally {
    await app.close()
  }
}

test('a server whose key was replaced starts, and one that forgot under which key opt-outs are kept does not', async () => {
  const { url, drop } = await scratchDatabase()
  onTestFinished(drop)
  const rotated = { CREDENTIALS_ENCRYPTION_KEY: SECOND, CREDENTIALS_ENCRYPTION_KEY_PREVIOUS: FIRST }
  await startedWith(url, { CREDENTIALS_ENCRYPTION_KEY: FIRST })
  await startedWith(url, rotated)
  await startedWith(url, { CREDENTIALS_ENCRYPTION_KEY: SECOND, PSEUDONYM_KEY: FIRST })

  await expect(startedWith(url, { CREDENTIALS_ENCRYPTION_KEY: SECOND })).rejects.toThrow(ConfigError)
  await expect(startedWith(url, { CREDENTIALS_ENCRYPTION_KEY: SECOND })).rejects.toThrow('PSEUDONYM_KEY')
})
