import { defineConfig } from 'vitest/config'

/** Tests that need no database run once; all others run on SQLite and on a real Postgres. */
const unit = [
  ...['lib', 'mcp', 'providers', 'simulator', 'webhooks/verifiers', 'house', 'bench'].map(
    (folder) => `test/${folder}/**/*.test.ts`
  ),
  'test/voice/{session,goodbye,phrases,answering-machine,machine-speech,who-answers}*.test.ts',
  'test/policy/{countries,identity,prices}/**/*.test.ts',
  'test/policy/{calling-hours,explain,holidays,local-time,zones}.test.ts'
]
const notHere = ['test/long/**', 'test/bench/**']
/** Long, and the same on every database: on Postgres they run with `npm run test:long`. */
export const LONG_ON_POSTGRES = [
  ...['held-calls-killed', 'held-calls-interrupted', 'held-calls-machine', 'long-waits', 'calls-crash'],
  ...['voice-injection', 'voice-contract', 'examples']
].map((name) => `test/app/${name}.test.ts`)

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 3,
    projects: [
      // Files of one worker share the modules that they load: most of their time went into loading them anew.
      { extends: true, test: { name: 'unit', include: unit, isolate: false } },
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
          exclude: [...unit, ...notHere, ...LONG_ON_POSTGRES],
          globalSetup: ['test/helpers/global-postgres.ts'],
          env: { DATABASE_URL: 'postgres://chosen-by-each-test' }
        }
      }
    ]
  }
})
