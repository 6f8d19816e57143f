import { describe, expect, test } from 'vitest'
import { operations } from '../../src/providers/llm/anthropic.ts'
import { failFake, fakeUrl, watchFake } from '../helpers/vendor-fake.ts'
import { llmContract, MODEL_KEY, modelAt } from './llm.contract.ts'
import { wireServer } from './wire-server.ts'

const EVENTS = [
  { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', content: [], usage: {} } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'It ' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'is.' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
  { type: 'message_stop' }
]
const stream = (events: readonly { type: string }[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

const wire = (events: readonly { type: string }[] = EVENTS) =>
  wireServer(
    () => ({ headers: { 'content-type': 'text/event-stream' }, body: stream(events) }),
    (status) => ({ type: 'error', error: { type: `error_of_${status}`, message: 'No.' } })
  )

const BEGUN = { vendor: 'anthropic' as const, event: EVENTS[2] ?? {} }

describe('over a local wire', () => {
  llmContract(async () => {
    const { url, requests, fail } = await wire()
    return { provider: await modelAt('anthropic', url), fail, requests: () => requests.length }
  }, BEGUN)

  test('the question is put as Anthropic wants it, and the pieces come as they are', async () => {
    const { url, requests } = await wire()
    const provider = await modelAt('anthropic', url)
    const pieces: string[] = []
    const { signal } = new AbortController()
    const asked = { system: 'Be kind.', messages: [{ role: 'user', text: 'Ready?' }], maxTokens: 20, signal } as const
    for await (const piece of provider.answer(asked)) pieces.push(piece)

    expect(pieces).toEqual(['It ', 'is.'])
    const [request] = requests
    expect([request?.method, request?.path]).toEqual(['POST', '/v1/messages'])
    expect(request?.headers.authorization).toBe(`Bearer ${MODEL_KEY}`)
    expect(JSON.parse(request?.body ?? '')).toEqual({
      ...{ model: 'claude-haiku-4-5', system: 'Be kind.', max_tokens: 20, stream: true },
      messages: [{ role: 'user', content: 'Ready?' }]
    })
  })

  test('a failure in the middle of a stream is one, by the name that Anthropic gives it', async () => {
    const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    const { url } = await wire([...EVENTS.slice(0, 3), overloaded])
    const provider = await modelAt('anthropic', url)
    const { signal } = new AbortController()
    const pieces = provider.answer({ system: '', messages: [{ role: 'user', text: 'x' }], maxTokens: 2, signal })
    const read = pieces[Symbol.asyncIterator]()

    expect((await read.next()).value).toBe('It ')
    await expect(read.next()).rejects.toMatchObject({ code: 'provider_unavailable' })
  })
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('anthropic')
  llmContract(
    async () => ({
      provider: await modelAt('anthropic', `${fakeUrl}/anthropic`),
      fail: (fault) => failFake('anthropic', fault),
      requests: () => watch?.requests() ?? 0
    }),
    BEGUN
  )

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
