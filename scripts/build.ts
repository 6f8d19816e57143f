/** Bundles the server into dist/: main.js, and beside it what it ships. `npm run build`, then `node dist/main.js`. */
import { cpSync, existsSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

/** Packages that stay in node_modules: native code, files that a package reads beside itself, libraries loaded on first use. */
const EXTERNAL = ['@libsql/client', 'libsql', '@fastify/swagger-ui', 'pino', 'twilio', 'resend']

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: true,
  external: EXTERNAL,
  define: { BUNDLED: 'true' },
  banner: { js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)" },
  logLevel: 'warning'
})
for (const folder of ['drizzle', 'public'].filter((name) => existsSync(name)))
  cpSync(folder, `dist/${folder}`, { recursive: true })
