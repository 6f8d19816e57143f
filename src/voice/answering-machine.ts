import type { Turn } from '../delivery/turn.ts'
import type { TakenMessage } from '../schemas/call.ts'
import { isFarewell } from './goodbye.ts'
import type { MachinePhrases } from './machine-phrases.ts'
import { isNo, nameIn, numberIn, wishIn } from './machine-understanding.ts'

/** What was taken down so far. */
export type Notes = Omit<TakenMessage, 'summary'>

/** Where the machine stands with a caller. */
export interface MachineState {
  /** What the caller was asked last; `nothing` before the first word. */
  asked: 'nothing' | 'message' | 'wishes' | 'more' | 'done'
  notes: Notes
  /** How often in a row the caller was not understood, or said nothing. */
  misses: number
  /** How often he added something. */
  additions: number
}

/** What the machine does next. */
export interface MachineStep {
  state: MachineState
  /** What it says, and nothing else: somebody else may say it in other words. */
  say: string
  /** The call ends once that has been spoken. */
  ends: boolean
}

/** Who is asked by whom. */
export interface MachineScene {
  /** Name of the agent. */
  name: string
  phrases: MachinePhrases
  /** The agent has answered on this call before. */
  midCall: boolean
}

const MAX_MISSES = 2
const MAX_ADDITIONS = 3
const MAX_MESSAGE = 4000
const MAX_WISHES = 500
/** A farewell of no more words says nothing else. */
const FAREWELL_WORDS = 4
/** Shorter than this is a greeting and no message, in characters. */
const SHORT = 16

/** The state before the first word, or with what was taken down before the line was lost. */
export function startMachine(taken?: Notes): MachineState {
  const notes = taken ?? { message: '' }
  const asked =
    taken === undefined ? 'nothing' : notes.wishes !== undefined ? 'more' : notes.message === '' ? 'message' : 'wishes'
  return { asked, notes, misses: 0, additions: 0 }
}

/** The scripted answering machine: what it takes from a turn, and what it says to it. It can do nothing else. */
export function machineStep(before: MachineState, turn: Turn, scene: MachineScene): MachineStep {
  const heard = (turn.text ?? '').trim()
  const state = { ...before, notes: withDetails(before.notes, heard, turn.digits, scene) }
  if (state.asked === 'nothing') return begin(state, heard, scene)
  if (isFarewell(heard)) return end(noted(state, heard), scene)
  if (heard === '' && numberIn(turn.digits ?? '') === undefined) return miss(state, scene)
  const understood = { ...state, misses: 0 }
  // Who cuts a question short has not heard it: he goes on with what he said before.
  if (turn.kind === 'interrupt' && (turn.spoken ?? '') === '' && heard !== '')
    return ask(noted(understood, heard), scene)
  return take(understood, heard, scene)
}

function begin(state: MachineState, heard: string, scene: MachineScene): MachineStep {
  const { phrases, name, midCall } = scene
  const intro = midCall ? phrases.handOver(name) : phrases.apology(name)
  const opening = heard.length >= SHORT ? noted(state, heard) : state
  // Who has said all has no need to be asked for it again.
  if (opening.notes.wishes !== undefined && opening.notes.message !== '')
    return { state: { ...opening, asked: 'more' }, say: `${intro} ${phrases.askMore}`, ends: false }
  return { state: { ...opening, asked: 'message' }, say: `${intro} ${phrases.askMessage}`, ends: false }
}

function take(state: MachineState, heard: string, scene: MachineScene): MachineStep {
  const declines = heard !== '' && isNo(heard, scene.phrases)
  if (state.asked === 'message') {
    const next = declines ? state : noted(state, heard)
    return ask({ ...next, asked: next.notes.wishes === undefined ? 'wishes' : 'more' }, scene)
  }
  if (state.asked === 'wishes') {
    const wishes = declines || heard === '' ? state.notes.wishes : heard.slice(0, MAX_WISHES)
    return ask({ ...state, asked: 'more', notes: { ...state.notes, ...(wishes !== undefined && { wishes }) } }, scene)
  }
  if (declines) return end(state, scene)
  const added = { ...noted(state, heard), additions: state.additions + 1 }
  return state.asked === 'done' || added.additions >= MAX_ADDITIONS ? end(added, scene) : ask(added, scene)
}

/** Asks what is still to be asked. */
function ask(state: MachineState, { phrases }: MachineScene): MachineStep {
  const { asked } = state
  const say = asked === 'message' ? phrases.askMessage : asked === 'wishes' ? phrases.askWishes : phrases.askMore
  return { state, say, ends: false }
}

function miss(state: MachineState, scene: MachineScene): MachineStep {
  const misses = state.misses + 1
  if (misses > MAX_MISSES || state.asked === 'more' || state.asked === 'done') return end(state, scene)
  const { phrases } = scene
  const question = state.asked === 'message' ? phrases.askMessage : phrases.askWishes
  const say = state.asked === 'message' ? `${phrases.again} ${question}` : question
  return { state: { ...state, misses }, say, ends: false }
}

const end = (state: MachineState, { phrases, name }: MachineScene): MachineStep => ({
  state: { ...state, asked: 'done' },
  say: phrases.goodbye(name),
  ends: true
})

/** A farewell alone is no message. */
function noted(state: MachineState, heard: string): MachineState {
  if (heard === '' || (isFarewell(heard) && heard.split(/\s+/).length <= FAREWELL_WORDS)) return state
  const message = [state.notes.message, heard].filter((part) => part !== '').join('\n')
  return { ...state, notes: { ...state.notes, message: message.slice(0, MAX_MESSAGE).toWellFormed() } }
}

function withDetails(notes: Notes, heard: string, digits: string | undefined, scene: MachineScene): Notes {
  const { phrases, name } = scene
  const named = nameIn(heard, phrases)
  // Who says the name of the agent repeats what he has heard.
  const callerName = notes.callerName ?? (named === name ? undefined : named)
  const wishes = notes.wishes ?? wishIn(heard, phrases)?.slice(0, MAX_WISHES)
  const callbackNumber = numberIn(digits ?? '') ?? numberIn(heard) ?? notes.callbackNumber
  return {
    ...notes,
    ...(callerName !== undefined && { callerName }),
    ...(wishes !== undefined && { wishes }),
    ...(callbackNumber !== undefined && { callbackNumber })
  }
}

/** Whether there is anything to tell the agent. */
export const isWorthTelling = ({ message, wishes, callbackNumber }: Notes): boolean =>
  message !== '' || wishes !== undefined || callbackNumber !== undefined

/** The notes with a summary of our own making. */
export function assembled(notes: Notes, direction: 'inbound' | 'outbound'): TakenMessage {
  const { callerName, message, wishes, callbackNumber } = notes
  const facts = [
    callerName ?? (direction === 'inbound' ? 'The caller' : 'The person called'),
    message === '' ? 'left no message' : 'left a message',
    wishes && `and wants to be reached as follows: ${wishes}`,
    callbackNumber && `(number given: ${callbackNumber})`
  ]
  return { ...notes, summary: `${facts.filter(Boolean).join(' ')}` }
}
