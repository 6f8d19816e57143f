import type { ModelMessage } from '../providers/contracts.ts'

/** Characters of a call that are told again with each question; what is older is left out. */
const MAX_CHARACTERS = 24_000

/** A call as models are told of it: from the newest lines back, beginning with the caller, one message a speaker. */
export function messagesOf(history: readonly { by: 'caller' | 'agent'; text: string }[]): ModelMessage[] {
  const messages: ModelMessage[] = []
  let characters = 0
  for (const { by, text } of history.toReversed()) {
    characters += text.length
    if (characters > MAX_CHARACTERS && messages.length > 0) break
    const role = by === 'caller' ? 'user' : 'assistant'
    const next = messages[0]
    if (next?.role === role) messages[0] = { role, text: `${text}\n${next.text}` }
    else messages.unshift({ role, text })
  }
  // Models want the other side to speak first, and to have spoken last.
  if (messages[0]?.role !== 'user') messages.unshift({ role: 'user', text: '(The call begins.)' })
  if (messages.at(-1)?.role !== 'user') messages.push({ role: 'user', text: '(The caller says nothing.)' })
  return messages
}
