import type { ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { hasBrain, streamBrain } from '../../src/pipeline/answer.ts'
import { brainServer, delta, events, json } from '../helpers/brain-server.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const CALL = {
  ...{ id: 'cal_1', direction: 'inbound' as const, contact: '+14155550101', ownAddress: '+14155550199' },
  language: 'en-US'
}
const HISTORY = [
  { by: 'agent' as const, text: 'Hello, this is Robin.' },
  { by: 'caller' as const, text: 'Is the bicycle ready?' }
]

/** An agent whose brain, or whose callback, is this server. */
async function house(
  work: (response: ServerResponse) => void,
  { at = 'brain', path = '/v1', env = {} }: { at?: 'brain' | 'callback'; path?: string; env?: object } = {}
) {
  const server = await brainServer(work)
  const { deps } = await testDeps({ ALLOW_PRIVATE_CALLBACKS: 'true', ...env })
  const url = `${server.url}${path}`
  const where = at === 'brain' ? { brainUrl: url } : { callbackUrl: url }
  const agent = await seedAgent(deps, await seedOrganization(deps), where)
  const ended = { times: 0 }
  const ask = (signal = new AbortController().signal) =>
    streamBrain(deps, {
      ...{ brain: 'endpoint', agent, call: CALL, history: HISTORY, system: 'Be kind.', maxTokens: 50, signal },
      turn: {
        callId: 'cal_1',
        number: 3,
        kind: 'utterance',
        text: 'Is the bicycle ready?',
        at: '2026-06-15T15:00:00Z'
      },
      onEnd: () => ended.times++
    })
  return { server, deps, agent, ask, ended, whole: async () => collect(ask()) }
}

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const piece of pieces) all.push(piece)
  return all
}

test('an endpoint that speaks as OpenAI does is asked with the call so far, and its pieces come as they are', async () => {
  const { server, whole, agent } = await house(events(delta('It '), delta('is.'), { choices: [] }, '[DONE]'))

  expect(await whole()).toEqual(['It ', 'is.'])
  const [asked] = server.asked
  expect(asked?.path).toBe('/v1/chat/completions')
  expect(JSON.parse(asked?.body ?? '')).toEqual({
    ...{ model: agent.id, stream: true, max_tokens: 50, metadata: { call_id: 'cal_1', turn: '3' } },
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: '(The call begins.)' },
      { role: 'assistant', content: 'Hello, this is Robin.' },
      { role: 'user', content: 'Is the bicycle ready?' }
    ]
  })
})

test('the first piece is there before the last has been thought', async () => {
  const open: ServerResponse[] = []
  const { ask } = await house((response) => {
    open.push(response)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: ${JSON.stringify(delta('One '))}\n\n`)
  })
  const pieces = ask()[Symbol.asyncIterator]()

  expect(await pieces.next()).toEqual({ value: 'One ', done: false })
  open[0]?.end(`data: ${JSON.stringify(delta('moment.'))}\n\ndata: [DONE]\n\n`)
  expect(await pieces.next()).toEqual({ value: 'moment.', done: false })
  expect((await pieces.next()).done).toBe(true)
})

test('a plain answer is taken as well', async () => {
  const { whole } = await house(json({ choices: [{ message: { role: 'assistant', content: 'It is.' } }] }))

  expect(await whole()).toEqual(['It is.'])
})

test('a callback is asked with a signed turn, and may have the call ended', async () => {
  const { server, whole, deps, agent, ended } = await house(json({ text: 'Goodbye.', end: true }), {
    ...{ at: 'callback', path: '/hook' }
  })

  expect(await whole()).toEqual(['Goodbye.'])
  expect(ended.times).toBe(1)
  const { path = '', headers = {}, body = '' } = server.asked[0] ?? {}
  expect(path).toBe('/hook')
  const secret = deps.sealer.open(agent.callbackSecret, agent.id)
  const id = headers['webhook-id'] as string
  const stamp = new Date(Number(headers['webhook-timestamp']) * 1000)
  expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(id, stamp, body))
  expect(JSON.parse(body)).toMatchObject({
    type: 'call.turn',
    data: {
      callId: 'cal_1',
      turn: 3,
      kind: 'utterance',
      text: 'Is the bicycle ready?',
      from: CALL.contact,
      untrusted: true
    }
  })
})

test('a callback may stream', async () => {
  const { whole, ended } = await house(events({ text: 'Well, ' }, { text: 'yes.', last: true }), { at: 'callback' })

  expect(await whole()).toEqual(['Well, ', 'yes.'])
  expect(ended.times).toBe(0)
})

const plain =
  (text: string, type = 'application/json') =>
  (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': type }).end(text)

test.each<[string, (response: ServerResponse) => void, string]>([
  ['invalid JSON', plain('It is ready.'), 'malformed_answer'],
  ['an empty answer', plain(''), 'malformed_answer'],
  ['a list', json(['hello']), 'malformed_answer'],
  ['thanks without a text', json({ ok: true }), 'malformed_answer'],
  ['a text that is none', json({ text: 7 }), 'malformed_answer'],
  ['a completion of another shape', json({ choices: [{ message: { content: { a: 1 } } }] }), 'malformed_answer'],
  ['no content', (response) => void response.writeHead(204).end(), 'http_204'],
  ['an error', json({ text: 'secret stack' }, 500), 'http_500'],
  ['a redirect', (response) => void response.writeHead(307, { location: 'http://127.0.0.1:1' }).end(), 'http_307'],
  ['ten megabytes', plain(JSON.stringify({ text: 'x'.repeat(10_000_000) })), 'answer_too_large'],
  ['more than can be spoken', json({ text: 'x'.repeat(9000) }), 'answer_too_long'],
  ['a cut connection', (response) => void response.destroy(), 'UND_ERR_SOCKET']
])('%s is an error by name, and not one word of it is passed on', async (_what, work, providerCode) => {
  const { ask } = await house(work)
  const said: string[] = []

  await expect(
    (async () => {
      for await (const piece of ask()) said.push(piece)
    })()
  ).rejects.toMatchObject({ name: 'CommsError', details: { providerCode } })
  expect(said).toEqual([])
})

test.each<[string, (response: ServerResponse) => void, string]>([
  ['is cut off before its end', events(delta('It ')), 'malformed_answer'],
  ['turns into nonsense', events(delta('It '), 'nonsense'), 'malformed_answer'],
  [
    'never ends',
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(delta('It '))}\n\n`)
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    },
    'answer_too_large'
  ]
])('a stream that %s keeps what was said, and fails by name', async (_what, work, providerCode) => {
  const { ask } = await house(work)
  const said: string[] = []

  await expect(
    (async () => {
      for await (const piece of ask()) said.push(piece)
    })()
  ).rejects.toMatchObject({ details: { providerCode } })
  expect(said).toEqual(['It '])
})

test.each(['before its first byte', 'in the middle'])(
  'whoever stops waiting %s ends the request at the endpoint',
  async (when) => {
    const { ask, server } = await house((response) => {
      if (when === 'before its first byte') return
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(delta('It '))}\n\n`)
    })
    const over = new AbortController()
    const pieces = ask(over.signal)[Symbol.asyncIterator]()
    if (when === 'in the middle') expect((await pieces.next()).value).toBe('It ')
    const next = pieces.next()
    await expect.poll(() => server.asked.length).toBe(1)

    over.abort()

    await expect(next).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => server.state.closed).toBe(1)
  }
)

test('whoever reads no further closes the connection', async () => {
  const { ask, server } = await house((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: ${JSON.stringify(delta('It '))}\n\n`)
  })

  for await (const _ of ask()) break

  await expect.poll(() => server.state.closed).toBe(1)
})

test('an endpoint on a private network is not asked', async () => {
  const { whole, server } = await house(json({ text: 'Hello.' }), { env: { ALLOW_PRIVATE_CALLBACKS: 'false' } })

  await expect(whole()).rejects.toMatchObject({ details: { providerCode: 'blocked_address' } })
  expect(server.asked).toEqual([])
})

test('an agent without an endpoint and a sandbox without a model have no brain', async () => {
  const { deps } = await testDeps({ ANTHROPIC_API_KEY: 'sk-ant-of-the-operator' })
  const agent = await seedAgent(deps, await seedOrganization(deps))

  expect(await hasBrain(deps, { brain: 'endpoint', agent })).toBe(false)
  expect(await hasBrain(deps, { brain: 'model', agent })).toBe(false)
})
