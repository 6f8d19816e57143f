import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Config } from './config.ts'
import type { Clock } from './lib/clock.ts'
import { newId } from './lib/ids.ts'
import { logOptions } from './lib/log-options.ts'
import addressLists from './plugins/address-lists.ts'
import admin from './plugins/admin.ts'
import auth from './plugins/auth.ts'
import authFailures from './plugins/auth-failures.ts'
import config from './plugins/config.ts'
import connections, { answerClientError, CONNECTION_TIMEOUTS } from './plugins/connections.ts'
import db from './plugins/db.ts'
import errorHandler, { answerError } from './plugins/error-handler.ts'
import jobs from './plugins/jobs.ts'
import liveRoutes from './plugins/live-routes.ts'
import media from './plugins/media.ts'
import observability from './plugins/observability.ts'
import openapi from './plugins/openapi.ts'
import providers from './plugins/providers.ts'
import rateLimit from './plugins/rate-limit.ts'
import responseHeaders, { setResponseHeaders } from './plugins/response-headers.ts'
import security from './plugins/security.ts'
import simulator from './plugins/simulator.ts'
import tools from './plugins/tools.ts'
import unsubscribe from './plugins/unsubscribe.ts'
import voiceWs from './plugins/voice-ws.ts'
import webhooks from './plugins/webhooks.ts'
import { tools as registry } from './tools/index.ts'

/** How long a plugin may take to start, at least, in milliseconds. */
const PLUGIN_TIMEOUT_MS = 10_000

/** Builds the whole server, ready to listen. The order of the lines is the architecture: what is above is there for what is below. */
export async function buildApp(options: { config: Config; clock?: Clock }): Promise<FastifyInstance> {
  const app = Fastify({
    logger: logOptions(options.config.logLevel),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    bodyLimit: 1024 * 1024,
    ...CONNECTION_TIMEOUTS,
    clientErrorHandler: answerClientError,
    routerOptions: { maxParamLength: 1024 },
    trustProxy: options.config.trustProxy.length > 0 ? options.config.trustProxy : false,
    genReqId: ({ headers }) => saneRequestId(headers['x-request-id']) ?? newId('req'),
    return503OnClosing: false,
    // It bounds the hooks of the shutdown as well, in which calls and requests get their time to finish.
    pluginTimeout: options.config.shutdownDeadlineMs + PLUGIN_TIMEOUT_MS,
    frameworkErrors(error, request, reply) {
      setResponseHeaders(request, reply)
      answerError(error, request, reply)
    }
  })
  await app.register(config, options)
  await app.register(responseHeaders)
  await app.register(connections)
  await app.register(errorHandler)
  await app.register(addressLists)
  await app.register(security)
  await app.register(db)
  await app.register(providers)
  await app.register(simulator)
  await app.register(auth)
  await app.register(rateLimit)
  await app.register(authFailures)
  await app.register(openapi)
  await app.register(observability)
  await app.register(voiceWs)
  await app.register(tools, { tools: registry })
  await app.register(liveRoutes)
  await app.register(admin)
  await app.register(webhooks)
  await app.register(unsubscribe)
  await app.register(media)
  await app.register(jobs)
  return app
}

const saneRequestId = (given: unknown): string | undefined =>
  typeof given === 'string' && /^[\w.:-]{8,64}$/.test(given) ? given : undefined
