import { CommsError } from '../errors.ts'
import { findingsIn } from '../policy/content/findings.ts'

/** Whether a text may be said on a call. */
export const isSpeakable = (text: string): boolean => findingsIn(text).length === 0

/**
 * Lets through what may be said on a call, as the gate lets through what is written.
 * @throws CommsError `content_blocked` with the kinds of content that were found; nothing of the text is repeated.
 */
export function requireSpeakable(text: string): void {
  const found = findingsIn(text)
  if (found.length === 0) return
  const names = found.join(', ').replaceAll('_', ' ')
  throw new CommsError('content_blocked', `Nothing was said, because of: ${names}.`, {
    details: { findings: { text: found } }
  })
}
