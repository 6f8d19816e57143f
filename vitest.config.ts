import { defineConfig } from 'vitest/config'

/** Tests that need no database run once; all others run on SQLite and on a real Postgres. */
const unit = [
  ...['lib', 'mcp', 'providers', 'simulator', 'webhooks/verifiers', 'house', 'bench'].map(
    (folder) => `test/${folder}/**/*.test.ts`
  ),
  'test/voice/{session,goodbye,phrases}*.test.ts'
]
const notHere = ['test/long/**', 'test/bench/**']

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: unit } },
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: ['test/**/*.test.ts'],
          exclude: [...unit, ...notHere],
          env: { DATABASE_URL: 'file:chosen-by-each-test.db' }
        }
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['test/**/*.test.ts'],
          exclude: [...unit, ...notHere],
          globalSetup: ['test/helpers/global-postgres.ts'],
          env: { DATABASE_URL: 'postgres://chosen-by-each-test' }
        }
      }
    ]
  }
})
