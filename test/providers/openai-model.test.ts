import { describe, expect, test } from 'vitest'
import { operations } from '../../src/providers/llm/openai-compatible.ts'
import { failFake, fakeUrl, watchFake } from '../helpers/vendor-fake.ts'
import { llmContract, MODEL_KEY, modelAt } from './llm.contract.ts'
import { wireServer } from './wire-server.ts'

const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...{ id: 'chatcmpl_1', object: 'chat.completion.chunk', created: 1, model: 'm' },
  choices: [{ index: 0, delta, finish_reason }]
})
const CHUNKS = [chunk({ role: 'assistant' }), chunk({ content: 'It ' }), chunk({ content: 'is.' }), chunk({}, 'stop')]

const wire = () =>
  wireServer(
    () => ({
      headers: { 'content-type': 'text/event-stream' },
      body: `${CHUNKS.map((each) => `data: ${JSON.stringify(each)}\n\n`).join('')}data: [DONE]\n\n`
    }),
    (status) => ({ error: { type: 'x', code: `error_of_${status}`, message: 'No.' } })
  )

const BEGUN = { vendor: 'openai' as const, event: CHUNKS[1] ?? {} }

describe('over a local wire', () => {
  llmContract(async () => {
    const { url, requests, fail } = await wire()
    return { provider: await modelAt('openai', url), fail, requests: () => requests.length }
  }, BEGUN)

  test('the question is put as every server that speaks so wants it, and the pieces come as they are', async () => {
    const { url, requests } = await wire()
    const provider = await modelAt('openai', `${url}/v1/`)
    const pieces: string[] = []
    const { signal } = new AbortController()
    const asked = { system: 'Be kind.', messages: [{ role: 'user', text: 'Ready?' }], maxTokens: 20, signal } as const
    for await (const piece of provider.answer(asked)) pieces.push(piece)

    expect(pieces).toEqual(['It ', 'is.'])
    const [request] = requests
    expect([request?.method, request?.path]).toEqual(['POST', '/v1/chat/completions'])
    expect(request?.headers.authorization).toBe(`Bearer ${MODEL_KEY}`)
    expect(JSON.parse(request?.body ?? '')).toEqual({
      ...{ model: 'gpt-4.1-mini', stream: true, max_tokens: 20 },
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Ready?' }
      ]
    })
  })
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('openai')
  llmContract(
    async () => ({
      provider: await modelAt('openai', `${fakeUrl}/openai/v1`),
      fail: (fault) => failFake('openai', fault),
      requests: () => watch?.requests() ?? 0
    }),
    BEGUN
  )

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
