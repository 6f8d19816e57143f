import { sleep } from '../../lib/clock.ts'
import type { Ear } from './leg.ts'
import { endRecording, recordingUrl, startRecording } from './record.ts'
import { entryAt, type Next, type Stage, speak, type Verb } from './stage.ts'
import type { Element } from './xml.ts'

const BARGE = { speech: true, dtmf: true }

interface Gathering {
  digits: string
  speech: string | undefined
}

/** Collects keys or speech while it speaks and a time after. Source: twilio.com/docs/voice/twiml/gather. */
export const gather: Verb = async (stage, element) => {
  const { world, leg, signal } = stage
  const { attributes, children } = element
  const quiet = new AbortController()
  const got: Gathering = { digits: '', speech: undefined }
  const done = AbortSignal.any([signal, quiet.signal])
  leg.ear = collector(stage, element, got, () => quiet.abort())
  for (const child of children) {
    if (done.aborted) break
    if (child.name === 'Say') await speak({ ...stage, signal: done }, child.text, BARGE)
    else await sleep(world.clock, Number(child.attributes['length'] ?? 1) * 1000, done)
  }
  const timeoutMs = Number(attributes['timeout'] ?? 5) * 1000
  for (let before = Number.NaN; before !== got.digits.length && !done.aborted; ) {
    before = got.digits.length
    await sleep(world.clock, timeoutMs, done)
  }
  leg.ear = undefined
  return signal.aborted ? undefined : afterGather(stage, attributes, got)
}

function collector(stage: Stage, { attributes }: Element, got: Gathering, finish: () => void): Ear {
  const { mouth } = stage.leg
  const input = (attributes['input'] ?? 'dtmf').split(/\s+/)
  const finishOnKey = attributes['finishOnKey'] ?? '#'
  const max = Number(attributes['numDigits'] ?? Number.POSITIVE_INFINITY)
  return {
    starts: () => void (input.includes('speech') && mouth.purge()),
    said(text) {
      if (!input.includes('speech')) return
      got.speech = text
      finish()
    },
    digit(digit) {
      if (!input.includes('dtmf')) return
      mouth.purge()
      if (digit === finishOnKey && got.digits !== '') return finish()
      got.digits += digit
      if (got.digits.length >= max) finish()
    }
  }
}

function afterGather(stage: Stage, attributes: Record<string, string>, { digits, speech }: Gathering): Next {
  const isEmpty = digits === '' && speech === undefined
  if (isEmpty && attributes['actionOnEmptyResult'] !== 'true') return undefined
  return entryAt(stage, attributes['action'] ?? stage.url, {
    ...(speech === undefined ? { Digits: digits } : { SpeechResult: speech, Confidence: '0.9' })
  })
}

/** Takes down what the person says after a tone. Source: twilio.com/docs/voice/twiml/record. */
export const record: Verb = async (stage, { attributes }) => {
  const { world, leg, signal } = stage
  const quiet = new AbortController()
  const done = AbortSignal.any([signal, quiet.signal])
  const recording = startRecording(world, leg, 'RecordVerb', 1)
  let digits = ''
  let heard = 0
  leg.ear = {
    starts: () => undefined,
    said(text) {
      heard++
      leg.note('recorded', text)
    },
    digit(digit) {
      digits = digit
      if ((attributes['finishOnKey'] ?? '1234567890*#').includes(digit)) quiet.abort()
    }
  }
  if (attributes['playBeep'] !== 'false') leg.mouth.pass('(tone)')
  const timeoutMs = Number(attributes['timeout'] ?? 5) * 1000
  for (let before = -1; before !== heard && !done.aborted; ) {
    before = heard
    await sleep(world.clock, timeoutMs, done)
  }
  leg.ear = undefined
  endRecording(world, leg, recording, attributes['recordingStatusCallback'])
  if (heard === 0 && digits === '') return undefined
  return entryAt(stage, attributes['action'] ?? stage.url, {
    RecordingUrl: recordingUrl(world, recording),
    RecordingSid: recording.sid,
    RecordingDuration: String(recording.durationSeconds),
    Digits: leg.over.aborted ? 'hangup' : digits
  })
}
