import { expect, test } from 'vitest'
import { CommsError, ERROR_CODES } from '../../src/errors.ts'
import errorHandler from '../../src/plugins/error-handler.ts'
import { bareApp } from '../helpers/bare-app.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

async function appThat(run: () => unknown, accepting = true) {
  const { app, lines } = bareApp(
    {},
    { accepting: () => accepting, clock: virtualClock(new Date('2026-06-15T15:00:00.000Z')) }
  )
  await app.register(errorHandler)
  app.post('/v1/things/:id', async () => run())
  app.get('/v1/things/:id', async () => run())
  app.get('/health', async () => ({ status: 'ok' }))
  const body = { type: 'object', required: ['to'], properties: { to: { type: 'string' } } }
  app.post('/checked', { schema: { body }, bodyLimit: 100 }, async () => ({}))
  return { app, lines }
}

test.each(Object.keys(ERROR_CODES) as (keyof typeof ERROR_CODES)[])(
  '%s is answered under its status in the one shape',
  async (code) => {
    const { app } = await appThat(() => {
      throw new CommsError(code, 'Plain words.', { details: { hint: 1 } })
    })

    const answer = await app.inject('/v1/things/1')

    const { status, retryable, nextAction } = ERROR_CODES[code]
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toEqual({ code, message: 'Plain words.', details: { hint: 1 }, retryable, nextAction })
  }
)

test.each([
  ['malformed JSON', { headers: { 'content-type': 'application/json' }, payload: '{"to":' }, 400, 'malformed_request'],
  ['an empty JSON body', { headers: { 'content-type': 'application/json' }, payload: '' }, 400, 'malformed_request'],
  [
    'a body of another kind',
    { headers: { 'content-type': 'application/xml' }, payload: '<to/>' },
    415,
    'unsupported_media_type'
  ],
  ['a body over the limit', { payload: { to: 'x'.repeat(200) } }, 413, 'payload_too_large'],
  ['a body that its schema refuses', { payload: {} }, 400, 'invalid_input']
])('%s is refused under its own code', async (_name, request, status, code) => {
  const { app } = await appThat(() => undefined)

  const answer = await app.inject({ method: 'POST', url: '/checked', ...request })

  expect(answer.statusCode).toBe(status)
  expect(answer.json()).toMatchObject({
    code,
    retryable: false,
    nextAction: ERROR_CODES[code as 'not_found'].nextAction
  })
})

test('a bug is logged with its stack and request id, and its message is not shown', async () => {
  const { app, lines } = await appThat(() => {
    throw new Error('secret table of +14155550100 for ann@example.com')
  })

  const answer = await app.inject('/v1/things/1')

  expect(answer.statusCode).toBe(500)
  expect(answer.json()).toEqual({
    code: 'internal',
    message: 'The server failed to do this.',
    retryable: true,
    nextAction: ERROR_CODES.internal.nextAction
  })
  const line = lines.find(({ event }) => event === 'bug')
  expect(line).toMatchObject({
    level: 'error',
    correlationId: expect.stringMatching(/./),
    err: { type: 'Error', stack: expect.stringContaining('error-handler.test.ts') }
  })
  expect(JSON.stringify(line)).toContain('secret table of [number] for [address]')
})

test('an address that is nowhere answers not_found, one that takes other methods names them', async () => {
  const { app } = await appThat(() => undefined)

  const nowhere = await app.inject('/v1/nothing?token=abc')
  const elsewhere = await app.inject({ method: 'DELETE', url: '/v1/things/7' })

  expect([nowhere.statusCode, nowhere.json().code]).toEqual([404, 'not_found'])
  expect(nowhere.body).not.toContain('abc')
  expect([elsewhere.statusCode, elsewhere.json().code]).toEqual([405, 'method_not_allowed'])
  expect(elsewhere.headers['allow']).toBe('GET, HEAD, POST')
})

test.each([
  ['a span', { retryAfterMs: 1200 }, '2'],
  ['the instant of a reset', { resetsAt: '2026-06-15T15:00:42.000Z' }, '42'],
  ['an instant that has passed', { resetsAt: '2026-06-15T14:00:00.000Z' }, '1'],
  ['nothing', {}, undefined]
])('a retryable failure that names %s says when to come back', async (_name, details, expected) => {
  const { app } = await appThat(() => {
    throw new CommsError('rate_limited', 'Too many.', { details })
  })

  const answer = await app.inject('/v1/things/1')

  expect(answer.headers['retry-after']).toBe(expected)
})

test('a failure that is not retryable never says when to come back', async () => {
  const { app } = await appThat(() => {
    throw new CommsError('forbidden', 'No.', { details: { retryAfterMs: 1000 } })
  })

  expect((await app.inject('/v1/things/1')).headers['retry-after']).toBeUndefined()
})

test('while it shuts down the server refuses new work and still answers its health', async () => {
  const { app } = await appThat(() => ({ done: true }), false)

  const work = await app.inject('/v1/things/1')
  const health = await app.inject('/health')

  expect(work.statusCode).toBe(503)
  expect(work.json()).toMatchObject({ code: 'unavailable', retryable: true })
  expect(work.headers).toMatchObject({ connection: 'close', 'retry-after': '5' })
  expect(health.statusCode).toBe(200)
})
