import type { Deps } from '../deps.ts'
import { safeAsk } from '../lib/safe-fetch.ts'
import { isSpeakable } from './spoken-content.ts'

/** A carrier waits 15 seconds for us; this leaves some of it, in milliseconds. */
const TIMEOUT_MS = 5000
/** Verbs that reach nobody else: a document with any other would call, text or connect past the gate. */
const HARMLESS = new Set(['Response', 'Say', 'Play', 'Pause', 'Hangup'])

/**
 * The document that a customer's URL gives for a call, where all that it does is to speak, play, wait and hang up, and
 * what it speaks may be said; undefined for any other, and where there is none.
 */
export async function fetchDocument(
  deps: Pick<Deps, 'config' | 'log'>,
  url: string,
  fields: Record<string, string>
): Promise<string | undefined> {
  try {
    const answer = await safeAsk({
      ...{
        url,
        timeoutMs: TIMEOUT_MS,
        allowPrivate: deps.config.allowPrivateCallbacks,
        signal: AbortSignal.timeout(TIMEOUT_MS)
      },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...fields, CallStatus: 'in-progress', Direction: 'outbound-api' }).toString()
    })
    const chunks: Buffer[] = []
    for await (const chunk of answer.chunks) chunks.push(chunk)
    const document = Buffer.concat(chunks).toString('utf8').trim()
    if (answer.status === 200 && isHarmless(document)) return document
    deps.log.warn({ event: 'document_refused', status: answer.status }, 'a document of a call is not passed on')
  } catch (error) {
    deps.log.warn({ event: 'document_failed', err: error }, 'a document of a call did not come')
  }
  return undefined
}

/** Whether a document does nothing but speak, play, wait and hang up, and says nothing that may not be said. */
export function isHarmless(document: string): boolean {
  const body = document.replace(/^<\?xml[^?]*\?>\s*/, '')
  // A comment, CDATA, declaration or instruction could hide what a carrier reads otherwise.
  if (/<[!?]/.test(body) || !/^<Response[\s/>]/.test(body)) return false
  const names = [...body.matchAll(/<\/?\s*([^\s/>]*)/g)].map(([, name]) => name ?? '')
  return names.every((name) => HARMLESS.has(name)) && isSpeakable(body.replace(/<[^>]*>/g, ' '))
}
