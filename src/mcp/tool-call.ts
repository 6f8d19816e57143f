import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext
} from '@modelcontextprotocol/server'
import type { Deps } from '../deps.ts'
import type { Toolbox } from '../tools/call.ts'
import { principalIn } from './principal.ts'
import type { Questions } from './questions.ts'

/** What a tool call over MCP needs. */
export interface ToolCallParts {
  deps: Deps
  toolbox: Toolbox
  questions: Questions
}

/**
 * Runs one `tools/call`. Bad input, refusals and bugs come back as `isError` results whose text is the failure as JSON.
 * @throws ProtocolError -32602 when there is no such tool, or the state of an earlier round is not its own.
 */
export async function callTool(
  { deps, toolbox, questions }: ToolCallParts,
  { name, arguments: args }: { name: string; arguments?: unknown },
  context: ServerContext
): Promise<CallToolResult | InputRequiredResult> {
  if (!toolbox.has(name)) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Tool ${name} not found`)
  const { caller, log } = principalIn(context).extra
  const { signal } = context.mcpReq
  const outcome = await toolbox.call(name, args, {
    deps,
    caller,
    log,
    onGone: (listener) => (signal.aborted ? listener() : signal.addEventListener('abort', listener, { once: true })),
    progress: (done, total, message) => reportProgress(context, done, total, message),
    ...questions.answers(name, context)
  })
  if (outcome.kind === 'question') return questions.ask(name, outcome.ask, context)
  if (outcome.kind === 'failure') {
    const shown = toolbox.shownFailure(name, outcome.failure, deps.clock.now())
    return { content: [{ type: 'text', text: JSON.stringify(shown) }], isError: true }
  }
  return { content: [{ type: 'text', text: JSON.stringify(outcome.output) }], structuredContent: outcome.output }
}

async function reportProgress(context: ServerContext, progress: number, total?: number, message?: string) {
  const { progressToken } = context.mcpReq._meta ?? {}
  if (progressToken === undefined) return
  const params = {
    progressToken,
    progress,
    ...(total !== undefined && { total }),
    ...(message !== undefined && { message })
  }
  await context.mcpReq.notify({ method: 'notifications/progress', params })
}
