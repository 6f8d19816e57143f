import type { HistoryLine } from './session-state.ts'

/** Lines of a call that are kept in mind; older ones are forgotten. */
const MAX_LINES = 200

/** The history with one more line, unless that is empty. */
export function withLine(history: readonly HistoryLine[], by: HistoryLine['by'], text: string): readonly HistoryLine[] {
  const line = text.trim()
  return line === '' ? history : [...history.slice(1 - MAX_LINES), { by, text: line }]
}

/** The history in which the last line of ours that says `said` ends where the caller stopped listening. */
export function withCutLine(history: readonly HistoryLine[], said: string, heard: string): readonly HistoryLine[] {
  const at = history.findLastIndex((line) => line.by === 'agent' && line.text === said.trim())
  if (at < 0) return history
  const cut = heard.trim()
  return history.toSpliced(at, 1, ...(cut === '' ? [] : [{ by: 'agent' as const, text: cut }]))
}
