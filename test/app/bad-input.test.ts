import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Toolbox } from '../../src/tools/call.ts'
import { tools as registry } from '../../src/tools/index.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { failureOf, isOfCalls } from './failure-of.ts'
import { callOverMcp } from './mcp-call.ts'
import {
  HOSTILE_TEXTS,
  type JsonSchema,
  ONE_OF_EACH,
  placesIn,
  typesOf,
  valueAt,
  without,
  withValue
} from './schema-faults.ts'
import { makeThings, type Things } from './things.ts'
import { TOOL_CASES } from './tool-cases.ts'

const tools = new Toolbox(registry).tools.map(({ name, input }) => ({ name, schema: input as unknown as JsonSchema }))

let t: TestApp
let own: Things
beforeAll(async () => {
  t = await openTestApp()
  own = await makeThings(t)
})
afterAll(() => t.close())

/** The same over both doors, which must agree. */
async function refusalOf(name: string, args: unknown): Promise<Record<string, unknown>> {
  const { status, body } = await t.call(name, args as object)
  const { failed, answer } = await callOverMcp(t.base, name, args, t.master)
  const failure = failureOf(name, body)
  expect({ status, failure }).toMatchObject({ status: 400, failure: { code: 'invalid_input', retryable: false } })
  if (isOfCalls(name)) expect(body).toMatchObject({ success: false, error: { code: 'INVALID_INPUT' } })
  expect({ failed, answer }).toEqual({ failed: true, answer: body })
  return failure
}

/** A failure that a caller can do something about: never a bug of ours, never a message of the machinery. */
function expectClear(name: string, answer: { status: number; body: Record<string, unknown> }, what: string): void {
  const { status, body } = answer
  if (status === 200) return
  const failure = failureOf(name, body)
  expect({ what, status, failure }).toMatchObject({
    failure: { message: expect.any(String), nextAction: expect.any(String) }
  })
  expect(failure['code'], `${what}: ${JSON.stringify(body)}`).not.toBe('internal')
  expect(status, `${what}: ${JSON.stringify(body)}`).toBeLessThan(500)
  expect(JSON.stringify(body), what).not.toMatch(/sqlite|postgres|node_modules|\bat .*:\d+:\d+/i)
}

test('no door takes more than a megabyte, or anything that is no JSON or touches prototypes', async () => {
  const posts = t.routes.filter(({ method }) => method === 'POST')
  const post = (url: string, body: string) => {
    const token = url === '/auth/bootstrap' ? t.adminToken : t.master
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    // Speech is read as it comes, once its call is found.
    const path = url.replace(':callId', own.liveCallId).replace(/:\w+/g, own.agentId)
    return fetch(t.base + path, { method: 'POST', headers, body })
  }

  for (const { url } of posts) {
    const large = await post(url, JSON.stringify({ bogus: 'a'.repeat(10 * 1024 * 1024) }))
    // What is opened by a cookie's token alone refuses before it reads.
    if (url.startsWith('/auth/') && url !== '/auth/bootstrap') {
      expect([url, large.status]).toEqual([url, 403])
      continue
    }
    expect(large.status, url).toBe(413)
    const answer = (await large.json()) as Record<string, unknown>
    if (/^\/(?:mcp|messages)/.test(url)) expect(answer, url).toMatchObject({ jsonrpc: '2.0', error: { code: -32000 } })
    else expect(failureOf(url.split('/').at(-1), answer), url).toMatchObject({ code: 'payload_too_large' })
    for (const body of ['{"to": ', '{"__proto__": {"role": "super"}}', '\u0000', '[[[['])
      expect((await post(url, body)).status, url).toBe(url.startsWith('/webhooks/') ? 403 : 400)
  }
})

describe.each(tools)('$name', ({ name, schema }) => {
  const places = placesIn(schema).filter(({ path }) => path.length > 0)
  const args = () => TOOL_CASES[name]?.args(own) ?? {}

  test('names every argument that is missing', async () => {
    const required = placesIn(schema).flatMap(({ path, schema: at }) =>
      (at.required ?? []).map((key) => [...path, key])
    )
    const given = required.filter((path) => valueAt(args(), path.slice(0, -1)) !== undefined)

    for (const path of given) {
      const { message } = await refusalOf(name, without(args(), path))
      expect(message).toContain(`${path.join('.')}: is required`)
    }
  })

  test('names an argument that it does not know, however deep', async () => {
    const closed = placesIn(schema).filter(
      ({ schema: at }) => typesOf(at).includes('object') && at.patternProperties === undefined
    )
    for (const { path } of closed) {
      const { message } = await refusalOf(name, withValue(args(), [...path, 'bogus'], 'x'))
      expect(message).toContain(`${[...path, 'bogus'].join('.')}: is not a known argument`)
    }
  })

  test('names an argument of the wrong type', async () => {
    for (const { path, schema: at } of places) {
      const types = typesOf(at).map((type) => (type === 'integer' ? 'whole' : type))
      for (const [type, value] of Object.entries(ONE_OF_EACH).filter(([each]) => !types.includes(each))) {
        const { message } = await refusalOf(name, withValue(args(), path, value))
        expect(message, type).toContain(`${path.join('.')}: `)
      }
    }
  })

  test('takes no text that is longer than it says', async () => {
    for (const { path, schema: at } of places.filter(({ schema: { maxLength } }) => maxLength !== undefined)) {
      const { message } = await refusalOf(name, withValue(args(), path, 'a'.repeat((at.maxLength ?? 0) + 1)))
      expect(message).toContain(`${path.join('.')}: `)
    }
  })

  test('answers hostile text in any argument clearly, and never as a bug', async () => {
    for (const { path, schema: at } of places.filter(({ schema }) => typesOf(schema).includes('string')))
      for (const [what, text] of Object.entries(HOSTILE_TEXTS)) {
        const given = withValue(args(), path, text.slice(0, at.maxLength)) as object
        expectClear(name, await t.call(name, given), `${path.join('.')}: ${what}`)
      }
  })

  test('answers arguments that are no object', async () => {
    for (const value of ['null', '[]', '"text"', '7', 'true']) {
      const { status, body } = await t.call(name, value)
      if (value === 'null') expectClear(name, { status, body }, value)
      else expect([status, failureOf(name, body)]).toMatchObject([400, { code: 'invalid_input' }])
    }
  })

  test('answers a body that is no JSON, that touches prototypes, or that is nested without end', async () => {
    const hostile: Record<string, string> = {
      nothing: '',
      'no JSON': '{"to": ',
      'a prototype': '{"__proto__": {"role": "super"}}',
      'a constructor': '{"constructor": {"prototype": {"role": "super"}}}',
      'two of a name': '{"agentId": "a", "agentId": 7}',
      'arrays in arrays': `{"bogus": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'objects in objects': `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
      'a number without end': `{"bogus": 1e999, "waitSeconds": -1e-999}`
    }
    for (const [what, body] of Object.entries(hostile)) {
      const answer = await t.call(name, body)
      if (what !== 'nothing') expect(answer.status, what).toBe(400)
      expectClear(name, answer, what)
    }
    expect(({} as Record<string, unknown>)['role']).toBeUndefined()
  })

  test('takes a megabyte and no more', async () => {
    const { status, body } = await t.call(name, JSON.stringify({ bogus: 'a'.repeat(10 * 1024 * 1024) }))

    expect([status, failureOf(name, body)]).toMatchObject([413, { code: 'payload_too_large', retryable: false }])
  })
})
