import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { CommsError } from '../errors.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import { plugin } from './plugin.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
/** Reached under whatever name vendors and probes use; webhooks are verified by their signatures. */
const ANY_HOST = /^\/(?:webhooks\/|health(?:[/?]|$))/
/** Methods and headers that the routes of this server take from the web pages of CORS_ORIGINS. */
const ALLOW_METHODS = 'GET, POST, PUT, PATCH, DELETE'
const ALLOW_HEADERS =
  'authorization, content-type, accept, last-event-id, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name, ' +
  'x-organization-id, x-request-id'
const EXPOSE_HEADERS = 'mcp-session-id, x-request-id, retry-after, www-authenticate'
const PREFLIGHT_SECONDS = '600'

/** The guard of Host and Origin, and CORS for the configured pages. */
export default plugin({ name: 'security', needs: ['config'], shared: true }, async (app) => {
  const hosts = hostNames(app.config)
  const pages = new Set(app.config.corsOrigins.map((origin) => origin.toLowerCase().replace(/\/$/, '')))
  app.addHook('onRequest', (request, reply, done) => {
    const origin = request.headers.origin?.toLowerCase()
    const fromPage = origin !== undefined && pages.has(origin)
    if (!ANY_HOST.test(request.url)) {
      if (!hosts.has(withoutPort(request.headers.host))) return done(foreign('Host', request.headers.host))
      if (origin !== undefined && !fromPage && !hosts.has(hostOfOrigin(origin))) return done(foreign('Origin', origin))
    }
    if (pages.size > 0) reply.header('vary', 'Origin')
    if (fromPage && answersPreflight(request, reply, origin)) return
    done()
  })
})

/** Host names without ports: the loopback ones, that of the public URL, and those configured. */
function hostNames({ webhookBaseUrl, allowedHosts }: Config): Set<string> {
  const own = webhookBaseUrl === undefined ? [] : [new URL(webhookBaseUrl).hostname]
  return new Set([...LOOPBACK, ...own, ...allowedHosts].map((host) => withoutPort(host.toLowerCase())))
}

const withoutPort = (host: string | undefined): string => (host ?? '').toLowerCase().replace(/:\d+$/, '')

const hostOfOrigin = (origin: string): string => (/^https?:\/\//.test(origin) && URL.parse(origin)?.hostname) || ''

/** Where a name that is good is made known. */
const SETTINGS = { Host: 'WEBHOOK_BASE_URL or ALLOWED_HOSTS', Origin: 'CORS_ORIGINS' }

function foreign(header: keyof typeof SETTINGS, value = ''): CommsError {
  securityEventsTotal.inc({ type: 'foreign_host' })
  const shown = value.slice(0, 100)
  return new CommsError('foreign_host', `This server does not answer to the ${header} "${shown}".`, {
    nextAction: `Where it is one of yours, have the operator name it in ${SETTINGS[header]}.`
  })
}

/** Tells the page what it may do; answers the request when it only asks for that. */
function answersPreflight(request: FastifyRequest, reply: FastifyReply, origin: string): boolean {
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-expose-headers', EXPOSE_HEADERS)
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false
  reply.header('access-control-allow-methods', ALLOW_METHODS)
  reply.header('access-control-allow-headers', ALLOW_HEADERS)
  reply.header('access-control-max-age', PREFLIGHT_SECONDS)
  reply.code(204).send()
  return true
}
