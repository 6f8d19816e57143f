import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.ts'
import { ConfigError, loadConfig } from './config.ts'
import { welcome } from './services/welcome.ts'

try {
  const config = loadConfig()
  const app = await buildApp({ config })
  closeWithGrace({ delay: config.shutdownDeadlineMs, logger: false }, async ({ err, signal }) => {
    if (err) app.log.error({ event: 'crash', err }, 'uncaught error')
    else app.log.info({ event: 'shutdown', signal }, 'finishing what runs')
    await app.close()
  })
  await app.listen({ port: config.port, host: config.host })
  app.log.info({ event: 'listening', port: config.port }, 'ready')
  process.stdout.write(`${await welcome(app)}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : (error as Error).stack}\n`)
  process.exit(1)
}
