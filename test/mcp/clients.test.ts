import { describe, expect, test } from 'vitest'
import { MCP_CLIENTS } from '../helpers/mcp-clients.ts'
import { until } from '../helpers/until.ts'
import { doorApp } from './door-app.ts'

describe.each(MCP_CLIENTS)('%s', (name, connect) => {
  const isAiSdk = name.includes('Vercel')

  test('sees the tools of its role, strict and with an agentId, or those of the profile it asks for', async () => {
    const { base } = await doorApp()
    const agent = await connect(base, 'token-a')
    const operator = await connect(base, 'token-org', '&profile=all')

    const tools = await agent.list()
    const all = await operator.list()

    expect(tools.map((tool) => tool.name)).not.toContain('test_operate')
    expect(all.map((tool) => tool.name)).toContain('test_operate')
    for (const { inputSchema } of tools) {
      expect(inputSchema['additionalProperties']).toBe(false)
      expect(inputSchema['properties']).toHaveProperty('agentId')
    }
    await agent.close()
    await operator.close()
  })

  test('gets structured content for the caller of its token', async () => {
    const { base } = await doorApp()
    const client = await connect(base, 'token-b')

    const result = await client.call('test_who_am_i', {})

    expect(result.structuredContent).toEqual({ agentId: 'agent-b', tokenId: 'tok_b' })
    expect(JSON.parse(result.content[0]?.text ?? '')).toEqual(result.structuredContent)
    await client.close()
  })

  test('is told every fault of its arguments at once, and that a tool does not exist', async () => {
    const { base } = await doorApp()
    const client = await connect(base, 'token-a')

    const result = await client.call('test_send', { to: 7, bogus: 1, channel: 'fax' })

    expect(result.isError).toBe(true)
    const { message, code } = JSON.parse(result.content[0]?.text ?? '')
    expect(code).toBe('invalid_input')
    for (const fault of ['body: is required', 'bogus: is not a known argument', 'channel: must be one of'])
      expect(message).toContain(fault)
    await expect(client.call('no_such_tool', {})).rejects.toThrow(/not found/)
    await client.close()
  })

  test('reads its own inbox only', async () => {
    const { base } = await doorApp()
    const client = await connect(base, 'token-b')

    expect(JSON.parse(await client.read('comms://inbox'))).toEqual({ agentId: 'agent-b' })
    await expect(client.read('comms://other')).rejects.toThrow(/not found/i)
    await client.close()
  })

  test('stops a call on the server by cancelling it', async () => {
    const { base, gates } = await doorApp()
    const client = await connect(base, 'token-a')
    const abort = new AbortController()

    const call = client.call('test_wait', {}, { signal: abort.signal }).catch(() => 'cancelled')
    await until(() => gates.begun === 1, 'the call begins')
    abort.abort()

    expect(await call).toBe('cancelled')
    await until(() => gates.aborted === 1, 'the tool notices')
    await client.close()
  })

  test.skipIf(isAiSdk)('hears of the progress of a long call', async () => {
    const { base } = await doorApp()
    const client = await connect(base, 'token-a')
    const seen: number[] = []

    const result = await client.call('test_steps', { steps: 6 }, { onprogress: ({ progress }) => seen.push(progress) })

    expect(result.structuredContent).toEqual({ done: 6 })
    // a client may drop what arrives together with the answer
    expect(seen.slice(0, 3)).toEqual([1, 2, 3])
    await client.close()
  })

  test.skipIf(isAiSdk)('is asked to sample in the middle of a call', async () => {
    const { base } = await doorApp()
    const client = await connect(base, 'token-a')

    const result = await client.call('test_summarize', { text: 'abc' })

    expect(result.structuredContent).toEqual({ summary: '1:SUM(Summarize: abc)', model: 'fake' })
    await client.close()
  })

  test.skipIf(isAiSdk)('hears when its own inbox changes, whoever announces it, and of no other', async () => {
    const { base, bus } = await doorApp()
    const client = await connect(base, 'token-b')
    await client.subscribe?.('comms://inbox')

    await bus.publish('inbox:agent-a')
    await bus.publish('inbox:agent-b')
    await until(() => client.updated.length > 0, 'the update')
    await client.call('test_who_am_i', {})

    expect(client.updated).toEqual(['comms://inbox'])
    await client.close()
  })
})
