import { Validator } from '@seriousme/openapi-schema-validator'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { ERROR_CODES } from '../../src/errors.ts'
import errorHandler from '../../src/plugins/error-handler.ts'
import observability from '../../src/plugins/observability.ts'
import openapi from '../../src/plugins/openapi.ts'
import { Line, Strict } from '../../src/schemas/common.ts'
import { bareApp } from '../helpers/bare-app.ts'

const ADMIN = 'admin-token-of-24-characters'
const production = { DEMO_MODE: 'false', ADMIN_TOKEN: ADMIN }

async function described(env: Record<string, string> = production) {
  const { app } = bareApp(env)
  await app.register(errorHandler)
  await app.register(openapi)
  await app.register(observability)
  const body = Strict({ to: Line(40, 'Whom to reach.') })
  const ok = { 200: Strict({ messageId: Type.String() }) }
  app.post(
    '/v1/tools/comms_send_message',
    { schema: { operationId: 'comms_send_message', body, response: ok } },
    async () => ({})
  )
  app.post('/v1/tools/end_call', { schema: { operationId: 'end_call', tags: ['calls'] } }, async () => ({}))
  app.post('/webhooks/:agentId/sms', { schema: { operationId: 'sms' } }, async () => '')
  app.post('/webhooks/:agentId/email', { schema: { operationId: 'email' } }, async () => '')
  await app.ready()
  return app
}

const documentOf = (app: { swagger(): unknown }) =>
  app.swagger() as {
    openapi: string
    paths: Record<
      string,
      Record<
        string,
        {
          tags: string[]
          security: object[]
          parameters: object[]
          requestBody: { content: Record<string, { example: unknown }> }
          responses: Record<string, { $ref?: string }>
        }
      >
    >
    components: {
      schemas: Record<string, { properties: Record<string, { enum?: string[] }> }>
      responses: Record<string, { content: Record<string, { examples: object }> }>
    }
  }

test('the description is valid OpenAPI 3.1', async () => {
  const document = documentOf(await described())

  const verdict = await new Validator().validate(structuredClone(document))

  expect(verdict.errors).toBeUndefined()
  expect(verdict.valid).toBe(true)
  expect(document.openapi).toBe('3.1.0')
})

test('a route tells who may call it and each failure that it can answer with, as one shared shape', async () => {
  const { paths, components } = documentOf(await described())

  const tool = paths['/v1/tools/comms_send_message']?.['post']
  expect(tool?.tags).toEqual(['tools'])
  expect(tool?.security).toEqual([{ agentToken: [] }, { organizationToken: [] }])
  expect(tool?.parameters).toContainEqual(expect.objectContaining({ in: 'header', name: 'X-Organization-Id' }))
  expect(tool?.requestBody.content['application/json']?.example).toEqual({ to: '+14155550123' })
  expect(tool?.responses['422']).toEqual({ $ref: '#/components/responses/Failure422' })
  expect(paths['/webhooks/{agentId}/sms']?.['post']?.security).toEqual([{ twilioSignature: [] }])
  expect(paths['/webhooks/{agentId}/email']?.['post']?.security).toEqual([{ svixSignature: [] }])
  expect(paths['/metrics']?.['get']?.security).toEqual([{ adminToken: [] }])
  expect(paths['/mcp']?.['post']?.tags).toEqual(['mcp'])
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/sse', '/messages', '/health/ready']))
  expect(paths['/health']?.['get']?.security).toEqual([])
  expect(components.schemas['Failure']?.properties['code']?.enum).toEqual(Object.keys(ERROR_CODES))
})

test('every error code stands as an example in the response of its status', async () => {
  const { components } = documentOf(await described())

  const shown = Object.entries(components.responses).flatMap(([name, { content }]) =>
    Object.keys(content['application/json']?.examples ?? {}).map((code) => [code, Number(name.replace('Failure', ''))])
  )

  expect(Object.fromEntries(shown)).toEqual(
    Object.fromEntries(Object.entries(ERROR_CODES).map(([code, { status }]) => [code, status]))
  )
})

test('outside demo mode the page and its document ask for the admin token, and take it from a browser', async () => {
  const app = await described()
  const basic = `Basic ${Buffer.from(`operator:${ADMIN}`).toString('base64')}`

  for (const url of ['/admin/api-docs/', '/admin/api-docs/json', '/admin/api-docs/yaml']) {
    const refused = await app.inject(url)
    expect([url, refused.statusCode]).toEqual([url, 401])
    expect(refused.headers['www-authenticate']).toMatch(/^Basic /)
    expect((await app.inject({ url: `${url}?token=${ADMIN}` })).statusCode).toBe(401)
    expect((await app.inject({ url, headers: { authorization: basic } })).statusCode).toBe(200)
  }
  const asBearer = await app.inject({ url: '/admin/api-docs/json', headers: { authorization: `Bearer ${ADMIN}` } })
  expect(asBearer.json().info.description).not.toContain('Demo mode')
})

test('in demo mode the page is open and says so in its text', async () => {
  const app = await described({ DEMO_MODE: 'true' })

  const answer = await app.inject('/admin/api-docs/json')

  expect(answer.statusCode).toBe(200)
  expect(answer.json().info.description).toMatch(/^\*\*Demo mode: /)
})

test('tools of the profile calls are described with failures of its shape, and all others with the one shape', async () => {
  const { paths, components } = documentOf(await described())
  const failure = (path: string) => paths[path]?.['post']?.responses['400']?.$ref

  expect(failure('/v1/tools/end_call')).toBe('#/components/responses/CallsFailure400')
  expect(failure('/v1/tools/comms_send_message')).toBe('#/components/responses/Failure400')
  expect(JSON.stringify(components.responses['CallsFailure400'])).toContain('#/components/schemas/CallsFailure')
  expect(components.schemas).toHaveProperty('CallsFailure')
})
