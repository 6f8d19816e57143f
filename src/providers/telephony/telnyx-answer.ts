import type { CallDocument, CallStep, RelaySpec } from '../contracts.ts'
import { withoutRegion, withRegion } from './call-language.ts'
import { asSpeech, type CallElement, callDocument, element } from './call-xml.ts'

type Step<D extends CallStep['do']> = Extract<CallStep, { do: D }>

/**
 * The TeXML of what is to be done on a call, with the attributes that Telnyx documents and none else.
 * Source: https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs and, for what a number is dialled with,
 * github.com/team-telnyx/telnyx-skills, references/texml-verbs.md of its guide for Twilio users; both as of 2026-11-20.
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
      { action: actionUrl, input: 'dtmf', numDigits: digits, timeout: within(timeoutSeconds, 1, 120) },
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
  voice: voiceNamed(voiceId),
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

/** What nobody else speaks is spoken by the one voice to which the language applies; the usual one is American whatever it reads. */
const say = (text: string, language: string, voiceId?: string): CallElement =>
  element('Say', { language: withRegion(language), voice: voiceNamed(voiceId) ?? 'alice' }, asSpeech(text))

/** A voice as Telnyx names it, its maker first; those of other carriers mean nothing here. Source: https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs/say */
const voiceNamed = (voiceId = ''): string | undefined =>
  /^(?:Polly|AWS\.Polly|Azure|Telnyx|Resemble|Minimax|Rime|Inworld)\.\S+$/.test(voiceId) ? voiceId : undefined
