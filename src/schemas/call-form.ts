import type { CallState } from './call.ts'

/** Source: twilio.com/docs/voice/api/call-resource#call-status-values; call progress events say `answered` as well. */
const STATES: Record<string, CallState> = {
  queued: 'initiated',
  initiated: 'initiated',
  ringing: 'ringing',
  answered: 'in-progress',
  'in-progress': 'in-progress',
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
  canceled: 'canceled'
}

/** Our name of a state that a carrier names; undefined for a word that we do not know. */
export const callStateOf = (word: string | undefined): CallState | undefined =>
  word !== undefined && Object.hasOwn(STATES, word) ? STATES[word] : undefined

/** A number as forms hold it; undefined for anything else. */
export const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
