/** Bundles the server into dist/: main.js, and beside it what it ships. `npm run build`, then `node dist/main.js`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Packages that stay in node_modules: native code, files that a package reads beside itself, libraries loaded on first use. */
const EXTERNAL = [
  ...['@libsql/client', 'libsql', '@node-rs/argon2', 'sodium-native'],
  ...['@fastify/swagger-ui', 'pino', 'twilio', 'resend']
]

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: { server: 'src/main.ts' },
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

// What is compiled at a start is kept beside the bundle: a fifth of a start is compiling. Elsewhere than here it is simply not found.
const launcher = `import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache(join(import.meta.dirname, 'compiled'))
await import('./server.js')
`
writeFileSync('dist/main.js', launcher)
await startOnce()

/**
 * Starts the bundle as a demo until it has said its welcome, so that the first start of an image is as fast as any.
 * @throws Error when it does not start, or cannot make the demo agent, which takes a call of each simulated vendor.
 */
async function startOnce(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'comms-build-'))
  const { PATH = '' } = process.env
  const env = { PATH, PORT: '0', DATA_DIR: folder }
  const server = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(server, 'close')
  let said = ''
  server.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    // In the welcome, which is the last thing that a start does.
    if (!server.killed && said.includes('/health/ready')) server.kill('SIGTERM')
  })
  const [code] = await closed
  rmSync(folder, { recursive: true, force: true })
  if (code !== 0) throw new Error(`the bundle ended with ${code}`)
  if (!said.includes('Demo agent')) throw new Error(`the bundle made no demo agent:\n${said}`)
}
