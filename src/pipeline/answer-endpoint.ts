import { signedHeaders } from '../delivery/callback-attempt.ts'
import { callbackUrlOf } from '../delivery/callback-url.ts'
import type { Deps } from '../deps.ts'
import { eventData } from '../lib/event-stream.ts'
import { type SafeAnswer, safeAsk } from '../lib/safe-fetch.ts'
import { endpointFailure, endpointRefusal, malformed } from './answer-endpoint-errors.ts'
import { messagesOf } from './answer-messages.ts'
import { readPiece } from './answer-piece.ts'
import type { BrainQuestion } from './answer-question.ts'
import type { AgentRow } from './draft.ts'

/** Longest time that one answer may take, from the request to its last byte, in milliseconds. */
const TIMEOUT_MS = 30_000
const COMPLETIONS = '/chat/completions'

/** Where an agent's own brain is asked: one that speaks as OpenAI does, else its callback. */
export function endpointOf(
  { config }: Pick<Deps, 'config'>,
  agent: AgentRow
): { url: string; speaks: 'completions' | 'callback' } | undefined {
  const { brainUrl } = agent
  if (brainUrl !== null) return { url: completionsUrl(brainUrl), speaks: 'completions' }
  const url = callbackUrlOf(config, agent)
  return url === undefined ? undefined : { url, speaks: 'callback' }
}

function completionsUrl(brainUrl: string): string {
  const url = new URL(brainUrl)
  const path = url.pathname.replace(/\/+$/, '')
  url.pathname = path.endsWith(COMPLETIONS) ? path : `${path}${COMPLETIONS}`
  return url.href
}

/**
 * The answer of an agent's own endpoint, signed with its callback secret and asked at a vetted address.
 * @throws CommsError `provider_rejected` and `provider_unavailable`, with what is wrong as `details.providerCode`
 */
export async function* askEndpoint(deps: Deps, question: BrainQuestion): AsyncIterable<string> {
  const { agent, signal, onEnd } = question
  const endpoint = endpointOf(deps, agent)
  if (endpoint === undefined) throw endpointRefusal('no_endpoint', 'The agent has no endpoint.')
  const body = JSON.stringify(endpoint.speaks === 'completions' ? completion(question) : callback(deps, question))
  const headers = signedHeaders(deps, agent, `${question.call.id}.${question.turn?.number ?? 0}`, body)
  if (headers === undefined) throw endpointRefusal('unsigned', 'The secret that signs cannot be read.')
  try {
    const answer = await safeAsk({
      ...{ url: endpoint.url, body, signal, timeoutMs: TIMEOUT_MS },
      headers: { ...headers, accept: 'text/event-stream, application/json' },
      allowPrivate: deps.config.allowPrivateCallbacks
    })
    yield* piecesOf(answer, onEnd)
  } catch (error) {
    throw signal.aborted ? signal.reason : endpointFailure(error)
  }
}

async function* piecesOf(answer: SafeAnswer, onEnd?: () => void): AsyncIterable<string> {
  if (answer.status !== 200) {
    // What is not read would hold the connection.
    for await (const _ of answer.chunks) break
    throw endpointRefusal(`http_${answer.status}`, `The endpoint answered with HTTP ${answer.status}.`)
  }
  if (answer.contentType.startsWith('text/event-stream')) yield* streamed(answer.chunks, onEnd)
  else yield* spoken(await wholeOf(answer.chunks), onEnd)
}

async function* streamed(chunks: AsyncIterable<Buffer>, onEnd?: () => void): AsyncIterable<string> {
  let whole = false
  for await (const data of eventData(chunks)) {
    if (data === '[DONE]') return
    whole = (yield* spoken(data, onEnd)) || whole
  }
  if (!whole) throw malformed('The stream was cut before its end.')
}

async function wholeOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all).toString('utf8')
}

/** Whether this was the last. */
async function* spoken(json: string, onEnd?: () => void): AsyncGenerator<string, boolean> {
  const { text, last, end } = readPiece(json)
  if (text !== '') yield text
  if (end) onEnd?.()
  return last || end
}

/** Source: https://platform.openai.com/docs/api-reference/chat/create */
function completion({ agent, call, turn, history, system, maxTokens }: BrainQuestion): object {
  return {
    model: agent.id,
    stream: true,
    max_tokens: maxTokens,
    messages: [
      { role: 'system', content: system },
      ...messagesOf(history).map(({ role, text }) => ({ role, content: text }))
    ],
    metadata: { call_id: call.id, turn: String(turn?.number ?? 0) }
  }
}

function callback({ clock }: Pick<Deps, 'clock'>, { agent, call, turn, history, system }: BrainQuestion): object {
  const { id: callId, direction, contact, ownAddress } = call
  const { kind = 'utterance', number = 0, text, digits, lang, spoken: heard } = turn ?? {}
  const [from, to] = direction === 'inbound' ? [contact, ownAddress] : [ownAddress, contact]
  return {
    type: 'call.turn',
    timestamp: clock.now().toISOString(),
    data: {
      ...{ callId, agentId: agent.id, turn: number, direction, from, to },
      ...{ kind, text, digits, lang, spoken: heard, system, history, untrusted: true }
    }
  }
}
