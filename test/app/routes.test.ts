import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestApp, type Route, type TestApp } from '../helpers/test-app.ts'
import { seedOrganization } from '../helpers/test-deps.ts'
import { wireTo } from '../mcp/wire.ts'
import { badTokens } from './bad-tokens.ts'
import { makeThings, rowsAbout, type Things } from './things.ts'

type Guard =
  | 'token'
  | 'line'
  | 'signature'
  | 'admin'
  | 'people'
  | 'signed-in'
  | 'form'
  | 'link'
  | 'ticket'
  | 'bootstrap'
  | 'open'

/** What guards each route; one that fits none of these has no guard that anybody decided on. */
const GUARDS: [RegExp, Guard][] = [
  [/^POST \/v1\/tools\/\w+$/, 'token'],
  [/^(?:POST|GET|DELETE) \/mcp$/, 'token'],
  [/^(?:GET \/v1\/events\/stream|POST \/v1\/events\/ack|POST \/v1\/calls\/:callId\/speech)$/, 'token'],
  [/^GET \/sse$/, 'token'],
  [/^POST \/messages$/, 'line'],
  [/^POST \/webhooks\/:agentId\/(?:sms|message-status|voice|call-status|recording|email)$/, 'signature'],
  [/^POST \/webhooks\/in\/:endpointId\/email$/, 'signature'],
  [/^POST \/webhooks\/(?:conversation-relay|status-callback|recording-callback|elevenlabs)$/, 'signature'],
  [/^GET \/webhooks\/:agentId\/voice-ws\/:ticket$/, 'ticket'], // voice-ws.test.ts
  [/^(?:GET|HEAD|POST) \/unsubscribe\/:token$/, 'link'],
  [/^(?:GET|HEAD) \/v1\/media\/(?:speech|recordings)\/:token$/, 'link'],
  [/^(?:GET|HEAD) \/admin\/api-docs\/static\/\*$/, 'open'], // style sheets and scripts of the page, which are public
  [/^(?:GET|HEAD) \/(?:admin\/api-docs.*|metrics)$/, 'admin'],
  [/^(?:GET|HEAD|POST|PUT|PATCH|DELETE) \/admin\/(?:organizations|users|kill-switch)(?:\/.+)?$/, 'people'], // admin-access.test.ts
  [/^(?:(?:GET|HEAD) \/auth\/me|POST \/auth\/(?:logout|password\/change))$/, 'signed-in'],
  [/^POST \/auth\/(?:login|register|resend-code|verify|invitations\/accept|password\/(?:reset|confirm))$/, 'form'],
  [/^POST \/auth\/bootstrap$/, 'bootstrap'],
  [/^(?:GET|HEAD) \/auth\/csrf$/, 'open'],
  [/^(?:GET|HEAD) \/health(?:\/ready)?$/, 'open']
]
/** Who signs what is posted to a path that ends so; a carrier signs the rest. */
const SIGNATURES = [
  ['/email', 'svixSignature'],
  ['/webhooks/elevenlabs', 'elevenLabsSignature']
] as const
const guardOf = ({ method, url }: Route) => GUARDS.find(([pattern]) => pattern.test(`${method} ${url}`))?.[1]

let t: TestApp
let victim: Things
let other: Things
let refused: Awaited<ReturnType<typeof badTokens>>

beforeAll(async () => {
  t = await openTestApp({ DEMO_MODE: 'false' })
  victim = await makeThings(t, await seedOrganization(t.app))
  other = await makeThings(t, victim.orgId)
  refused = await badTokens(t, victim)
})
afterAll(() => t.close())

const guardedBy = (guard: Guard) => t.routes.filter((route) => guardOf(route) === guard)

/** A request to a route as it is registered; its parameters name things of the victim. */
const send = ({ method, url }: Route, headers: Record<string, string> = {}, body?: string) =>
  fetch(t.base + url.replace(':agentId', victim.agentId).replace('*', 'index.css'), {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body })
  })
const authorized = (authorization: string | undefined): Record<string, string> =>
  authorization === undefined ? {} : { authorization }

test('every route has a guard that was decided on', () => {
  expect(t.routes.length).toBeGreaterThan(20)
  expect(t.routes.filter((route) => guardOf(route) === undefined)).toEqual([])
  expect(GUARDS.filter(([pattern]) => !t.routes.some(({ method, url }) => pattern.test(`${method} ${url}`)))).toEqual(
    []
  )
})

test('the API document names every route, with the security of its guard', async () => {
  const answer = await send({ method: 'GET', url: '/admin/api-docs/json' }, authorized(`Bearer ${t.adminToken}`))
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, { security: object[] }>> }
  const schemes = (guard: Guard | undefined, url: string) => {
    if (guard === 'admin' || guard === 'bootstrap') return ['adminToken']
    if (guard === 'people') return ['session', 'adminToken', 'organizationToken']
    if (guard === 'signed-in') return ['session']
    if (guard === 'form') return []
    if (guard === 'open' || guard === 'link') return []
    if (guard === 'signature') return [SIGNATURES.find(([end]) => url.endsWith(end))?.[1] ?? 'twilioSignature']
    return ['agentToken', 'organizationToken']
  }

  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      route: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      schemes: security.flatMap(Object.keys)
    }))
  )
  const registered = t.routes
    .filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/admin/api-docs'))
    .filter((route) => guardOf(route) !== 'ticket') // a socket, which OpenAPI cannot describe
    .map((route) => ({ route: `${route.method} ${route.url}`, schemes: schemes(guardOf(route), route.url) }))

  const byRoute = (a: { route: string }, b: { route: string }) => a.route.localeCompare(b.route)
  expect(documented.sort(byRoute)).toEqual(registered.sort(byRoute))
})

test('a route for callers lets nobody in whose token is not valid', async () => {
  const before = await rowsAbout(t, victim.agentId)

  for (const route of guardedBy('token'))
    for (const [what, authorization] of refused) {
      const response = await send(route, authorized(authorization), route.method === 'POST' ? '{}' : undefined)
      expect(response.status, `${route.method} ${route.url}, token ${what}`).toBe(401)
      expect(response.headers.get('www-authenticate')).toContain('Bearer')
    }

  expect(await rowsAbout(t, victim.agentId)).toEqual(before)
})

test('only HTTP+SSE takes a token from the address', async () => {
  for (const route of guardedBy('token').filter(({ url }) => url !== '/sse')) {
    const url = `${route.url}?token=${victim.token}`
    expect((await send({ ...route, url }, {}, route.method === 'POST' ? '{}' : undefined)).status, url).toBe(401)
  }
})

test('what is for the administrator shows itself to nobody else', async () => {
  const others = refused.filter(([what]) => what !== 'of the administrator').map(([, header]) => header)
  const valid = [victim.token, await t.orgToken(victim.orgId), t.master].map((token) => `Bearer ${token}`)

  for (const route of guardedBy('admin')) {
    for (const authorization of [...others, ...valid])
      expect((await send(route, authorized(authorization))).status, route.url).toBe(401)
    const password = `Basic ${Buffer.from(`anybody:${t.adminToken}`).toString('base64')}`
    for (const authorization of [`Bearer ${t.adminToken}`, password])
      expect((await send(route, authorized(authorization))).status, route.url).toBeLessThan(400)
  }
})

test('what makes the first super-admin takes ADMIN_TOKEN as a bearer and nothing else', async () => {
  const others = refused.filter(([what]) => what !== 'of the administrator').map(([, header]) => header)
  const password = `Basic ${Buffer.from(`anybody:${t.adminToken}`).toString('base64')}`
  const valid = [victim.token, await t.orgToken(victim.orgId), t.master].map((token) => `Bearer ${token}`)

  for (const route of guardedBy('bootstrap'))
    for (const authorization of [...others, ...valid, password])
      expect((await send(route, authorized(authorization), '{}')).status, authorization).toBe(401)
})

test('who is not signed in gets nothing from what is for those who are, whatever token they show', async () => {
  for (const route of guardedBy('signed-in'))
    for (const authorization of [undefined, `Bearer ${t.master}`, `Bearer ${t.adminToken}`, `Bearer ${victim.token}`])
      expect([401, 403], route.url).toContain((await send(route, authorized(authorization))).status)
})

test('a form is refused without the token of its cookie, before it is read', async () => {
  for (const route of [...guardedBy('form'), ...guardedBy('signed-in').filter(({ method }) => method === 'POST')]) {
    const response = await send(route, {}, 'no JSON at all')
    expect(response.status, route.url).toBe(403)
    expect(await response.json(), route.url).toMatchObject({ code: 'csrf_refused' })
  }
})

test('a public link that was not made here leads nowhere, and has no effect', async () => {
  const before = await rowsAbout(t, victim.agentId)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  for (const { method, url } of guardedBy('link'))
    for (const token of [victim.agentId, victim.token, 'A'.repeat(200), 'A'.repeat(1000)]) {
      const body = method === 'POST' ? 'List-Unsubscribe=One-Click' : undefined
      const response = await send({ method, url: url.replace(':token', token) }, body === undefined ? {} : form, body)
      expect(response.status, `${method} ${url}`).toBe(404)
      expect(await response.text()).not.toContain(victim.agentId)
    }

  expect(await rowsAbout(t, victim.agentId)).toEqual(before)
})

test('what is open to all tells nothing of anybody', async () => {
  for (const route of guardedBy('open')) {
    const response = await send(route)
    expect(response.status, route.url).toBe(200)
    const text = await response.text()
    for (const secret of [victim.orgId, victim.agentId, victim.number, t.simulator.url])
      expect(text).not.toContain(secret)
  }
})

describe('a session or line of MCP', () => {
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'comms_get_me', arguments: {} } }

  test('serves nobody but its owner', async () => {
    const wire = wireTo(t.base)
    const session = await wire.session('2025-11-25', { authorization: `Bearer ${victim.token}` })

    const foreign = { ...session, authorization: `Bearer ${other.token}` }
    const answers = [await wire.post(call, foreign), await wire.stream('/mcp', foreign)]
    const ended = await fetch(`${t.base}/mcp`, { method: 'DELETE', headers: foreign })

    for (const { status } of [...answers, ended]) expect(status).toBe(404)
    expect((await wire.post(call, session)).status).toBe(200)
  })

  test('of HTTP+SSE takes no message with somebody else’s token, and none for a session that is guessed', async () => {
    const ended = new AbortController()
    const line = await wireTo(t.base).stream('/sse', { authorization: `Bearer ${victim.token}` }, ended.signal)
    const reader = line.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    const [, path = ''] = /data: (\/messages\?sessionId=\S+)/.exec(new TextDecoder().decode(value)) ?? []
    const message = JSON.stringify(call)
    const to = (url: string, headers = {}) => send({ method: 'POST', url }, headers, message)

    expect(path).not.toBe('')
    expect((await to(path, { authorization: `Bearer ${other.token}` })).status).toBe(404)
    for (const [what, authorization] of refused.filter(([, header]) => header !== undefined))
      expect((await to(path, authorized(authorization))).status, what).toBe(401)
    expect((await to(`/messages?sessionId=${randomUUID()}`)).status).toBe(401)
    expect((await to('/messages')).status).toBe(401)
    expect((await to(path)).status).toBe(404) // it was opened with a header, so that it must go on with one
    expect((await to(path, { authorization: `Bearer ${victim.token}` })).status).toBe(202)
    expect((await reader?.read())?.done).toBe(false)
    ended.abort()
  })
})
