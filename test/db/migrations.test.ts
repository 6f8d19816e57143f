import { readdirSync, readFileSync } from 'node:fs'
import * as kit from 'drizzle-kit/api'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.resetModules()
})

test.each([
  ['sqlite', 'file:x.db'],
  ['postgres', 'postgres://x/y']
] as const)('the %s migrations make exactly the tables of the schema', async (folder, url) => {
  vi.stubEnv('DATABASE_URL', url)
  vi.resetModules()
  const schema: Record<string, unknown> = await import('../../src/db/schema/index.ts')
  const meta = `drizzle/${folder}/meta`
  const last = readdirSync(meta)
    .filter((file) => file.endsWith('_snapshot.json'))
    .sort()
    .at(-1)
  const before = JSON.parse(readFileSync(`${meta}/${last}`, 'utf8'))

  const missing =
    folder === 'sqlite'
      ? await kit.generateSQLiteMigration(before, await kit.generateSQLiteDrizzleJson(schema, before.id))
      : await kit.generateMigration(before, kit.generateDrizzleJson(schema, before.id))

  expect(missing, 'run: npm run db:generate -- <name>').toEqual([])
  expect(Object.keys(before.tables).length).toBeGreaterThan(10)
})
