import type { JSONRPCMessage, McpServer, RequestId, Server } from '@modelcontextprotocol/server'

/** The stateless protocol revision served on POST /mcp. */
export const MODERN = '2026-07-28'

/** Anything of the SDK that speaks MCP once it is connected to a transport. */
export type Connectable = Server | McpServer

/** A JSON-RPC answer, of either kind. */
export type Answer = Extract<JSONRPCMessage, { result: unknown } | { error: unknown }>

/** True when the message answers a request instead of asking something. */
export const isAnswer = (message: JSONRPCMessage): message is Answer => 'result' in message || 'error' in message

/** True when the message wants an answer. */
export const isRequest = (
  message: JSONRPCMessage
): message is JSONRPCMessage & { id: RequestId; method: string; params?: Record<string, unknown> } =>
  'method' in message && 'id' in message

/** The body of a JSON-RPC error that a door answers itself, before any server has seen the message; it has no id yet. */
export const rpcError = (code: number, message: string, data?: unknown) => ({
  jsonrpc: '2.0' as const,
  id: null as RequestId | null,
  error: { code, message, ...(data !== undefined && { data }) }
})
