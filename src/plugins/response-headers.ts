import type { FastifyReply, FastifyRequest } from 'fastify'
import helmet from 'helmet'
import { plugin } from './plugin.ts'

/** Puts the security headers and the request id on every answer, refusals too: registered before all that refuses. */
export default plugin({ name: 'response-headers', needs: [], shared: true }, async (app) => {
  app.addHook('onRequest', (request, reply, done) => {
    setResponseHeaders(request, reply)
    done()
  })
})

/** Sets them on one answer; for `frameworkErrors`, which Fastify raises before any hook runs. */
export function setResponseHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(FIXED)
  reply.header('x-request-id', request.id)
}

/** The headers are the same for all responses, so helmet runs once. Swagger UI works under this policy. */
function fixedHeaders(): Record<string, string> {
  // What is answered is somebody's own: no cache in between may keep it, unless a route says otherwise.
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  const sink = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value
    },
    removeHeader: () => undefined
  }
  const directives = {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    formAction: ["'self'"]
  }
  const run = helmet({ contentSecurityPolicy: { useDefaults: false, directives } })
  run({} as never, sink as never, () => undefined)
  return headers
}

const FIXED = fixedHeaders()
