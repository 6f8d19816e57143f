import type { Deps } from '../deps.ts'
import { sleep } from '../lib/clock.ts'
import { hasBrain } from '../pipeline/answer.ts'
import { keepTaken } from '../services/call-messages.ts'
import type { OpenedCall } from '../services/call-sessions.ts'
import {
  assembled,
  isWorthTelling,
  type MachineState,
  machineStep,
  type Notes,
  startMachine
} from './answering-machine.ts'
import { machinePhrasesIn } from './machine-phrases.ts'
import { summarise, wordStep } from './machine-wording.ts'
import type { Question, Way } from './way.ts'

/** How long it has for its first word, in milliseconds: beyond what a model gets, since nobody comes after it. */
const HAND_OVER_MS = 8000
/** How long words of a model are waited for before those of the script are spoken, in milliseconds. */
const WORDING_MS = 4000

/**
 * The answering machine: apologises, takes a message and wishes, says goodbye and has the call ended. It always answers,
 * in the words of a model where there is one, and it can do nothing else. `hangUp` ends the call once what was said last
 * has been spoken.
 */
export function machineWay(deps: Deps, opened: OpenedCall, hangUp: () => void): Way {
  const { agent, call } = opened
  const phrases = machinePhrasesIn(call.language)
  let state = stateOf(opened)
  const keep = keeper(deps, opened)
  return {
    name: 'machine',
    handOverMs: HAND_OVER_MS,
    ready: () => true,
    async answer({ turn, history, begun }, say, signal) {
      // Who was called by the agent is not told that it cannot take the call.
      const midCall = call.direction === 'outbound' || begun !== undefined || wasAnswered(history)
      const next = machineStep(state, turn, { name: agent.displayName, phrases, midCall })
      const wording = worded(deps, opened, history, next.say, signal)
      // Whatever hangs, the database included, the script goes on.
      const spoken = await Promise.race([wording, sleep(deps.clock, WORDING_MS, signal)])
      if (signal.aborted) return
      state = next.state
      const text = spoken ?? next.say
      say(text, { last: true })
      keep(state.notes, [...history, { by: 'agent', text: `${begun ?? ''}${text}` }])
      if (next.ends) hangUp()
    }
  }
}

const worded = async (
  deps: Deps,
  opened: OpenedCall,
  history: Question['history'],
  step: string,
  signal: AbortSignal
): Promise<string | undefined> =>
  (await hasModel(deps, opened)) ? wordStep(deps, opened, history, step, signal) : undefined

/** After a lost socket the machine goes on where it was. */
function stateOf({ content, turns }: OpenedCall): MachineState {
  const before = startMachine(content.taken)
  const spoke = before.asked === 'nothing' && turns.some(({ way }) => way === 'machine')
  return spoke ? { ...before, asked: 'message' } : before
}

/** Whether the caller has been answered on this call before, beyond the greeting. */
function wasAnswered(history: Question['history']): boolean {
  const first = history.findIndex(({ by }) => by === 'caller')
  return first >= 0 && history.slice(first).some(({ by }) => by === 'agent')
}

async function hasModel(deps: Deps, { agent }: OpenedCall): Promise<boolean> {
  try {
    return await hasBrain(deps, { brain: 'model', agent })
  } catch {
    return false
  }
}

/** Writes down what was taken, one after the other; first in words of our own, then with the summary of a model. */
function keeper(deps: Deps, opened: OpenedCall): (notes: Notes, history: Question['history']) => void {
  const { call } = opened
  let written = Promise.resolve()
  let newest = new AbortController()
  const write = (notes: Notes, summary?: string) => {
    const taken = { ...assembled(notes, call.direction), ...(summary !== undefined && { summary }) }
    written = written
      .then(() => keepTaken(deps, call.id, taken))
      .catch((error: unknown) => deps.log.error({ event: 'call_message_lost', callId: call.id, err: error }))
  }
  return (notes, history) => {
    newest.abort()
    newest = new AbortController()
    const { signal } = newest
    if (!isWorthTelling(notes)) return
    write(notes)
    void summarised(deps, opened, history, signal).then((made) => {
      if (made === undefined || signal.aborted) return
      const { summary, callerName = notes.callerName, wishes = notes.wishes } = made
      write({ ...notes, callerName, wishes }, summary)
    })
  }
}

const summarised = async (deps: Deps, opened: OpenedCall, history: Question['history'], signal: AbortSignal) =>
  (await hasModel(deps, opened)) ? summarise(deps, opened, history, signal) : undefined
