import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { adminOnly } from './admin-only.ts'
import { plugin } from './plugin.ts'

const PREFIX = '/admin/api-docs'
const HIDDEN = { schema: { hide: true } }

/** What the page shows. */
interface ApiDocsOptions {
  title: string
  /** A style sheet that the page uses on top of its own. */
  css: string
  /** The OpenAPI document. */
  document(): object
}

/**
 * Shows the OpenAPI document at /admin/api-docs to the administrator and, in demo mode, to everybody; scripts and style
 * sheets of the page are public. Its library is loaded by the first visit: a start does not wait for what few starts need.
 */
export default plugin<'config', ApiDocsOptions>({ name: 'api-docs', needs: ['config'] }, async (app, options) => {
  let opening: Promise<FastifyInstance> | undefined
  const serve = async ({ method, url, headers }: FastifyRequest, reply: FastifyReply) => {
    opening ??= openPage(options).catch((error: unknown) => {
      opening = undefined
      throw error
    })
    const page = await opening
    const answer = await page.inject({ method: method as 'GET' | 'HEAD', url, headers })
    const { connection, date, ...rest } = answer.headers
    return reply.code(answer.statusCode).headers(rest).send(answer.rawPayload)
  }
  const guarded = { ...HIDDEN, onRequest: adminOnly(app) }
  for (const path of ['', '/', '/json', '/yaml']) app.get(`${PREFIX}${path}`, guarded, serve)
  app.get(`${PREFIX}/static/*`, HIDDEN, serve)
  app.addHook('onClose', async () => (await opening?.catch(() => undefined))?.close())
})

/** The page as a server of its own that listens nowhere. */
async function openPage({ title, css, document }: ApiDocsOptions): Promise<FastifyInstance> {
  const { default: swaggerUi } = await import('@fastify/swagger-ui')
  const page = Fastify()
  const described = async (scope: FastifyInstance) => void scope.decorate('swagger', document as never)
  await page.register(fastifyPlugin(described, { name: '@fastify/swagger' }))
  await page.register(swaggerUi, {
    routePrefix: PREFIX,
    uiConfig: { validatorUrl: null, docExpansion: 'list', filter: true },
    theme: { title, css: [{ filename: 'page.css', content: css }] },
    // With it the page writes YAML itself, of the document that it is given.
    transformSpecification: (document) => document,
    transformSpecificationClone: false
  })
  return page
}
