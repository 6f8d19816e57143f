import { tools } from '../../src/tools/index.ts'

/** Whether a tool answers in the shape of the older product. */
export const isOfCalls = (name: string | undefined): boolean =>
  tools.some((tool) => tool.name === name && tool.profiles.join() === 'calls')

/** A failure of a tool, whose words in the shape of the older product are another one's. */
export function failureOf(name: string | undefined, body: Record<string, unknown>): Record<string, unknown> {
  if (!isOfCalls(name)) return body
  const { code: _word, details, ...rest } = (body['error'] ?? {}) as Record<string, unknown>
  const { cause, nextAction, ...facts } = (details ?? {}) as Record<string, unknown>
  return { ...rest, code: cause, nextAction, details: facts }
}
