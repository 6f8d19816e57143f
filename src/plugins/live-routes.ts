import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serveEventsAck } from '../api/events-ack.ts'
import { serveEventsStream } from '../api/events-stream.ts'
import { serveSpeech } from '../api/speech.ts'
import type { Caller } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { bearerToken } from '../lib/authorization.ts'
import { bearerHook } from './bearer.ts'
import { answerError } from './error-handler.ts'
import { plugin } from './plugin.ts'

const UNAUTHORIZED = 'This route needs a valid token.'
/** How often the token of an open stream is looked at, in milliseconds. */
const RECHECK_MS = 60_000

/** The stream of events of an agent and the speech of its calls, for frameworks that are no MCP client. */
export default plugin(
  {
    name: 'live-routes',
    needs: ['authenticate', 'bus', 'clock', 'config', 'db', 'providers', 'publicUrl', 'sealer']
  },
  async (app) => {
    const { authenticate, bus, clock } = app
    const scope = app as unknown as FastifyInstance
    const callers = new WeakMap<object, { caller: Caller; token: string }>()
    const open = new Set<{ tokenId: string; token: string; gone: Promise<void>; end(): void }>()
    scope.addHook(
      'onRequest',
      bearerHook(authenticate, {
        tokenOf: ({ headers }) => bearerToken(headers.authorization),
        admit: (request, caller, token) => void callers.set(request, { caller, token }),
        refuse: (request, reply) => answerError(new CommsError('unauthorized', UNAUTHORIZED), request, reply)
      })
    )
    const knownOf = (request: object) => {
      const known = callers.get(request)
      if (!known) throw new CommsError('unauthorized', UNAUTHORIZED)
      return known
    }
    const callerOf = (request: object) => knownOf(request).caller
    const endThose = (matches: (stream: { tokenId: string }) => boolean) => {
      for (const stream of open) if (matches(stream)) stream.end()
    }
    const recheck = async () => {
      for (const stream of open) if ((await authenticate(stream.token)) === undefined) stream.end()
      stopRecheck = clock.after(RECHECK_MS, () => void recheck())
    }
    let stopRecheck = clock.after(RECHECK_MS, () => void recheck())
    const stopRevoked = bus.subscribe('token.revoked', (tokenId) => endThose((stream) => stream.tokenId === tokenId))
    scope.addHook('preClose', async () => {
      stopRecheck()
      stopRevoked()
      endThose(() => true)
      await Promise.all([...open].map(({ gone }) => gone))
    })
    serveEventsStream(scope, app as never, {
      callerOf,
      keep(request, end) {
        const { caller, token } = knownOf(request as FastifyRequest)
        const { promise: gone, resolve } = Promise.withResolvers<void>()
        const stream = { tokenId: caller.tokenId, token, gone, end }
        open.add(stream)
        return () => {
          open.delete(stream)
          resolve()
        }
      }
    })
    serveEventsAck(scope, app as never, callerOf)
    await scope.register((speech, _options, done) => {
      serveSpeech(speech, app as never, callerOf)
      done()
    })
  }
)
