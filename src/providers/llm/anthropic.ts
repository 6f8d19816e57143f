import type Anthropic from '@anthropic-ai/sdk'
import type { LlmProvider } from '../contracts.ts'
import { checkCredential } from '../credential.ts'
import type { VendorName } from '../failures.ts'
import type { ModelCredential } from '../handle.ts'
import { modelFailure } from './model-errors.ts'

const ANTHROPIC: VendorName = { provider: 'anthropic', label: 'Anthropic' }

/** Answers fast enough to be listened to. */
const MODEL = 'claude-haiku-4-5'

/** Operations that this adapter uses, by their names in the vendor's interface. */
export const operations = ['POST /v1/messages'] as const

/**
 * A model of Anthropic; its library is loaded when first asked for, and never repeats a request.
 * @throws CommsError `provider_rejected` for a key that cannot stand in a header.
 */
export async function anthropicModel(
  { apiKey, baseUrl = 'https://api.anthropic.com' }: ModelCredential,
  model = MODEL,
  timeoutMs: number
): Promise<LlmProvider> {
  checkCredential(ANTHROPIC, 'ANTHROPIC_API_KEY', apiKey)
  const { default: Client } = await import('@anthropic-ai/sdk')
  const client = new Client({
    ...{ apiKey, authToken: null, webhookKey: null, baseURL: baseUrl.replace(/\/+$/, '') },
    ...{ maxRetries: 0, timeout: timeoutMs, logLevel: 'off' }
  })
  return {
    name: `${ANTHROPIC.provider}:${model}`,
    answer: (question) => answer(client, model, question)
  }
}

/** Source: https://platform.claude.com/docs/en/build-with-claude/streaming */
async function* answer(
  client: Anthropic,
  model: string,
  { system, messages, maxTokens, signal }: Parameters<LlmProvider['answer']>[0]
): AsyncIterable<string> {
  try {
    const events = await client.messages.create(
      {
        ...{ model, system, max_tokens: maxTokens, stream: true },
        messages: messages.map(({ role, text }) => ({ role, content: text }))
      },
      { signal }
    )
    for await (const event of events)
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text
  } catch (error) {
    throw modelFailure(ANTHROPIC, error, signal)
  }
  // The library ends an aborted stream as if it were whole.
  signal.throwIfAborted()
}
