import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { version } from '../lib/version.ts'
import { metrics } from '../observability/metrics.ts'
import { collectProcessMetrics } from '../observability/process-metrics.ts'
import { Strict } from '../schemas/common.ts'
import { providerHealth } from '../services/provider-health.ts'
import { adminOnly } from './admin-only.ts'
import { plugin } from './plugin.ts'

const Health = Strict({
  status: Type.String({ description: '`ok`: the process serves.' }),
  uptime: Type.Integer({ description: 'Seconds since the start.' }),
  version: Type.String()
})
const ProviderStateSchema = Type.String({
  description: 'up, down, refused (the vendor refuses our credential) or checking.'
})
const Readiness = Strict({
  status: Type.String({
    description: '`ready`; `degraded`: a provider does not answer; `unavailable`: no database, or shutting down.'
  }),
  database: Type.String({ description: '`up` or `down`.' }),
  providers: Strict({ numbers: ProviderStateSchema, email: ProviderStateSchema })
})

const tags = ['health']

/** Serves /health, /health/ready and /metrics, and writes one line per request; registered before all doors. */
export default plugin(
  { name: 'observability', needs: ['config', 'clock', 'providers', 'pingDatabase', 'accepting'], shared: true },
  async (app) => {
    const started = app.clock.now().getTime()
    const providers = providerHealth(app)
    const databaseState = () =>
      app.pingDatabase().then(
        () => 'up',
        () => 'down'
      )
    collectProcessMetrics()
    app.addHook('onResponse', writeLine)

    const live = { tags, operationId: 'health', summary: 'Whether the process serves', response: { 200: Health } }
    app.get('/health', { schema: live }, async () => {
      const uptime = Math.floor((app.clock.now().getTime() - started) / 1000)
      return { status: 'ok', uptime, version }
    })

    const ready = {
      tags,
      operationId: 'healthReady',
      summary: 'Whether this replica takes work: database and providers',
      response: { 200: Readiness, 503: Readiness }
    }
    app.get('/health/ready', { schema: ready }, async (_request, reply) => {
      const [database, states] = await Promise.all([databaseState(), providers()])
      const serves = database === 'up' && app.accepting()
      const status = !serves
        ? 'unavailable'
        : Object.values(states).every((state) => state === 'up')
          ? 'ready'
          : 'degraded'
      return reply.code(serves ? 200 : 503).send({ status, database, providers: states })
    })

    const text = { 200: { description: 'Prometheus text', content: { 'text/plain': { schema: Type.String() } } } }
    const scrape = { tags, operationId: 'metrics', summary: 'Metrics in the text format of Prometheus', response: text }
    app.get('/metrics', { schema: scrape, onRequest: adminOnly(app) }, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.metrics())
    )
  }
)

/** One line per request: its route as registered, never the address that was asked for. */
async function writeLine(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { method, routeOptions } = request
  const caller = 'caller' in request ? (request.caller as { agentId?: string } | undefined) : undefined
  const fields = {
    event: 'http.request',
    method,
    route: routeOptions.url ?? 'none',
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
    ...(caller?.agentId !== undefined && { agentId: caller.agentId })
  }
  const routine = routeOptions.url === '/metrics' || routeOptions.url?.startsWith('/health') === true
  if (routine) request.log.debug(fields)
  else request.log.info(fields)
}
