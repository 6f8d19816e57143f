import { sleep } from '../../lib/clock.ts'
import { endRecording, startRecording } from './record.ts'
import { entryAt, type Stage, speak, type Verb } from './stage.ts'
import { Violation } from './twiml.ts'
import { violate } from './violate.ts'

/** How long a played file lasts, in characters of speech. */
const FILE_CHARS = 20
const PAUSE_SECONDS = 1

/** Source: twilio.com/docs/voice/twiml/say. */
export const say: Verb = async (stage, { text, attributes }) => {
  for (let times = Number(attributes['loop'] ?? 1); times > 0; times--) await speak(stage, text)
  return undefined
}

/** Plays a file, which is fetched, or keys. Source: twilio.com/docs/voice/twiml/play. */
export const play: Verb = async (stage, { text, attributes }) => {
  const { world, leg, signal } = stage
  const { digits } = attributes
  if (digits !== undefined) leg.mouth.passDigits(digits)
  const url = text.trim()
  if (url === '') return undefined
  const fetched = await world.fetcher.get(url).catch(() => undefined)
  leg.note('played', { url, status: fetched?.status ?? null, type: fetched?.type, bytes: fetched?.bytes })
  if (!fetched || fetched.status >= 300) throw new Violation(11200, `${url} answered ${fetched?.status ?? 'nothing'}`)
  if (!fetched.type.startsWith('audio/')) throw new Violation(12300, `${fetched.type} is no sound`)
  await sleep(world.clock, FILE_CHARS * world.behaviour.speechMsPerChar, signal)
  leg.mouth.pass(`(sound of ${url})`)
  return undefined
}

/** Source: twilio.com/docs/voice/twiml/pause. */
export const pause: Verb = async ({ world, signal }, { attributes }) => {
  await sleep(world.clock, Number(attributes['length'] ?? PAUSE_SECONDS) * 1000, signal)
  return undefined
}

/** Source: twilio.com/docs/voice/twiml/redirect. */
export const redirect: Verb = async (stage, { text }) => entryAt(stage, text.trim())

/** Source: twilio.com/docs/voice/twiml/hangup. */
export const hangup: Verb = async ({ world, leg }) => {
  world.switchboard.end(leg, 'completed')
  return 'end'
}

/** Only a call that is not answered can be rejected. Source: twilio.com/docs/voice/twiml/reject. */
export const reject: Verb = async ({ world, leg }, { attributes }) => {
  const isRinging = leg.call.status === 'ringing'
  if (!isRinging) violate(world, leg, new Violation(12200, 'Reject on a call that was answered'))
  world.switchboard.end(leg, isRinging ? (attributes['reason'] === 'busy' ? 'busy' : 'no-answer') : 'completed')
  return 'end'
}

/** Records the whole call beside whatever comes next. Source: twilio.com/docs/voice/twiml/recording. */
export const start: Verb = async (stage, { children }) => {
  const { world, leg } = stage
  for (const { attributes } of children) {
    const recording = startRecording(world, leg, 'StartCallRecordingAPI', attributes['channels'] === 'dual' ? 2 : 1)
    const callback = attributes['recordingStatusCallback']
    const events = attributes['recordingStatusCallbackEvent']?.split(' ') ?? ['completed']
    const target = callback !== undefined && events.includes('completed') ? absolute(stage, callback) : undefined
    leg.over.addEventListener('abort', () => {
      // The sound is there some time after the call.
      world.later(world.behaviour.actionDelayMs * 2, () => endRecording(world, leg, recording, target))
    })
  }
  return undefined
}

function absolute(stage: Stage, target: string): string {
  const entry = entryAt(stage, target)
  return 'url' in entry ? entry.url : target
}
