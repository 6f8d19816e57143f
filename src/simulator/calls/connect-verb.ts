import { sleep } from '../../lib/clock.ts'
import { askDocument } from './ask-document.ts'
import { type RelayOutcome, RelaySession } from './relay-session.ts'
import { relaySettings } from './relay-settings.ts'
import { entryAt, type Next, type Stage, speak, type Verb } from './stage.ts'
import { Violation } from './twiml.ts'
import { violate } from './violate.ts'

/** A lost socket is told of later than one that was closed, as was seen on live calls. */
const FAILED_FACTOR = 1.7

/** Connects a call to the relay, or to a stream of sound, which is only held. Source: twilio.com/docs/voice/twiml/connect. */
export const connect: Verb = async (stage, { attributes, children }) => {
  const { world, leg, signal } = stage
  const [noun] = children
  if (noun?.name !== 'ConversationRelay') {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    return undefined
  }
  const isFirst = !leg.call.course.some(({ detail }) => (detail as { type?: string } | null)?.type === 'setup')
  const outcome = await new RelaySession(stage, relaySettings(noun)).run(isFirst)
  if (outcome.status === 'superseded') return undefined
  if (outcome.status === 'unreachable') return unreachable(stage)
  if (outcome.error) violate(world, leg, new Violation(outcome.error.code, outcome.error.message))
  return afterRelay(stage, attributes['action'], outcome)
}

/** It is not established whether the vendor asks the action here: the stricter rule is that it does not. */
async function unreachable(stage: Stage): Promise<Next> {
  const { world, leg } = stage
  violate(world, leg, new Violation(64102, 'unable to connect to the address of the relay'))
  await speak(stage, '(busy tone)')
  world.switchboard.end(leg, 'completed')
  return 'end'
}

async function afterRelay(stage: Stage, action: string | undefined, outcome: RelayOutcome): Promise<Next> {
  const { world, leg, signal } = stage
  const { sessionId, status, seconds, handoffData, error } = outcome
  const { actionDelayMs } = world.behaviour
  if (action === undefined) {
    if (status === 'failed') world.switchboard.end(leg, 'failed')
    return status === 'failed' ? 'end' : undefined
  }
  const form = {
    ...{ SessionId: sessionId, SessionStatus: status, SessionDuration: String(seconds) },
    ...(handoffData !== undefined && { HandoffData: handoffData }),
    ...(error && { ErrorCode: String(error.code), ErrorMessage: error.message })
  }
  const ask = () => entryAt(stage, action, form)
  if (!signal.aborted) {
    await sleep(world.clock, actionDelayMs * (status === 'failed' ? FAILED_FACTOR : 1), signal)
    if (!signal.aborted) return ask()
  }
  // The call is over: the action is asked all the same, and its document is of no use.
  if (leg.over.aborted)
    world.later(actionDelayMs, () => {
      const entry = ask()
      if ('url' in entry)
        void askDocument(world, leg, entry.url, entry.form).catch((problem: Violation) => violate(world, leg, problem))
    })
  return undefined
}
