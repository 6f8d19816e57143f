import { expect, test } from 'vitest'
import { type CallResult, MCP_CLIENTS } from '../helpers/mcp-clients.ts'
import { doorApp } from './door-app.ts'
import { HEADERS } from './wire.ts'

const good = { to: 'x', body: 'hello' }
const INPUTS: [string, string, Record<string, unknown>][] = [
  ['a good input', 'test_send', good],
  ['every argument', 'test_send', { ...good, channel: 'sms', urgent: true, agentId: 'agent-a' }],
  ['no input', 'test_who_am_i', {}],
  ['an old client’s token', 'test_send', { ...good, securityToken: 'token-a' }],
  ['text that looks like SQL and markup', 'test_send', { to: "' OR 1=1 --", body: '<b>DROP TABLE</b>' }],
  ['a missing argument', 'test_send', { to: 'x' }],
  ['an unknown argument', 'test_send', { ...good, bogus: 1 }],
  ['a number for a text', 'test_send', { ...good, body: 7 }],
  ['a list for a text', 'test_send', { ...good, body: ['hello'] }],
  ['a text for a boolean', 'test_send', { ...good, urgent: 'true' }],
  ['null for an optional argument', 'test_send', { ...good, channel: null }],
  ['a word that is none of the choices', 'test_send', { ...good, channel: 'fax' }],
  ['a text that is too long', 'test_send', { ...good, body: 'x'.repeat(21) }],
  ['an empty text', 'test_send', { ...good, body: '' }],
  ['a NUL', 'test_send', { ...good, body: 'a\u0000b' }],
  ['a hostile agentId', 'test_send', { ...good, agentId: '../x' }],
  ['the id of another agent', 'test_send', { ...good, agentId: 'agent-b' }],
  ['many faults at once', 'test_send', { a: 1, b: 2, urgent: 3 }],
  ['a refusal of the tool', 'test_send', { ...good, body: 'refuse me' }],
  ['a bug of the tool', 'test_send', { ...good, body: 'break' }],
  ['an output that breaks its schema', 'test_send', { ...good, body: 'lie' }],
  ['a tool above the caller’s role', 'test_operate', {}]
]
const STATUS: Record<string, number> = {
  invalid_input: 400,
  forbidden: 403,
  not_found: 404,
  rate_limited: 429,
  internal: 500
}

const verdictOf = ({ isError, structuredContent, content }: CallResult) =>
  isError ? JSON.parse(content[0]?.text ?? '') : structuredContent

test.each(MCP_CLIENTS)('%s gets the verdict of REST on every input, good and bad', async (_name, connect) => {
  const { base } = await doorApp()
  const client = await connect(base, 'token-a')

  for (const [what, tool, input] of INPUTS) {
    const response = await fetch(`${base}/v1/tools/${tool}`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify(input)
    })
    const rest = (await response.json()) as Record<string, unknown>

    expect([what, response.status]).toEqual([what, STATUS[String(rest['code'])] ?? 200])
    expect([what, verdictOf(await client.call(tool, input))]).toEqual([what, rest])
  }
  await client.close()
})

test('every kind of verdict is among those compared', async () => {
  const { base } = await doorApp()
  const seen = new Set<number>()

  for (const [, tool, input] of INPUTS) {
    const body = JSON.stringify(input)
    seen.add((await fetch(`${base}/v1/tools/${tool}`, { method: 'POST', headers: HEADERS, body })).status)
  }

  expect([...seen].sort()).toEqual([200, 400, 403, 404, 429, 500])
})

test('REST turns away who has no valid token before it looks at the input, and refuses what needs the client', async () => {
  const { base } = await doorApp()
  const post = (headers: Record<string, string>, body: string) =>
    fetch(`${base}/v1/tools/test_summarize`, { method: 'POST', headers: { ...HEADERS, ...headers }, body })

  const stranger = await post({ authorization: 'Bearer wrong' }, '{"bogus":1}')
  const question = await post({}, '{"text":"abc"}')
  const plain = await post({ 'content-type': 'text/plain' }, '{"text":"abc"}')
  const broken = await post({}, '{')

  expect([stranger.status, await stranger.json()]).toMatchObject([401, { code: 'unauthorized' }])
  expect(stranger.headers.get('www-authenticate')).toContain('Bearer')
  const limited = await fetch(`${base}/v1/tools/test_send`, {
    method: 'POST',
    headers: HEADERS,
    body: '{"to":"x","body":"refuse me"}'
  })
  expect(limited.headers.get('retry-after')).toBe('10')
  expect([question.status, await question.json()]).toMatchObject([409, { code: 'needs_client' }])
  expect([plain.status, await plain.json()]).toMatchObject([415, { code: 'unsupported_media_type' }])
  expect([broken.status, await broken.json()]).toMatchObject([400, { code: 'malformed_request' }])
})

test('REST takes a call without a body as one without arguments', async () => {
  const { base } = await doorApp()
  const response = await fetch(`${base}/v1/tools/test_who_am_i`, {
    method: 'POST',
    headers: { authorization: HEADERS.authorization }
  })

  expect(await response.json()).toEqual({ agentId: 'agent-a', tokenId: 'tok_a' })
})
