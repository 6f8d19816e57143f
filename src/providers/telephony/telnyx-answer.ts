import type { CallDocument, CallStep, RelaySpec } from '../contracts.ts'
import { withoutRegion, withRegion } from './call-language.ts'
import { asSpeech, type CallElement, callDocument, element } from './call-xml.ts'

type Step<D extends CallStep['do']> = Extract<CallStep, { do: D }>

/**
 * The TeXML of what is to be done on a call, with the attributes that Telnyx documents and none else.
 * Source: https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs
 */
export const texml = (steps: readonly CallStep[]): CallDocument =>
  callDocument(steps.flatMap((step) => (VERBS[step.do] as (step: CallStep) => CallElement[])(step)))

const POST = 'POST'

const VERBS: { [D in CallStep['do']]: (step: Step<D>) => CallElement[] } = {
  say: ({ text, language, voiceId }) => [say(text, language, voiceId)],
  play: ({ url }) => [element('Play', {}, url)],
  pause: ({ seconds }) => [element('Pause', { length: within(seconds, 1, 180) })],
  record: ({ statusUrl }) => [element('Start', {}, element('Recording', recording(statusUrl)))],
  relay: ({ relay }) => [element('Connect', { action: relay.actionUrl }, element('ConversationRelay', relayed(relay)))],
  dial: (step) => [
    element(
      'Dial',
      {
        action: step.actionUrl,
        method: POST,
        callerId: step.callerId,
        timeout: within(step.ringSeconds, 5, 120),
        timeLimit: within(step.limitSeconds, 60, 14_400)
      },
      element('Number', called(step), step.number)
    )
  ],
  gather: ({ actionUrl, text, language, digits, timeoutSeconds }) => [
    element(
      'Gather',
      { action: actionUrl, input: 'dtmf', maxDigits: digits, timeout: within(timeoutSeconds, 1, 120) },
      say(text, language)
    ),
    // Where nothing was pressed, the next verb is what happens.
    redirect(actionUrl)
  ],
  redirect: ({ url }) => [redirect(url)],
  reject: ({ reason }) => [element('Reject', { reason })],
  hangup: () => [element('Hangup')]
}

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, Math.round(value)))

const redirect = (url: string) => element('Redirect', { method: POST }, url)

/** Source: https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs/recording */
const recording = (statusUrl: string) => ({
  recordingStatusCallback: statusUrl,
  recordingStatusCallbackMethod: POST,
  recordingStatusCallbackEvent: 'completed absent'
})

/** A language is written without its region here. Source: https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs/conversationrelay */
const relayed = ({ socketUrl, language, voiceId, greeting, greetingInterruptible }: RelaySpec) => ({
  url: socketUrl,
  welcomeGreeting: greeting === undefined ? undefined : asSpeech(greeting) || undefined,
  welcomeGreetingInterruptible: greetingInterruptible ? 'any' : 'none',
  voice: voiceId || undefined,
  language: withoutRegion(language),
  interruptible: 'any',
  dtmfDetection: true
})

const called = ({ whisperUrl, statusUrl }: Step<'dial'>) => ({
  ...(whisperUrl !== undefined && { url: whisperUrl, method: POST }),
  ...(statusUrl !== undefined && {
    statusCallback: statusUrl,
    statusCallbackMethod: POST,
    statusCallbackEvent: 'initiated ringing answered completed'
  })
})

const say = (text: string, language: string, voiceId?: string): CallElement =>
  element('Say', { language: withRegion(language), voice: voiceId || undefined }, asSpeech(text))
