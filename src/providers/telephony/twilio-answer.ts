import type { CallDocument, CallStep, RelaySpec } from '../contracts.ts'
import { withRegion } from './call-language.ts'
import { asSpeech, type CallElement, callDocument, element } from './call-xml.ts'

type Step<D extends CallStep['do']> = Extract<CallStep, { do: D }>

/**
 * The TwiML of what is to be done on a call. Attributes are spelled as they are documented, for Twilio ignores others in
 * silence. Source: https://www.twilio.com/docs/voice/twiml
 */
export const twiml = (steps: readonly CallStep[]): CallDocument =>
  callDocument(steps.map((step) => (VERBS[step.do] as (step: CallStep) => CallElement)(step)))

const POST = 'POST'
const EVENTS = 'initiated ringing answered completed'

const VERBS: { [D in CallStep['do']]: (step: Step<D>) => CallElement } = {
  say: ({ text, language, voiceId }) => say(text, language, voiceId),
  play: ({ url }) => element('Play', {}, url),
  pause: ({ seconds }) => element('Pause', { length: Math.max(1, Math.round(seconds)) }),
  record: ({ statusUrl }) => element('Start', {}, element('Recording', recording(statusUrl))),
  relay: ({ relay }) =>
    element('Connect', { action: relay.actionUrl, method: POST }, element('ConversationRelay', relayed(relay))),
  dial: (step) =>
    element(
      'Dial',
      {
        action: step.actionUrl,
        method: POST,
        callerId: step.callerId,
        timeout: step.ringSeconds,
        timeLimit: step.limitSeconds
      },
      element('Number', called(step), step.number)
    ),
  gather: ({ actionUrl, text, language, digits, timeoutSeconds }) =>
    element(
      'Gather',
      {
        action: actionUrl,
        method: POST,
        input: 'dtmf',
        numDigits: digits,
        timeout: timeoutSeconds,
        actionOnEmptyResult: true
      },
      say(text, language)
    ),
  redirect: ({ url }) => element('Redirect', { method: POST }, url),
  reject: ({ reason }) => element('Reject', { reason }),
  hangup: () => element('Hangup')
}

/** A call with a relay is recorded in this way only. Source: https://www.twilio.com/docs/voice/twiml/recording */
const recording = (statusUrl: string) => ({
  recordingStatusCallback: statusUrl,
  recordingStatusCallbackMethod: POST,
  recordingStatusCallbackEvent: 'completed absent'
})

/**
 * Voice and transcription of a language are Twilio's choice where the agent has none. What the caller says is reported
 * while we speak, and what he heard of it. Source: https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
 */
function relayed({ socketUrl, language, voiceId, greeting, greetingInterruptible, hints }: RelaySpec) {
  const voice = voiceId === undefined || voiceId === '' ? undefined : voiceOf(voiceId)
  return {
    url: socketUrl,
    welcomeGreeting: greeting === undefined ? undefined : asSpeech(greeting) || undefined,
    welcomeGreetingInterruptible: greetingInterruptible ? 'any' : 'none',
    language: withRegion(language),
    ttsProvider: voice?.provider,
    voice: voice?.name,
    interruptible: 'any',
    reportInputDuringAgentSpeech: 'any',
    dtmfDetection: true,
    events: 'speaker-events tokens-played',
    hints: hints?.length ? hints.map((hint) => hint.replaceAll(',', ' ')).join(',') : undefined
  }
}

/** Source: https://www.twilio.com/docs/voice/twiml/number */
const called = ({ whisperUrl, statusUrl }: Step<'dial'>) => ({
  ...(whisperUrl !== undefined && { url: whisperUrl, method: POST }),
  ...(statusUrl !== undefined && {
    statusCallback: statusUrl,
    statusCallbackMethod: POST,
    statusCallbackEvent: EVENTS
  })
})

function say(text: string, language: string, voiceId?: string): CallElement {
  const voice = voiceId === undefined || voiceId === '' ? undefined : voiceOf(voiceId)
  const prefix = voice && SAY_PREFIXES[voice.provider]
  return element(
    'Say',
    { language: withRegion(language), voice: prefix && voice && `${prefix}${voice.name}` },
    asSpeech(text)
  )
}

/** Who has a voice `<Say>` can use, and how it is named there. Source: https://www.twilio.com/docs/voice/twiml/say/text-speech */
const SAY_PREFIXES: Partial<Record<string, string>> = { Google: 'Google.', Amazon: 'Polly.' }

/**
 * Whose voice an id names: Google writes the language first, Amazon a first name, ElevenLabs an id of 20 characters with
 * a model behind it if one is chosen. Source: https://www.twilio.com/docs/voice/conversationrelay/voice-configuration
 */
function voiceOf(voiceId: string): { provider: 'Google' | 'Amazon' | 'ElevenLabs'; name: string } {
  const named = voiceId.replace(/^(?:Google|Polly)\./, '')
  if (voiceId.startsWith('Google.') || /^[a-z]{2,3}-[A-Z]{2}-/.test(voiceId)) return { provider: 'Google', name: named }
  if (voiceId.startsWith('Polly.') || /^[A-Z][a-z]+(?:-(?:Neural|Generative))?$/.test(voiceId))
    return { provider: 'Amazon', name: named }
  return { provider: 'ElevenLabs', name: voiceId }
}
