import { withLine } from './history.ts'
import { endCall } from './session-ending.ts'
import type { SessionCommand } from './session-state.ts'
import { note, send, type Work } from './session-work.ts'

/** What carriers can press. Source: twilio.com/docs/voice/conversationrelay/websocket-messages. */
const DIGITS = /^[0-9w#*]+$/
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/

/** Does what an agent, an operator or the server wants; what makes no sense is refused. */
export function onCommand(work: Work, command: SessionCommand): void {
  const ending = work.s.ending
  if (command.do === 'end' || command.do === 'handOff') endCall(work, command)
  else if (ending && ending.by !== 'goodbye') note(work, 'refused')
  else if (command.do === 'digits') press(work, command.digits)
  else speak(work, command.language)
}

function press(work: Work, digits: string): void {
  if (!DIGITS.test(digits)) {
    note(work, 'refused')
    return
  }
  work.s.history = withLine(work.s.history, 'agent', `[${digits}]`)
  send(work, { type: 'sendDigits', digits })
}

function speak(work: Work, language: string): void {
  if (!LANGUAGE.test(language)) {
    note(work, 'refused')
    return
  }
  work.s.language = language
  send(work, { type: 'language', ttsLanguage: language, transcriptionLanguage: language })
}
