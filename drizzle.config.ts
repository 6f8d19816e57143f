import { defineConfig } from 'drizzle-kit'

const postgres = /^postgres/.test(process.env['DATABASE_URL'] ?? '')

/** One configuration for both dialects: DATABASE_URL decides, as it does for the schema. */
export default defineConfig({
  dialect: postgres ? 'postgresql' : 'sqlite',
  schema: './src/db/schema/index.ts',
  out: postgres ? './drizzle/postgres' : './drizzle/sqlite'
})
