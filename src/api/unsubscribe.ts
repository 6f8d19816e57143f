import type { FastifyInstance, FastifyReply } from 'fastify'
import Type from 'typebox'
import type { Deps } from '../deps.ts'
import { unsubscribe, unsubscribeView } from '../services/unsubscribe.ts'
import { donePage, incompletePage, questionPage, unknownPage } from './unsubscribe-pages.ts'

/** Largest body of a request to unsubscribe, in bytes. */
const BODY_BYTES_MAX = 8192
/** Pages without scripts, styles and pictures, in nobody's frame. */
const POLICY = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
/** In a form or in its multipart twin. Source: RFC 8058 section 3.2. */
const ONE_CLICK = /(?:^|&)List-Unsubscribe=One-Click(?:&|\s*$)|name="List-Unsubscribe"\s+One-Click\s/

const Page = { description: 'A page', content: { 'text/html': { schema: Type.String() } } }
const params = Type.Object({ token: Type.String({ description: 'Secret part of the link.' }) })

/**
 * Serves the link of `List-Unsubscribe`. GET has no effect, for programs follow links to look at them: it asks, by a form.
 * POST takes the person off the list, whether a mail program or that form sends it.
 */
export function serveUnsubscribe(app: FastifyInstance, deps: Deps): void {
  app.removeAllContentTypeParsers()
  // A path gives a text whatever it holds; a compiler of schemas for this alone would be a tenth of a start.
  app.setValidatorCompiler(() => () => true)
  const parse = { parseAs: 'string', bodyLimit: BODY_BYTES_MAX } as const
  app.addContentTypeParser('*', parse, (_request, body, done) => done(null, body))
  const response = { 200: Page, 404: Page }
  const asks = { operationId: 'unsubscribeAsk', summary: 'Asks whether to unsubscribe', params, response }
  app.get<{ Params: { token: string } }>('/unsubscribe/:token', { schema: asks }, async ({ params }, reply) => {
    const view = await unsubscribeView(deps, params.token)
    return view === undefined ? page(reply, 404, unknownPage()) : page(reply, 200, questionPage(view))
  })
  const does = {
    operationId: 'unsubscribe',
    summary: 'Unsubscribes in one click (RFC 8058)',
    consumes: ['application/x-www-form-urlencoded', 'multipart/form-data'],
    params,
    response: { ...response, 400: Page }
  }
  app.post<{ Params: { token: string } }>('/unsubscribe/:token', { schema: does }, async (request, reply) => {
    if (typeof request.body !== 'string' || !ONE_CLICK.test(request.body)) return page(reply, 400, incompletePage())
    const view = await unsubscribe(deps, request.params.token)
    return view === undefined ? page(reply, 404, unknownPage()) : page(reply, 200, donePage(view))
  })
}

function page(reply: FastifyReply, status: number, html: string) {
  return (
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .header('cache-control', 'no-store')
      .header('x-robots-tag', 'noindex')
      // With no-referrer a browser would post the form from the origin `null`, which no server of ours answers.
      .header('referrer-policy', 'same-origin')
      .send(html)
  )
}
