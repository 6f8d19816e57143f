import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { callTool, cluster, provisionOn } from '../helpers/server-process.ts'
import { until } from '../helpers/until.ts'

interface Waited {
  events: { kind: string; body?: string }[]
  ack: string | null
}

const onPostgres = test.runIf(dialect === 'postgres')
let t: Awaited<ReturnType<typeof pair>>

/** Two replicas on one Postgres, and an agent that lives on both. */
async function pair() {
  const { replicas, simulator, master, close } = await cluster(2)
  simulator.behave({ replies: false })
  await Promise.all(replicas.map((replica) => replica.start()))
  const [here, there] = replicas
  if (!here || !there) throw new Error('two replicas were asked for')
  return { here, there, simulator, master, close, agent: await provisionOn(here.url, master) }
}

beforeAll(async () => {
  if (dialect === 'postgres') t = await pair()
})
afterAll(() => t?.close())

onPostgres(
  'an event that arrives at one replica wakes an agent that waits at the other, before it would look by itself',
  async () => {
    const waiting = callTool<Waited>(t.there.url, t.agent.token, 'comms_wait_for_events', { waitSeconds: 50 })
    for (let n = 0; n < 3; n++) await callTool(t.there.url, t.agent.token, 'comms_ping', {})

    t.simulator.sms({ from: '+14155550123', to: t.agent.number, body: 'wake up' })
    const lookAgainMs = 5000
    const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), lookAgainMs - 1000).unref())
    const answer = await Promise.race([waiting, late])

    expect(answer).toMatchObject({ status: 200, body: { events: [{ kind: 'message.received', body: 'wake up' }] } })
  }
)

onPostgres('a token that is revoked at one replica is refused by the other at once', async () => {
  const issued = await callTool<{ token: string; tokenId: string }>(t.here.url, t.master, 'comms_issue_token', {
    scope: 'agent',
    agentId: t.agent.agentId
  })
  const ping = () => callTool(t.there.url, issued.body.token, 'comms_ping', {})
  expect((await ping()).status).toBe(200)

  await callTool(t.here.url, t.master, 'comms_revoke_token', { tokenId: issued.body.tokenId })

  await until(async () => (await ping()).status === 401, 'the other replica refuses it', 5000)
})

onPostgres(
  'a session that was opened at one replica and is used at the other gets the 404 that makes clients begin again',
  async () => {
    const transport = new StreamableHTTPClientTransport(new URL(`${t.here.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${t.agent.token}` } }
    })
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(transport as never)

    const elsewhere = await fetch(`${t.there.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${t.agent.token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-session-id': transport.sessionId ?? '',
        'mcp-protocol-version': '2025-11-25'
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} })
    })

    expect(transport.sessionId).toBeTruthy()
    expect(elsewhere.status).toBe(404)
    await client.close()
  }
)

onPostgres('a message posted to one replica reaches the stream that another one holds', async () => {
  const headers = { authorization: `Bearer ${t.agent.token}` }
  const toTheOther = (input: string | URL, init?: RequestInit) => {
    const url = new URL(input)
    if (init?.method === 'POST') url.port = new URL(t.there.url).port
    return fetch(url, init)
  }
  const transport = new SSEClientTransport(new URL(`${t.here.url}/sse`), {
    requestInit: { headers },
    fetch: toTheOther as never
  })
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(transport as never)

  const answer = await client.callTool({ name: 'comms_ping', arguments: { message: 'x'.repeat(20_000).slice(0, 200) } })

  expect(answer.structuredContent).toMatchObject({ pong: true })
  await client.close()
})

onPostgres('one of two replicas takes over when the other dies', async () => {
  await t.here.crash()
  const sent = await callTool(t.there.url, t.agent.token, 'comms_send_message', {
    channel: 'sms',
    to: '+14155550123',
    body: 'still here'
  })

  expect(sent).toMatchObject({ status: 200, body: { status: 'sent' } })
})

onPostgres('a replica that is asked to end answers who waits, ends by itself, and loses nothing', async () => {
  await t.here.start()
  const waiting = callTool<Waited>(t.here.url, t.agent.token, 'comms_wait_for_events', {
    waitSeconds: 50,
    contact: '+14155550999'
  })
  for (let n = 0; n < 3; n++) await callTool(t.here.url, t.agent.token, 'comms_ping', {})

  const code = await t.here.stop()

  expect(await waiting).toMatchObject({ status: 200, body: { events: [], ack: null } })
  expect(code).toBe(0)
})
