import {
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext
} from '@modelcontextprotocol/server'
import { keyedHash } from '../lib/crypto.ts'
import type { InputRequest, NeedsInput } from '../tools/tool.ts'

/** What a tool kept between two rounds, as it travels through the client. */
interface Kept {
  tool: string
  state?: unknown
}

/** Brings the questions of tools to clients of every era and their answers back; the state between is signed. */
export class Questions {
  readonly #codec

  /** The secret must be the same on every replica, since any of them may get the next round. */
  constructor(secret: string) {
    this.#codec = createRequestStateCodec<Kept>({
      key: keyedHash(secret, 'mcp request state'),
      bind: (context) => `${context.mcpReq.method}\0${context.http?.authInfo?.clientId ?? ''}`
    })
  }

  /** Verifies what comes back from a client before its tool runs again. */
  verify(state: string, context: ServerContext): Promise<Kept> {
    return this.#codec.verify(state, context)
  }

  /** The result that asks the client; state comes back with the answers, to the same tool and caller only. */
  async ask(tool: string, { needsInput, state }: NeedsInput, context: ServerContext): Promise<InputRequiredResult> {
    const inputRequests = Object.fromEntries(
      Object.entries(needsInput).map(([key, question]) => [key, requestOf(question)])
    )
    const requestState = await this.#codec.mint({ tool, ...(state !== undefined && { state }) }, context)
    return inputRequired({ inputRequests, requestState })
  }

  /**
   * What the client answered to this tool in the round before: `{ text, model }` to a sample, `{ action, content }` to a form.
   * Nothing without the state that was sent along.
   * @throws ProtocolError -32602 when the state is of another tool.
   */
  answers(tool: string, context: ServerContext): { answers?: Record<string, unknown>; state?: unknown } {
    const { inputResponses } = context.mcpReq
    const kept = context.mcpReq.requestState<Kept>()
    if (!kept) return {}
    if (kept.tool !== tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid or expired requestState')
    const keys = Object.keys(inputResponses ?? {})
    const answers = Object.fromEntries(keys.map((key) => [key, answerOf(inputResponse(inputResponses, key))]))
    return { answers, state: kept.state }
  }
}

function requestOf(question: InputRequest) {
  if (question.kind === 'form')
    return inputRequired.elicit({ message: question.message, requestedSchema: question.schema as never })
  const { prompt, systemPrompt, maxTokens } = question
  return inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
    maxTokens,
    ...(systemPrompt !== undefined && { systemPrompt })
  })
}

function answerOf(view: ReturnType<typeof inputResponse>): unknown {
  if (view.kind === 'elicit') return { action: view.action, content: view.content }
  if (view.kind !== 'sampling') return undefined
  const blocks = [view.result.content].flat()
  const text = blocks.map((block) => (block.type === 'text' ? block.text : '')).join('')
  return { text, model: view.result.model }
}
