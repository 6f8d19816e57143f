import { wireTo } from '../mcp/wire.ts'

/** Calls a tool over MCP 2026-07-28 without a client library, which might check or change what is sent. */
export async function callOverMcp(
  base: string,
  name: string,
  args: unknown,
  token: string
): Promise<{ failed: boolean; answer: Record<string, unknown> }> {
  const response = await wireTo(base).modern(
    'tools/call',
    { name, arguments: args },
    { authorization: `Bearer ${token}` }
  )
  const { result, error } = (await response.json()) as {
    result?: { isError?: boolean; content: { text: string }[] }
    error?: Record<string, unknown>
  }
  if (result === undefined) return { failed: true, answer: error ?? {} }
  return { failed: result.isError === true, answer: JSON.parse(result.content[0]?.text ?? '') }
}
