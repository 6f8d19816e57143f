import type { FastifyInstance } from 'fastify'
import { serveUnsubscribe } from '../api/unsubscribe.ts'
import { plugin } from './plugin.ts'

/** The public door of who wants no more email: no token but the one in the link. */
export default plugin(
  { name: 'unsubscribe', needs: ['config', 'db', 'bus', 'clock', 'providers', 'sealer', 'publicUrl'] },
  async (app) => {
    serveUnsubscribe(app as unknown as FastifyInstance, app)
  }
)
