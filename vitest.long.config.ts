import { defineConfig } from 'vitest/config'
import { LONG_ON_POSTGRES } from './vitest.config.ts'

const long = { include: ['test/long/**/*.test.ts'] }

/** Faults and soaks that take minutes; `npm test` holds their short forms. */
export default defineConfig({
  test: {
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    projects: [
      { extends: true, test: { ...long, name: 'sqlite', env: { DATABASE_URL: 'file:chosen-by-each-test.db' } } },
      {
        extends: true,
        test: {
          include: [...long.include, ...LONG_ON_POSTGRES],
          name: 'postgres',
          globalSetup: ['test/helpers/global-postgres.ts'],
          env: { DATABASE_URL: 'postgres://chosen-by-each-test' }
        }
      }
    ]
  }
})
