import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { CommsError } from '../../src/errors.ts'
import type { LlmProvider } from '../../src/providers/contracts.ts'
import { createProviders, openProvider } from '../../src/providers/index.ts'
import { brainServer } from '../helpers/brain-server.ts'
import type { Stage } from './stage.ts'
import type { Fault } from './wire-server.ts'

/** A key of the tests; it must be seen nowhere. */
export const MODEL_KEY = 'sk-c0ntract-KeyOfTheTests-0123456789'

const QUESTION = {
  system: 'Be kind.',
  messages: [
    { role: 'user', text: 'Hello?' },
    { role: 'assistant', text: 'Hello.' },
    { role: 'user', text: 'Is it ready?' }
  ],
  maxTokens: 20
} as const

/** The model of a vendor that is reached at this URL, as the product opens it. */
export const modelAt = (vendor: 'anthropic' | 'openai', baseUrl: string): Promise<LlmProvider> => {
  const none = { telephony: 'twilio', email: 'resend', twilio: undefined, resend: undefined } as const
  const vendors = { ...none, directory: undefined, llm: vendor, [vendor]: { apiKey: MODEL_KEY, baseUrl } }
  const handle = createProviders({ vendors, timeoutMs: 1500 })
  return openProvider(handle, 'llm', { id: 'org_a', mode: 'production' })
}

async function answerOf(provider: LlmProvider, signal = new AbortController().signal): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of provider.answer({ ...QUESTION, signal })) pieces.push(piece)
  return pieces
}

const FAULTS: [Fault, string, boolean][] = [
  [{ status: 400 }, 'provider_rejected', false],
  [{ status: 401 }, 'provider_rejected', false],
  [{ status: 404 }, 'provider_rejected', false],
  [{ status: 429 }, 'provider_unavailable', true],
  [{ status: 500 }, 'provider_unavailable', true],
  [{ status: 529 }, 'provider_unavailable', true],
  [{ cut: 'before' }, 'provider_unavailable', true],
  [{ hang: true }, 'provider_unavailable', true]
]

/** What every language model must do. */
export function llmContract(
  open: () => Promise<Stage<LlmProvider>>,
  begun: { vendor: 'anthropic' | 'openai'; event: object }
): void {
  test('an answer comes in pieces, and the model is named', async () => {
    const { provider } = await open()

    expect((await answerOf(provider)).join('')).not.toBe('')
    expect(provider.name).toMatch(/^\w+:.+/)
  })

  test.each(FAULTS)('after %j it fails with %s, asked once, and shows no key', async (fault, code, retryable) => {
    const { provider, fail, requests } = await open()
    const before = await requests()
    await fail(fault)

    const error = await answerOf(provider).catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(CommsError)
    expect(error).toMatchObject({ code, retryable, details: { providerCode: expect.stringMatching(/./) } })
    await expect.poll(async () => (await requests()) - before, { timeout: 5000 }).toBe(1)
    expect(`${inspect(error, { depth: 12, showHidden: true })} ${JSON.stringify(error)}`).not.toContain(MODEL_KEY)
  })

  test('a vendor that names its pause is taken at its word', async () => {
    const { provider, fail } = await open()
    await fail({ status: 429, retryAfter: '7' })

    await expect(answerOf(provider)).rejects.toMatchObject({ details: { retryAfterMs: 7000 } })
  })

  test('whoever gives up in the middle of an answer ends it at the vendor, and does not take it for whole', async () => {
    const { url, state } = await brainServer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const name = 'type' in begun.event ? `event: ${begun.event.type}\n` : ''
      response.write(`${name}data: ${JSON.stringify(begun.event)}\n\n`)
    })
    const over = new AbortController()
    const provider = await modelAt(begun.vendor, url)
    const pieces = provider.answer({ ...QUESTION, signal: over.signal })[Symbol.asyncIterator]()
    expect((await pieces.next()).value).toBe('It ')
    const next = pieces.next()
    over.abort(new Error('the caller has gone on'))

    await expect(next).rejects.toThrow('the caller has gone on')
    await expect.poll(() => state.closed).toBe(1)
  })

  test('whoever gave up gets his own reason, and no failure of the vendor', async () => {
    const { provider } = await open()
    const over = new AbortController()
    over.abort(new Error('the caller has gone on'))

    await expect(answerOf(provider, over.signal)).rejects.toThrow('the caller has gone on')
  })
}
