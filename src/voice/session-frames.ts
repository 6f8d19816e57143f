import { isFarewell } from './goodbye.ts'
import { withLine } from './history.ts'
import type { Frame, Heard } from './protocol.ts'
import { endNow } from './session-ending.ts'
import { onInterrupt } from './session-interruption.ts'
import { hear } from './session-turns.ts'
import { note, type Work } from './session-work.ts'
import { onAgentSpeaking, onPlayed } from './speaking.ts'

type Prompt = Extract<Frame, { type: 'prompt' }>

const MAX_MALFORMED = 50
const DIGITS_PAUSE_MS = 1_500

/** Takes what the carrier sent; frames that are of no use change nothing. */
export function onFrame(work: Work, frame: Heard): void {
  if (frame.type === 'prompt') onPrompt(work, frame)
  else if (frame.type === 'interrupt') onCutShort(work, frame.utteranceUntilInterrupt)
  else if (frame.type === 'dtmf') onDigit(work, frame.digit)
  else if (frame.type === 'info') onInfo(work, frame.name, frame.value)
  else if (frame.type === 'error') note(work, 'vendor-error')
  else if (frame.type === 'malformed') onMalformed(work)
}

function callerActs({ s, nowMs }: Work): void {
  s.quietSince = nowMs
  s.unansweredSilences = 0
}

function onCutShort(work: Work, utterance = ''): void {
  callerActs(work)
  onInterrupt(work, utterance)
}

function onPrompt(work: Work, { voicePrompt, lang, last = true }: Prompt): void {
  const { s } = work
  callerActs(work)
  if (!last) return
  s.callerSpeakingSince = undefined
  const text = voicePrompt.trim()
  if (s.ending && !(s.ending.by === 'goodbye' && text !== '' && !isFarewell(text))) {
    s.history = withLine(s.history, 'caller', text)
    s.cutAt = undefined
    return
  }
  const digits = s.digits?.pressed
  s.digits = undefined
  if (text === '' && digits === undefined) return
  hear(work, { kind: text === '' ? 'dtmf' : 'utterance', text: text === '' ? undefined : text, digits, lang })
}

function onDigit(work: Work, digit: string): void {
  const { s, nowMs } = work
  callerActs(work)
  if (s.ending && s.ending.by !== 'goodbye') return
  const pressed = s.digits?.pressed ?? ''
  s.digits = { pressed: pressed + digit, dueAt: nowMs + DIGITS_PAUSE_MS }
  if (digit === '#') endDigits(work)
}

/** What was pressed is a turn; `#` only closes it, unless it is all. */
export function endDigits(work: Work): void {
  const pressed = work.s.digits?.pressed
  work.s.digits = undefined
  if (pressed === undefined) return
  hear(work, { kind: 'dtmf', digits: pressed.length > 1 && pressed.endsWith('#') ? pressed.slice(0, -1) : pressed })
}

function onInfo(work: Work, name: string, value: string): void {
  const { s, nowMs } = work
  if (name === 'tokensPlayed') onPlayed(work, value)
  if (name === 'agentSpeaking') onAgentSpeaking(work, value === 'on')
  if (name !== 'clientSpeaking') return
  callerActs(work)
  s.callerSpeakingSince = value === 'on' ? nowMs : undefined
}

function onMalformed(work: Work): void {
  const { s } = work
  note(work, 'malformed')
  s.malformed += 1
  if (s.malformed > MAX_MALFORMED) endNow(work, 'error')
}
