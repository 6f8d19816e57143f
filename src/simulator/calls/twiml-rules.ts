/** Says what is wrong with the value of an attribute; undefined when nothing is. */
type Check = (value: string) => string | undefined

/** What an element may hold. */
interface Rule {
  attributes: Record<string, Check>
  required?: readonly string[]
  children?: readonly string[]
  /** Whether text may stand in it. */
  text?: boolean
}

const anything: Check = () => undefined
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value) ? undefined : `must be one of ${words.join(', ')}`
const whole =
  (min: number, max: number): Check =>
  (value) =>
    /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max ? undefined : `must be ${min} to ${max}`
const between =
  (min: number, max: number): Check =>
  (value) =>
    Number(value) >= min && Number(value) <= max ? undefined : `must be ${min} to ${max}`
const like =
  (pattern: RegExp, what: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : `must be ${what}`
const listOf =
  (...words: string[]): Check =>
  (value) =>
    value.split(/\s+/).every((word) => words.includes(word)) ? undefined : `must be a list of ${words.join(', ')}`

const flag = oneOf('true', 'false')
const method = oneOf('POST', 'GET')
const url = like(/^\S+$/, 'a URL')
const barge = oneOf('none', 'dtmf', 'speech', 'any', 'true', 'false')
const speechProvider = oneOf('Google', 'Deepgram')
const voiceProvider = oneOf('Google', 'Amazon', 'ElevenLabs', 'Deepgram')
const language = like(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]+)*$/, 'a language tag')
const reports = {
  statusCallback: url,
  statusCallbackMethod: method,
  statusCallbackEvent: listOf('initiated', 'ringing', 'answered', 'completed')
}
const recordingReports = {
  recordingStatusCallback: url,
  recordingStatusCallbackMethod: method,
  recordingStatusCallbackEvent: listOf('in-progress', 'completed', 'absent')
}

/** Elements of a document with all their attributes. Source: twilio.com/docs/voice/twiml and its pages of each verb. */
export const RULES: Record<string, Rule> = {
  Response: {
    attributes: {},
    children: ['Say', 'Play', 'Pause', 'Start', 'Connect', 'Dial', 'Gather', 'Redirect', 'Reject', 'Hangup', 'Record']
  },
  Say: { attributes: { voice: anything, language, loop: whole(0, 1000) }, text: true },
  Play: { attributes: { loop: whole(0, 1000), digits: like(/^[0-9*#wW]+$/, 'keys') }, text: true },
  Pause: { attributes: { length: whole(0, 3600) } },
  Hangup: { attributes: {} },
  Reject: { attributes: { reason: oneOf('rejected', 'busy') } },
  Redirect: { attributes: { method }, text: true },
  Start: { attributes: { action: url, method }, children: ['Recording'] },
  Recording: {
    attributes: {
      ...recordingReports,
      channels: oneOf('mono', 'dual'),
      track: oneOf('inbound', 'outbound', 'both'),
      trim: oneOf('trim-silence', 'do-not-trim')
    }
  },
  Record: {
    attributes: {
      ...recordingReports,
      ...{ action: url, method, timeout: whole(1, 600), maxLength: whole(1, 14_400), playBeep: flag, transcribe: flag },
      ...{ finishOnKey: like(/^[0-9*#]*$/, 'keys'), trim: oneOf('trim-silence', 'do-not-trim') }
    }
  },
  Gather: {
    attributes: {
      ...{
        action: url,
        method,
        timeout: whole(0, 600),
        numDigits: whole(1, 100),
        finishOnKey: like(/^[0-9*#]?$/, 'a key')
      },
      ...{ input: listOf('dtmf', 'speech'), language, hints: anything, actionOnEmptyResult: flag, bargeIn: flag },
      ...{ speechTimeout: like(/^(?:auto|\d+)$/, 'auto or seconds'), speechModel: anything, profanityFilter: flag }
    },
    children: ['Say', 'Play', 'Pause']
  },
  Dial: {
    attributes: {
      ...{ action: url, method, answerOnBridge: flag, callerId: like(/^\+\d{7,15}$/, 'a number'), hangupOnStar: flag },
      ...{ timeLimit: whole(1, 86_400), timeout: whole(5, 600), record: anything, sequential: flag }
    },
    children: ['Number'],
    text: true
  },
  Number: { attributes: { ...reports, url, method, sendDigits: like(/^[0-9*#wW]+$/, 'keys') }, text: true },
  Connect: { attributes: { action: url, method }, children: ['ConversationRelay', 'Stream'] },
  Stream: {
    attributes: { url: like(/^wss:\/\/[^?]+$/, 'wss:// without a query'), name: anything },
    required: ['url'],
    children: ['Parameter']
  },
  ConversationRelay: {
    attributes: {
      url: like(/^wss:\/\/\S+$/, 'wss://'),
      ...{ welcomeGreeting: anything, welcomeGreetingInterruptible: barge, interruptible: barge },
      ...{ language: like(/^(?:multi|[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]+)*)$/, 'a language tag'), ttsLanguage: language },
      ...{ ttsProvider: voiceProvider, voice: anything, transcriptionLanguage: language },
      ...{ transcriptionProvider: speechProvider, speechModel: anything, hints: anything, debug: anything },
      ...{ interruptSensitivity: oneOf('low', 'medium', 'high'), ignoreBackchannel: flag, dtmfDetection: flag },
      ...{ reportInputDuringAgentSpeech: barge, preemptible: flag, partialPrompts: flag, profanityFilter: flag },
      speechTimeout: (value) => (value === 'auto' ? undefined : whole(600, 5000)(value)),
      ...{ eotThreshold: between(0.5, 0.9), deepgramSmartFormat: flag, backgroundNoiseReduction: anything },
      elevenlabsTextNormalization: oneOf('on', 'auto', 'off'),
      ...{ intelligenceService: anything, conversationConfiguration: anything },
      events: listOf('speaker-events', 'tokens-played')
    },
    required: ['url'],
    children: ['Language', 'Parameter']
  },
  Language: {
    attributes: {
      ...{ code: language, ttsProvider: voiceProvider, voice: anything },
      ...{ transcriptionProvider: speechProvider, speechModel: anything }
    },
    required: ['code']
  },
  Parameter: { attributes: { name: anything, value: anything }, required: ['name', 'value'] }
}
