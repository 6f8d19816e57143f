import { expect, test } from 'vitest'
import { until } from '../helpers/until.ts'
import { doorApp } from './door-app.ts'
import { answerOf, HEADERS, readUntil, rpc, wireTo } from './wire.ts'

const WHO = { name: 'test_who_am_i', arguments: {} }

test('a wrong or missing header, an unknown method and an unknown version are named as the specification does', async () => {
  const { base } = await doorApp()
  const { modern, post, META } = wireTo(base)
  const versioned = (version: string, meta: object) =>
    post(rpc('tools/list', { _meta: meta }), { 'mcp-protocol-version': version, 'mcp-method': 'tools/list' })
  const version = 'io.modelcontextprotocol/protocolVersion'
  const cases: [Promise<Response>, number, number][] = [
    [modern('tools/call', WHO, { 'mcp-name': 'other' }), 400, -32020],
    [modern('tools/call', WHO, { 'mcp-method': 'tools/list' }), 400, -32020],
    [modern('tools/call', WHO, { 'mcp-protocol-version': '2025-11-25' }), 400, -32020],
    [modern('no/such'), 404, -32601],
    [versioned('2099-01-01', { ...META, [version]: '2099-01-01' }), 400, -32022],
    [versioned('2026-07-28', { [version]: '2026-07-28' }), 400, -32602]
  ]

  for (const [response, status, code] of cases) {
    expect((await response).status).toBe(status)
    expect(await answerOf(response)).toMatchObject({ error: { code } })
  }
  const get = await fetch(`${base}/mcp`, { headers: { ...HEADERS, 'mcp-protocol-version': '2026-07-28' } })
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
})

test('the list of tools is the caller’s own and may be kept by nobody else', async () => {
  const { base } = await doorApp()
  const { modern } = wireTo(base)

  const agent = await answerOf(modern('tools/list'))
  const operator = await answerOf(modern('tools/list', {}, { authorization: 'Bearer token-org' }))

  expect(agent.result?.cacheScope).toBe('private')
  expect(agent.result?.tools?.map(({ name }) => name)).not.toContain('test_operate')
  expect(operator.result?.tools?.map(({ name }) => name)).toContain('test_operate')
})

test('a question keeps no state here, and its signed state is refused when forged, of another caller or of another tool', async () => {
  const { base } = await doorApp()
  const { modern } = wireTo(base)
  const params = { name: 'test_summarize', arguments: { text: 't' } }
  const inputResponses = { llm: { model: 'm', role: 'assistant', content: { type: 'text', text: 'S' } } }
  const first = await answerOf(modern('tools/call', params))
  const requestState = first.result?.requestState ?? ''
  const again = (more: object, headers = {}) =>
    answerOf(modern('tools/call', { ...params, inputResponses, ...more }, headers))

  expect(first.result?.resultType).toBe('input_required')
  expect(await again({ requestState })).toMatchObject({ result: { structuredContent: { summary: '1:S', model: 'm' } } })
  expect(await again({ requestState: 'forged' })).toMatchObject({ error: { code: -32602 } })
  expect(await again({ requestState }, { authorization: 'Bearer token-b' })).toMatchObject({ error: { code: -32602 } })
  expect(await again({ requestState, name: 'test_send', arguments: {} })).toMatchObject({ error: { code: -32602 } })
  expect((await again({})).result?.resultType).toBe('input_required')
})

test('two clients that use the same id at the same time are never mixed up', async () => {
  const { base } = await doorApp()
  const { modern } = wireTo(base)
  const ask = async (index: number) => {
    const authorization = `Bearer token-${index % 2 ? 'a' : 'b'}`
    const params = { name: 'test_who_am_i', arguments: { agentId: `x${index}` } }
    return answerOf(modern('tools/call', params, { authorization }, 7))
  }

  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index)))

  expect(answers.map(({ id, result }) => [id, result?.structuredContent])).toEqual(
    answers.map((_, index) => [7, { agentId: `x${index}`, tokenId: `tok_${index % 2 ? 'a' : 'b'}` }])
  )
})

test('no client can cancel the call of another', async () => {
  const { base, gates } = await doorApp()
  const { modern, post, META } = wireTo(base)
  const held = modern('tools/call', { name: 'test_hold', arguments: {} })
  await until(() => gates.release.length === 1, 'the call begins')
  const waiting = new AbortController()
  const wait = modern('tools/call', { name: 'test_wait', arguments: {} }, {}, 1, waiting.signal).catch(() => 'gone')
  await until(() => gates.begun === 1, 'the other call begins')

  for (let requestId = 1; requestId < 20; requestId++)
    await post(
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId, _meta: META } },
      {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'notifications/cancelled',
        authorization: 'Bearer token-b'
      }
    )
  gates.release[0]?.()

  expect(await answerOf(held)).toMatchObject({ result: { structuredContent: { finished: true } } })
  expect(gates.aborted).toBe(0)
  waiting.abort()
  await wait
})

test('a call stops when its client hangs up', async () => {
  const { base, gates } = await doorApp()
  const { modern } = wireTo(base)
  const stop = new AbortController()
  const call = modern('tools/call', { name: 'test_wait', arguments: {} }, {}, 1, stop.signal).catch(() => 'gone')
  await until(() => gates.begun === 1, 'the call begins')

  stop.abort()

  expect(await call).toBe('gone')
  await until(() => gates.aborted === 1, 'the tool notices')
})

test('a subscription tells of the caller’s own inbox, and of nothing once its token is revoked', async () => {
  const { base, bus, tokens } = await doorApp()
  const { modern } = wireTo(base)
  const stream = await modern('subscriptions/listen', { notifications: { resourceSubscriptions: ['comms://inbox'] } })
  await readUntil(stream, (text) => text.includes('acknowledged'), true)

  await bus.publish('inbox:agent-b')
  await bus.publish('inbox:agent-a')
  const told = await readUntil(stream, (text) => text.includes('resources/updated'), true)
  tokens.delete('token-a')
  await bus.publish('token.revoked', 'tok_a')
  const rest = await readUntil(stream, () => false).catch((error: Error) => error.message)

  expect(told.match(/resources\/updated/g)).toHaveLength(1)
  expect(rest).not.toContain('updated')
})
