import type OpenAI from 'openai'
import type { LlmProvider } from '../contracts.ts'
import { checkCredential } from '../credential.ts'
import type { VendorName } from '../failures.ts'
import type { ModelCredential } from '../handle.ts'
import { modelFailure } from './model-errors.ts'

const OPENAI: VendorName = { provider: 'openai', label: 'OpenAI' }

/** Answers fast enough to be listened to. */
const MODEL = 'gpt-4.1-mini'
const BASE_URL = 'https://api.openai.com/v1'

/** Operations that this adapter uses, by their names in the vendor's interface. */
export const operations = ['createChatCompletion'] as const

/**
 * A model of OpenAI, or of what speaks as it does at another URL; the library is loaded when first asked for, and never
 * repeats a request. @throws CommsError `provider_rejected` for a key that cannot stand in a header.
 */
export async function openAiModel(
  { apiKey, baseUrl }: ModelCredential,
  model = MODEL,
  timeoutMs: number
): Promise<LlmProvider> {
  checkCredential(OPENAI, 'OPENAI_API_KEY', apiKey)
  const { default: Client } = await import('openai')
  const client = new Client({
    ...{ apiKey, organization: null, project: null, webhookSecret: null },
    ...{ baseURL: (baseUrl ?? BASE_URL).replace(/\/+$/, ''), maxRetries: 0, timeout: timeoutMs, logLevel: 'off' }
  })
  // Servers that speak as OpenAI does know its former name of the bound alone; its newer models know the newer alone.
  const bound = baseUrl === undefined ? 'max_completion_tokens' : 'max_tokens'
  return {
    name: `${OPENAI.provider}:${model}`,
    answer: (question) => answer(client, model, bound, question)
  }
}

/** Source: https://platform.openai.com/docs/api-reference/chat-streaming */
async function* answer(
  client: OpenAI,
  model: string,
  bound: 'max_tokens' | 'max_completion_tokens',
  { system, messages, maxTokens, signal }: Parameters<LlmProvider['answer']>[0]
): AsyncIterable<string> {
  try {
    const chunks = await client.chat.completions.create(
      {
        ...{ model, stream: true, [bound]: maxTokens },
        messages: [
          { role: 'system', content: system },
          ...messages.map(({ role, text }) => ({ role, content: text }) as const)
        ]
      },
      { signal }
    )
    for await (const { choices } of chunks) {
      const piece = choices[0]?.delta.content
      if (piece) yield piece
    }
  } catch (error) {
    throw modelFailure(OPENAI, error, signal)
  }
  // The library ends an aborted stream as if it were whole.
  signal.throwIfAborted()
}
