import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { doorApp } from './door-app.ts'
import { answerOf, HEADERS, rpc, wireTo } from './wire.ts'

const ROUTES = [
  ['POST', '/mcp'],
  ['GET', '/mcp'],
  ['DELETE', '/mcp'],
  ['GET', '/sse'],
  ['POST', '/messages']
] as const

describe.each(ROUTES)('%s %s', (method, path) => {
  test('turns away who has no valid token, and who comes from a foreign page', async () => {
    const { base } = await doorApp()
    const ask = (headers: Record<string, string>) =>
      fetch(base + path, { method, headers, ...(method === 'POST' && { body: '{}' }) })

    const bare = await ask({ 'content-type': 'application/json' })
    const wrong = await ask({ ...HEADERS, authorization: 'Bearer wrong' })
    const basic = await ask({ ...HEADERS, authorization: 'Basic dG9rZW4tYQ==' })
    const inQuery = await fetch(`${base}/mcp?token=token-a`, { method: 'POST', body: '{}' })
    const foreign = await ask({ ...HEADERS, origin: 'https://evil.example' })

    expect([bare.status, wrong.status, basic.status, inQuery.status]).toEqual([401, 401, 401, 401])
    expect(bare.headers.get('www-authenticate')).toContain('Bearer')
    expect(foreign.status).toBe(403)
  })

  test('turns away who reaches it under a foreign host name', async () => {
    const { port } = await doorApp()
    const text = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('data', (chunk) => resolve(String(chunk)))
      socket.end(`${method} ${path} HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer token-a\r\n\r\n`)
    })

    expect(text).toMatch(/^HTTP\/1\.1 403 /)
  })
})

test('security headers and the request id stand on plain answers and on streams', async () => {
  const { base } = await doorApp()
  const { session, stream, post } = wireTo(base)
  const own = await session()
  const stop = new AbortController()

  const answers = [
    await post(rpc('ping'), own),
    await stream('/mcp', own, stop.signal),
    await stream('/sse', {}, stop.signal)
  ]

  for (const { headers } of answers) {
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-request-id')).toBeTruthy()
  }
  expect(answers.slice(1).map(({ headers }) => headers.get('content-type'))).toEqual([
    'text/event-stream',
    'text/event-stream'
  ])
  stop.abort()
})

test('what is not JSON or not JSON-RPC is answered in JSON-RPC', async () => {
  const { base } = await doorApp()
  const { post } = wireTo(base)

  expect(await answerOf(post('{'))).toMatchObject({ error: { code: -32700 } })
  expect(await answerOf(post({ hello: 1 }))).toMatchObject({ error: { code: -32600 } })
  const plain = await fetch(`${base}/mcp`, {
    method: 'POST',
    headers: { ...HEADERS, 'content-type': 'text/plain' },
    body: '{}'
  })
  expect(plain.status).toBe(415)
  const huge = await post(rpc('tools/call', { name: 'test_send', arguments: { to: 'x', body: 'y'.repeat(2 ** 21) } }))
  expect(huge.status).toBe(413)
})

test('a profile that does not exist is refused by name', async () => {
  const { base } = await doorApp()

  const response = await fetch(`${base}/mcp?profile=everything`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify(rpc('initialize'))
  })

  expect(response.status).toBe(400)
  expect(await answerOf(response)).toMatchObject({
    error: { code: -32602, message: expect.stringContaining('profile') }
  })
})

test('a tool over MCP is shown neither the message of a bug nor a wrong output, and the log names the session', async () => {
  const { base, lines } = await doorApp()
  const { session, post } = wireTo(base)
  const own = await session('2025-11-25', { 'x-request-id': 'unused-1' })
  const call = (body: string) =>
    answerOf(post(rpc('tools/call', { name: 'test_send', arguments: { to: 'x', body, securityToken: 'S3CRET' } }), own))

  const [bug, lie, fine] = [await call('break'), await call('lie'), await call('hello')]

  for (const { result } of [bug, lie]) {
    expect(result?.isError).toBe(true)
    expect(JSON.parse(result?.content?.[0]?.text ?? '')).toMatchObject({ code: 'internal', retryable: true })
    expect(result?.structuredContent).toBeUndefined()
  }
  expect(fine.result?.structuredContent).toEqual({ sent: 'hello' })
  const failed = lines.filter((line) => line['event'] === 'tool.failed')
  expect(failed.map((line) => line['action'])).toEqual(['test_send', 'test_send'])
  expect(new Set(failed.map((line) => line['correlationId'])).size).toBe(1)
  expect(JSON.stringify(bug) + JSON.stringify(lie)).not.toContain('SECRET boom')
  expect(JSON.stringify(lines)).not.toContain('S3CRET')
})
