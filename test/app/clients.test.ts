import { describe, expect, test } from 'vitest'
import type { EventView } from '../../src/schemas/event-view.ts'
import { MCP_CLIENTS, type TestClient } from '../helpers/mcp-clients.ts'
import { testApp } from '../helpers/test-app.ts'

const PERSON = '+14155550123'
const WRITER = 'ada@people.example.net'

/** What a call answers; it must succeed, and show the same as text and as structure. */
async function result<T = Record<string, unknown>>(client: TestClient, name: string, args: object): Promise<T> {
  const { isError, structuredContent, content } = await client.call(name, args as Record<string, unknown>)
  const text = content[0]?.text ?? ''
  if (isError) throw new Error(`${name}: ${text}`)
  expect(JSON.parse(text)).toEqual(structuredContent)
  return structuredContent as T
}

interface Batch {
  events: EventView[]
  ack: string | null
}

/** Waits for these replies and acknowledges every batch on the way. */
async function replies(client: TestClient, count: number, agent: object): Promise<EventView[]> {
  const found: EventView[] = []
  let ack: string | null = null
  while (found.length < count) {
    const batch: Batch = await result(client, 'comms_wait_for_events', {
      ...agent,
      waitSeconds: 20,
      kinds: ['message.received'],
      ...(ack !== null && { ack })
    })
    if (batch.ack === null) throw new Error(`only ${found.length} of ${count} replies came`)
    found.push(...batch.events)
    ack = batch.ack
  }
  const after = await result<Batch>(client, 'comms_wait_for_events', {
    ...agent,
    waitSeconds: 0,
    kinds: ['message.received'],
    ack
  })
  expect(after).toMatchObject({ events: [], ack: null })
  const lately = { ...agent, includeAcknowledged: true }
  const { messages } = await result<{ messages: EventView[] }>(client, 'comms_get_waiting_messages', lately)
  const acknowledged = messages.filter(({ kind }) => kind === 'message.received').map(({ id }) => id)
  expect(acknowledged.sort()).toEqual(found.map(({ id }) => id).sort())
  return found
}

/** An SMS and an email go out, both people answer, and each answer is read once. */
async function correspond(client: TestClient, agent: { agentId?: string } = {}): Promise<void> {
  const sms = await result(client, 'comms_send_message', {
    ...agent,
    channel: 'sms',
    to: PERSON,
    body: 'Is Tuesday fine?'
  })
  const email = await result(client, 'comms_send_message', {
    ...agent,
    channel: 'email',
    to: WRITER,
    subject: 'Tuesday',
    body: 'Shall we meet on Tuesday?'
  })
  expect([sms, email]).toMatchObject([
    { channel: 'sms', status: 'sent', messageId: expect.stringMatching(/^msg_/) },
    { channel: 'email', status: 'sent', messageId: expect.stringMatching(/^msg_/) }
  ])

  const found = await replies(client, 2, agent)

  expect(found.find(({ channel }) => channel === 'sms')).toMatchObject({
    from: PERSON,
    body: expect.stringContaining('Is Tuesday fine?'),
    untrusted: true
  })
  expect(found.find(({ channel }) => channel === 'email')).toMatchObject({
    from: WRITER,
    subject: 'Re: Tuesday',
    body: expect.stringContaining('Shall we meet on Tuesday?'),
    untrusted: true
  })
}

describe.each(MCP_CLIENTS)('%s', (_name, connect) => {
  test('sends an SMS and an email for its agent, and reads both replies once', async () => {
    const t = await testApp()
    const { securityToken } = await t.provision()
    const client = await connect(t.base, securityToken)

    await correspond(client)

    await client.close()
  })

  test('provisions an agent with the token of an organization, and corresponds in its name', async () => {
    const t = await testApp()
    const client = await connect(t.base, await t.orgToken())
    const { agentId } = await result<{ agentId: string }>(client, 'comms_provision_channels', {
      displayName: 'Front Desk',
      greeting: 'Hello.',
      systemPrompt: 'Be brief.',
      country: 'US',
      capabilities: { phone: true, email: true }
    })

    await correspond(client, { agentId })

    await client.close()
  })
})

test('the super-admin token provisions over MCP as well', async () => {
  const t = await testApp()
  const [, connect] = MCP_CLIENTS[0] ?? []
  const client = await connect?.(t.base, t.master)

  const made = await client?.call('comms_provision_channels', {
    displayName: 'First',
    greeting: 'Hello.',
    systemPrompt: 'Be brief.',
    country: 'US',
    capabilities: { phone: true, email: true }
  })

  expect(made?.structuredContent).toMatchObject({
    channels: { sms: { status: 'active' }, email: { status: 'active' } },
    securityToken: expect.stringMatching(/^comms_a_/)
  })
  await client?.close()
})
