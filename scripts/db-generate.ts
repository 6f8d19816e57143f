/** Generates the migrations of both dialects from the one schema: `npm run db:generate -- <name>`. */
import { execFileSync } from 'node:child_process'

const name = process.argv[2]
if (name === undefined) {
  console.error('usage: npm run db:generate -- <name-of-the-change>')
  process.exit(1)
}
for (const url of ['file:schema.db', 'postgres://schema']) {
  execFileSync('node_modules/.bin/drizzle-kit', ['generate', '--name', name], {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: url }
  })
}
