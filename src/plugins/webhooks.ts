import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { compile } from '../lib/validate.ts'
import { agentLabel, securityEventsTotal, webhookRequestsTotal } from '../observability/metrics.ts'
import { namedByCall, type WebhookPath, type WebhookSource, webhookSource } from '../services/webhook-sources.ts'
import { webhooks } from '../webhooks/index.ts'
import type { Webhook, WebhookOutcome } from '../webhooks/webhook.ts'
import { plugin } from './plugin.ts'
import { isForm, isSigned, parseForm } from './webhook-signature.ts'

/** Largest event in bytes. */
const BODY_BYTES_MAX = 1024 * 1024

const NOTHING = Buffer.alloc(0)

interface Visit {
  source?: WebhookSource
  outcome?: WebhookOutcome
}

/**
 * The door of vendors. Each request is verified over its raw bytes and the configured public URL before anything of it is
 * read; a forged one leaves nothing but a count. 2xx: it is on disk, or of no use to us. 4xx: it will never be. 5xx: try again.
 */
export default plugin(
  {
    name: 'webhooks',
    needs: ['config', 'db', 'bus', 'clock', 'providers', 'sealer', 'publicUrl', 'accepting']
  },
  async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX }, (_request, body, done) =>
      done(null, body)
    )
    for (const webhook of webhooks) serve(app as unknown as FastifyInstance, webhook, () => !app.accepting())
  }
)

function serve(app: FastifyInstance, webhook: Webhook, leaving: () => boolean): void {
  const visits = new WeakMap<FastifyRequest, Visit>()
  const deps: Deps = app
  app.route({
    method: 'POST',
    url: webhook.path,
    bodyLimit: BODY_BYTES_MAX,
    schema: schemaOf(webhook),
    validatorCompiler: () => validatorOf(webhook),
    async preValidation(request) {
      const visit: Visit = {}
      visits.set(request, visit)
      const rawBody = (request.body as Buffer | undefined) ?? NOTHING
      visit.source = await verified(deps, webhook, request, rawBody)
      request.body = read(webhook, visit.source, request, rawBody)
    },
    async handler(request, reply) {
      const visit = visits.get(request)
      if (!visit?.source) throw forged()
      const handled = await webhook.handle(request.body as never, {
        deps,
        source: visit.source,
        query: request.query as Record<string, unknown>,
        eventId: String(request.headers['svix-id'] ?? ''),
        leaving: leaving()
      })
      const answered = typeof handled === 'string' ? { outcome: handled, document: webhook.reply } : handled
      visit.outcome = answered.outcome
      return reply.type(answered.document.type).send(answered.document.payload)
    },
    async onResponse(request, reply) {
      const visit = visits.get(request)
      const agent = visit?.source?.agent ? agentLabel(visit.source.agent.id) : 'none'
      const status = visit?.outcome ?? outcomeOf(reply.statusCode)
      webhookRequestsTotal.inc({ agent, provider: visit?.source?.signer ?? webhook.vendor, status })
    }
  })
}

const schemaOf = ({ path, vendor, summary, body }: Webhook) => ({
  operationId: path.replace(/\W+/g, '_').slice(1),
  summary,
  tags: ['webhooks'],
  consumes: [vendor === 'twilio' ? 'application/x-www-form-urlencoded' : 'application/json'],
  body
})

function validatorOf(webhook: Webhook) {
  const check = compile(webhook.body)
  return (raw: unknown) => {
    const verdict = check(raw)
    if (verdict.ok) return { value: raw }
    return { error: new CommsError('malformed_request', `This is not such an event: ${verdict.problem}`) }
  }
}

/** @throws CommsError `invalid_signature`, the same for a path that names nobody: who asks learns nothing. */
async function verified(
  deps: Deps,
  webhook: Webhook,
  request: FastifyRequest,
  rawBody: Buffer
): Promise<WebhookSource> {
  const path = webhook.namedBy === 'call' ? await namedByCall(deps, parseForm(rawBody)) : request.params
  const source = await webhookSource(deps, webhook.vendor, path as WebhookPath)
  const url = deps.publicUrl() + request.url
  const signed = { headers: request.headers, rawBody, url, now: deps.clock.now() }
  if (source !== undefined && isSigned(source, signed)) return source
  securityEventsTotal.inc({ type: 'invalid_signature' })
  request.log.warn({ event: 'webhook_forged', vendor: webhook.vendor }, 'signature refused')
  throw forged()
}

const forged = () => new CommsError('invalid_signature', 'The signature of this request is missing or wrong.')

/** Telnyx posts calls as the forms of Twilio, and messages as JSON of its own. */
function read(webhook: Webhook, { signer }: WebhookSource, { headers }: FastifyRequest, rawBody: Buffer): unknown {
  if (signer === 'resend' || signer === 'elevenlabs') return parseJson(rawBody)
  if (signer === 'telnyx' && !isForm(headers)) return webhook.fromTelnyx?.(parseJson(rawBody))
  return parseForm(rawBody)
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'))
  } catch {
    return undefined
  }
}

function outcomeOf(status: number): 'forged' | 'malformed' | 'error' {
  if (status === 403) return 'forged'
  return status < 500 ? 'malformed' : 'error'
}
