import type { Deps } from '../deps.ts'
import { streamBrain } from '../pipeline/answer.ts'
import type { OpenedCall } from '../services/call-sessions.ts'
import { requireSpeakable } from '../services/spoken-content.ts'
import { isFitToSay, speechPrompt, summaryPrompt } from './machine-speech.ts'
import type { Question } from './way.ts'

/** How long a caller waits for words of a model before he hears those of the script, in milliseconds. */
const SPEECH_MS = 3500
/** How long a summary may take, in milliseconds. */
const SUMMARY_MS = 15_000
const SPEECH_TOKENS = 120
const SUMMARY_TOKENS = 300
const MAX_SUMMARY = 400

type Line = Question['history'][number]

/** What a model makes of a conversation, as far as it can be checked. */
export interface Summary {
  summary: string
  callerName?: string | undefined
  wishes?: string | undefined
}

/** One step of the machine in the words of a model; undefined where there is none, or where it may not be spoken. */
export async function wordStep(
  deps: Deps,
  { agent, call }: OpenedCall,
  history: readonly Line[],
  step: string,
  signal: AbortSignal
): Promise<string | undefined> {
  const system = speechPrompt(agent.displayName, call.language, step)
  const heard = saidByCaller(history)
  try {
    const text = await collect(deps, SPEECH_MS, signal, (within) =>
      streamBrain(deps, { brain: 'model', agent, call, history, system, maxTokens: SPEECH_TOKENS, signal: within })
    )
    requireSpeakable(text)
    return isFitToSay(text, heard) ? text.trim() : undefined
  } catch {
    // Whatever is wrong with the model, the script goes on.
    return undefined
  }
}

/** What a model makes of a conversation; undefined where it cannot be read or is not what was asked for. */
export async function summarise(
  deps: Deps,
  { agent, call }: OpenedCall,
  history: readonly Line[],
  signal: AbortSignal
): Promise<Summary | undefined> {
  const told: Line = { by: 'caller', text: JSON.stringify(history.map(({ by, text }) => ({ by, text }))) }
  const system = summaryPrompt(agent.displayName)
  try {
    const text = await collect(deps, SUMMARY_MS, signal, (within) =>
      streamBrain(deps, {
        brain: 'model',
        agent,
        call,
        history: [told],
        system,
        maxTokens: SUMMARY_TOKENS,
        signal: within
      })
    )
    return readSummary(text, saidByCaller(history))
  } catch {
    return undefined
  }
}

/** Only what the caller said himself is taken as his name and his wishes. */
export function readSummary(text: string, heard: string): Summary | undefined {
  const raw = Object(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))) as Record<string, unknown>
  const { summary, callerName, wishes } = raw
  if (typeof summary !== 'string' || summary.trim() === '') return undefined
  const said = (value: unknown) =>
    typeof value === 'string' && value.trim() !== '' && heard.toLowerCase().includes(value.trim().toLowerCase())
      ? value.trim()
      : undefined
  return {
    summary: summary.trim().slice(0, MAX_SUMMARY).toWellFormed(),
    callerName: said(callerName),
    wishes: said(wishes)
  }
}

const saidByCaller = (history: readonly Line[]): string =>
  history.flatMap(({ by, text }) => (by === 'caller' ? [text] : [])).join('\n')

async function collect(
  { clock }: Pick<Deps, 'clock'>,
  timeoutMs: number,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => AsyncIterable<string>
): Promise<string> {
  const late = new AbortController()
  const stop = clock.after(timeoutMs, () => late.abort(new Error('the model is late')))
  try {
    let text = ''
    for await (const piece of ask(AbortSignal.any([signal, late.signal]))) text += piece
    return text
  } finally {
    stop()
  }
}
