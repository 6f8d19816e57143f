import type { World } from '../world.ts'
import type { Entry, Leg } from './leg.ts'
import type { Utterance } from './mouth.ts'
import { voiceForm } from './voice-form.ts'
import type { Element } from './xml.ts'

/** Where a document is being executed. */
export interface Stage {
  world: World
  leg: Leg
  /** Where the document came from; empty for one that was given. */
  url: string
  /** Aborted when the document is executed no further. */
  signal: AbortSignal
}

/** What comes after a verb: the next one of the document, another document, or the end of the document. */
export type Next = Entry | 'end' | undefined

/** Executes one verb. */
export type Verb = (stage: Stage, element: Element) => Promise<Next>

/** The document that an attribute names, relative to the one that is executed, asked with what every webhook of the call says and more. */
export const entryAt = ({ leg, url }: Stage, target: string, more: Record<string, string> = {}): Entry => ({
  url: URL.canParse(target, url || undefined) ? new URL(target, url || undefined).href : target,
  form: { ...voiceForm(leg.call), ...more }
})

const FIRM: Utterance['interruptible'] = { speech: false, dtmf: false }

/** Speaks a text whole; resolves when it was heard, or when the document is executed no further. */
export function speak({ leg: { mouth }, signal }: Stage, text: string, interruptible = FIRM): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || text.trim() === '') return resolve()
    const done = () => {
      stop()
      signal.removeEventListener('abort', done)
      mouth.purge()
      resolve()
    }
    const stop = mouth.listen({ quiet: () => settle() })
    const settle = () => {
      stop()
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
    mouth.say({ text, last: true, interruptible, preemptible: false })
  })
}
