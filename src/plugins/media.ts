import type { FastifyInstance } from 'fastify'
import { serveMedia } from '../api/media.ts'
import { plugin } from './plugin.ts'

/** The public door of sounds: no token but the one in the link. */
export default plugin(
  { name: 'media', needs: ['config', 'db', 'bus', 'clock', 'providers', 'sealer', 'publicUrl'] },
  async (app) => {
    serveMedia(app as unknown as FastifyInstance, app)
  }
)
