import swagger from '@fastify/swagger'
import { type ApiDocument, describeApi, SECURITY_SCHEMES } from '../api/describe-api.ts'
import { version } from '../lib/version.ts'
import { CallsFailureSchema, FailureSchema } from '../schemas/failure.ts'
import apiDocs from './api-docs.ts'
import { plugin } from './plugin.ts'

const TITLE = 'AgentOS Comms'
const DESCRIPTION =
  'SMS and email for any AI agent. Every tool is served here and over MCP at `/mcp`, from one definition.'
const DEMO = 'Demo mode: messages go to a simulated carrier, nobody is texted and nothing costs money.'

const TAGS = [
  { name: 'tools', description: 'The tools, one route each; the same definitions and checks serve MCP.' },
  { name: 'calls', description: 'Tools under the names and in the shapes of an older product.' },
  { name: 'mcp', description: 'Model Context Protocol: Streamable HTTP, and the older HTTP+SSE.' },
  { name: 'webhooks', description: 'Where vendors post what happened; each request is verified by its signature.' },
  { name: 'people', description: 'Public pages for the people outside.' },
  { name: 'auth', description: 'How people get accounts, and sign in.' },
  { name: 'health', description: 'Liveness and readiness.' },
  { name: 'admin', description: 'For the operator.' }
]

const PAGE = '.swagger-ui .topbar { display: none }\n'

/** A line above the page; its text stands in the description as well, for those who do not see styles. */
const BANNER = `body::before {
  content: '${DEMO}';
  display: block;
  padding: 0.75rem 1rem;
  background: #7a4b00;
  color: #fff;
  font: 600 1rem/1.4 system-ui, sans-serif;
  text-align: center;
}`

/**
 * Describes every route that is registered after it as OpenAPI 3.1 and shows it at /admin/api-docs.
 * Outside demo mode the page asks for ADMIN_TOKEN: as a bearer token, or from a browser as a password.
 */
export default plugin({ name: 'openapi', needs: ['config'], shared: true }, async (app) => {
  app.addSchema(FailureSchema)
  app.addSchema(CallsFailureSchema)
  // The schemas of answers describe them; to compile writers out of them is work at the start that no answer needs.
  app.setSerializerCompiler(() => JSON.stringify)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: TITLE, description: DESCRIPTION, version, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/' }],
      tags: TAGS,
      components: { securitySchemes: SECURITY_SCHEMES as never }
    },
    refResolver: {
      buildLocalReference: ({ $id }, _base, _fragment, index) => (typeof $id === 'string' ? $id : `Model${index}`)
    },
    transformObject: (document) =>
      ('openapiObject' in document ? describeApi(document.openapiObject as ApiDocument) : document) as never
  })
  const { demoMode } = app.config
  await app.register(apiDocs, {
    title: `${TITLE} API`,
    css: demoMode ? PAGE + BANNER : PAGE,
    document: () => (demoMode ? withBanner(app.swagger()) : app.swagger())
  })
})

const withBanner = (document: { info: object }): object => ({
  ...document,
  info: { ...document.info, description: `**${DEMO}**\n\n${DESCRIPTION}` }
})
