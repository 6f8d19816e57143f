import type { World } from '../world.ts'
import { askDocument } from './ask-document.ts'
import { connect } from './connect-verb.ts'
import { dial } from './dial-verb.ts'
import type { Entry, Leg } from './leg.ts'
import { gather, record } from './listen-verbs.ts'
import { report } from './report.ts'
import { type Next, type Stage, speak, type Verb } from './stage.ts'
import { parseTwiml, Violation } from './twiml.ts'
import { hangup, pause, play, redirect, reject, say, start } from './verbs.ts'
import { violate } from './violate.ts'

const VERBS: Record<string, Verb> = {
  ...{ Say: say, Play: play, Pause: pause, Start: start, Connect: connect, Dial: dial, Gather: gather },
  ...{ Record: record, Redirect: redirect, Reject: reject, Hangup: hangup }
}
const APOLOGY = 'We are sorry, an application error has occurred. Goodbye.'
/** Documents that lead to each other for ever are a fault of the customer. */
const DOCUMENTS_MAX = 200

/** Executes documents one after the other, in the place of what the leg executed before. */
export async function runDocuments(world: World, leg: Leg, entry: Entry): Promise<'done' | 'gone'> {
  leg.document.abort()
  const document = new AbortController()
  leg.document = document
  const signal = AbortSignal.any([document.signal, leg.over])
  let next: Next = entry
  try {
    for (let count = 0; next !== undefined && next !== 'end' && !signal.aborted; count++) {
      if (count === DOCUMENTS_MAX) throw new Violation(12200, `more than ${DOCUMENTS_MAX} documents`)
      next = await execute(world, leg, next, signal)
    }
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    await apologize(world, leg, error, signal)
  }
  return signal.aborted || leg.over.aborted ? 'gone' : 'done'
}

async function execute(world: World, leg: Leg, entry: Entry, signal: AbortSignal): Promise<Next> {
  const { twiml, url } =
    'twiml' in entry ? { twiml: entry.twiml, url: '' } : await askDocument(world, leg, entry.url, entry.form)
  const stage: Stage = { world, leg, url, signal }
  for (const element of parseTwiml(twiml)) {
    if (signal.aborted) return 'end'
    if (element.name !== 'Reject') answer(world, leg)
    const next = await VERBS[element.name]?.(stage, element)
    if (next !== undefined) return next
  }
  return undefined
}

/** A call that comes in is answered by the first thing that is done on it. */
function answer(world: World, leg: Leg): void {
  if (leg.call.status !== 'ringing') return
  leg.become('in-progress')
  report(world, leg, 'answered')
}

async function apologize(world: World, leg: Leg, violation: Violation, signal: AbortSignal): Promise<void> {
  violate(world, leg, violation)
  if (signal.aborted) return
  answer(world, leg)
  await speak({ world, leg, url: '', signal }, APOLOGY)
  world.switchboard.end(leg, 'completed')
}
