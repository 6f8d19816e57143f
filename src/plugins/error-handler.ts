import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { CommsError, type ErrorCode, type Failure, toFailure } from '../errors.ts'
import { plugin } from './plugin.ts'
import { routeMethods } from './route-methods.ts'

/** Fastify's own refusals by their status; its other 4xx are malformed requests. */
const CODE_BY_STATUS: Record<number, ErrorCode> = {
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable'
}

/** Answered until the listener closes: vendors drop a call whose webhook is refused, and do not repeat most of their events. */
const OPEN_TO_THE_END = /^\/(?:health|webhooks\/)/

/** Answers every failure of every route in the one shape, under the status of its code; registered before all routes. */
export default plugin({ name: 'error-handler', needs: ['accepting', 'clock'], shared: true }, async (app) => {
  const methodsOf = routeMethods(app)
  app.addHook('onRequest', async (request, reply) => {
    if (app.accepting() || OPEN_TO_THE_END.test(request.url)) return
    reply.header('connection', 'close')
    throw new CommsError('unavailable', 'The server is shutting down.', { details: { retryAfterMs: 5000 } })
  })
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, app.clock.now()))
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const allowed = methodsOf(path)
    if (allowed.length === 0)
      return answerError(new CommsError('not_found', 'There is nothing at this address.'), request, reply)
    reply.header('allow', allowed.join(', '))
    const message = `This address takes ${allowed.join(', ')}, not ${request.method}.`
    return answerError(new CommsError('method_not_allowed', message), request, reply)
  })
})

/** Answers an error in the one shape, or in that of its route; also for `frameworkErrors`, which Fastify raises before it knows one. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  now = new Date(),
  shaped: (failure: Failure) => object = (failure) => failure
): FastifyReply {
  const known = error instanceof CommsError ? error : fromFastify(error)
  if (known === undefined) request.log.error({ event: 'bug', err: error }, 'a request failed')
  const failure = toFailure(known ?? error)
  setRetryAfter(reply, failure, now)
  if (failure.code === 'unauthorized' && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', 'Bearer realm="agentos-comms"')
  return reply
    .code(known?.status ?? 500)
    .type('application/json')
    .send(JSON.stringify(shaped(failure)))
}

/** Says in `Retry-After` when a repeat can succeed, where the failure knows it; a header that is there stays. */
export function setRetryAfter(reply: FastifyReply, { retryable, details }: Failure, now = new Date()): void {
  const waitMs = retryable ? retryAfterMs(details, now) : undefined
  if (waitMs !== undefined && !reply.hasHeader('retry-after'))
    reply.header('retry-after', String(Math.max(1, Math.ceil(waitMs / 1000))))
}

/** How long a caller had better wait, where the failure says so: a span, or the instant at which a limit resets. */
function retryAfterMs(details: Record<string, unknown> = {}, now: Date): number | undefined {
  const { retryAfterMs: span, resetsAt } = details
  if (typeof span === 'number') return span
  const at = typeof resetsAt === 'string' ? Date.parse(resetsAt) : Number.NaN
  return Number.isNaN(at) ? undefined : at - now.getTime()
}

/** What Fastify and its plugins refuse by themselves; undefined when it is a bug. */
function fromFastify(error: unknown): CommsError | undefined {
  if (!(error instanceof Error)) return undefined
  const { validation, validationContext, statusCode = 500, code = '' } = error as Partial<FastifyError> & Error
  if (validation !== undefined)
    return new CommsError('invalid_input', `${validationContext ?? 'request'}: ${error.message}`, { cause: error })
  if (statusCode === 503 || code === 'FST_ERR_HANDLER_TIMEOUT')
    return new CommsError('unavailable', 'The server could not answer in time.', { cause: error })
  if (statusCode < 400 || statusCode >= 500) return undefined
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH')
    return new CommsError('malformed_request', 'The address cannot be read.', { nextAction: 'Correct the address.' })
  return new CommsError(CODE_BY_STATUS[statusCode] ?? 'malformed_request', error.message, { cause: error })
}
