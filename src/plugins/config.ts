import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { keyRing } from '../lib/key-ring.ts'
import { plugin } from './plugin.ts'

/** What the process was given: configuration, clock and key, and the URL under which it is reached. */
export default plugin<never, { config: Config; clock?: Clock | undefined }>(
  { name: 'config', needs: [], shared: true },
  async (app, { config, clock }) => {
    let accepting = true
    app.decorate('config', config)
    app.decorate('clock', clock ?? systemClock)
    app.decorate('sealer', keyRing(config.secrets.encryptionKey, config.secrets.formerEncryptionKeys))
    app.decorate('accepting', () => accepting)
    let port: number | undefined
    app.decorate('publicUrl', () => {
      if (config.webhookBaseUrl !== undefined) return config.webhookBaseUrl
      port ??= (app.server.address() as AddressInfo | null)?.port
      return `http://127.0.0.1:${port ?? config.port}`
    })
    app.addHook('preClose', async () => {
      accepting = false
    })
    // A client that keeps its connection after the last answer would hold the shutdown back.
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (!accepting) reply.header('connection', 'close')
      done()
    })
  }
)
