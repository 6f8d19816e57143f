import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CallStep } from '../../../src/providers/contracts.ts'
import { twiml } from '../../../src/providers/telephony/twilio-answer.ts'
import { type Element, parseXml } from '../../../src/simulator/calls/xml.ts'
import { HOSTILE, RELAY, STEPS } from './call-documents.ts'

const documentOf = (...steps: CallStep[]): Element => parseXml(twiml(steps).payload)
const first = (step: CallStep): Element | undefined => documentOf(step).children[0]

test('a document is XML that begins with its declaration', () => {
  const { type, payload } = twiml([{ do: 'hangup' }])

  expect(type).toBe('text/xml')
  expect(payload).toBe('<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>')
})

test('steps keep their order', () => {
  const { children } = documentOf(STEPS.record, STEPS.say, STEPS.relay)

  expect(children.map(({ name }) => name)).toEqual(['Start', 'Say', 'Connect'])
})

test('a relay has its action, what it greets with, and asks for all that is known of what was heard', () => {
  const connect = first(STEPS.relay)

  expect(connect?.attributes).toEqual({ action: RELAY.actionUrl, method: 'POST' })
  expect(connect?.children).toMatchObject([
    {
      name: 'ConversationRelay',
      attributes: {
        url: RELAY.socketUrl,
        welcomeGreeting: RELAY.greeting,
        welcomeGreetingInterruptible: 'none',
        language: 'de-AT',
        ttsProvider: 'ElevenLabs',
        voice: '21m00Tcm4TlvDq8ikWAM',
        interruptible: 'any',
        reportInputDuringAgentSpeech: 'any',
        dtmfDetection: 'true',
        events: 'speaker-events tokens-played',
        hints: 'Ada,Kerbl  Josef'
      }
    }
  ])
})

test('a relay that has nothing of its own says nothing of it', () => {
  const relay = {
    ...{ socketUrl: RELAY.socketUrl, actionUrl: RELAY.actionUrl },
    ...{ language: 'he', greeting: '', greetingInterruptible: true }
  }

  expect(first({ do: 'relay', relay })?.children[0]?.attributes).toEqual({
    url: RELAY.socketUrl,
    welcomeGreetingInterruptible: 'any',
    language: 'he-IL',
    interruptible: 'any',
    reportInputDuringAgentSpeech: 'any',
    dtmfDetection: 'true',
    events: 'speaker-events tokens-played'
  })
})

test.each([
  ['21m00Tcm4TlvDq8ikWAM', 'ElevenLabs', '21m00Tcm4TlvDq8ikWAM', undefined],
  [
    'UgBBYS2sOqTuMpoF3BR0-flash_v2_5-1.2_0.6_0.8',
    'ElevenLabs',
    'UgBBYS2sOqTuMpoF3BR0-flash_v2_5-1.2_0.6_0.8',
    undefined
  ],
  ['en-US-Chirp3-HD-Aoede', 'Google', 'en-US-Chirp3-HD-Aoede', 'Google.en-US-Chirp3-HD-Aoede'],
  ['Google.he-IL-Standard-A', 'Google', 'he-IL-Standard-A', 'Google.he-IL-Standard-A'],
  ['Joanna-Neural', 'Amazon', 'Joanna-Neural', 'Polly.Joanna-Neural'],
  ['Polly.Amy', 'Amazon', 'Amy', 'Polly.Amy']
])('the voice %s is one of %s', (voiceId, ttsProvider, voice, said) => {
  expect(first({ do: 'relay', relay: { ...RELAY, voiceId } })?.children[0]?.attributes).toMatchObject({
    ttsProvider,
    voice
  })
  expect(first({ do: 'say', text: 'Hello', language: 'en', voiceId })?.attributes['voice']).toBe(said)
})

test('a recording runs beside what follows, and is reported', () => {
  expect(first(STEPS.record)).toMatchObject({
    name: 'Start',
    children: [
      {
        name: 'Recording',
        attributes: {
          recordingStatusCallback: STEPS.record.statusUrl,
          recordingStatusCallbackMethod: 'POST',
          recordingStatusCallbackEvent: 'completed absent'
        }
      }
    ]
  })
})

test('a dialled person hears the whisper first, and both legs are bounded', () => {
  expect(first(STEPS.dial)).toMatchObject({
    attributes: {
      ...{ action: STEPS.dial.actionUrl, method: 'POST', callerId: '+14155550100' },
      ...{ timeout: '20', timeLimit: '600' }
    },
    children: [
      {
        name: 'Number',
        text: '+14155550199',
        attributes: {
          ...{ url: STEPS.dial.whisperUrl, method: 'POST' },
          ...{ statusCallback: STEPS.dial.statusUrl, statusCallbackEvent: 'initiated ringing answered completed' }
        }
      }
    ]
  })
  const { whisperUrl: _whisper, statusUrl: _status, ...plain } = STEPS.dial
  expect(first(plain)?.children[0]?.attributes).toEqual({})
})

test('a question by keys is asked of the action even when nothing is pressed', () => {
  expect(first(STEPS.gather)).toMatchObject({
    attributes: { action: STEPS.gather.actionUrl, numDigits: '1', timeout: '8', actionOnEmptyResult: 'true' },
    children: [{ name: 'Say', text: 'Press 1 to take the call.', attributes: { language: 'en-US' } }]
  })
})

test.each([
  ['de', 'de-DE'],
  ['pt', 'pt-BR'],
  ['es-MX', 'es-MX'],
  ['zh-Hant-TW', 'zh-TW'],
  ['not a language', 'not a language']
])('what is spoken in %s is asked for as %s', (language, asked) => {
  expect(first({ do: 'say', text: 'x', language })?.attributes['language']).toBe(asked)
})

describe.each(HOSTILE)('the text %j', (text) => {
  const shape = ({ name, attributes, children }: Element): unknown => [
    name,
    Object.keys(attributes),
    children.map(shape)
  ]
  const harmless = 'harmless'

  test.each<[string, (value: string) => CallStep]>([
    ['greeting', (greeting) => ({ do: 'relay', relay: { ...RELAY, greeting } })],
    ['hint', (hint) => ({ do: 'relay', relay: { ...RELAY, hints: [hint] } })],
    ['voice', (voiceId) => ({ do: 'relay', relay: { ...RELAY, voiceId } })],
    ['socket URL', (socketUrl) => ({ do: 'relay', relay: { ...RELAY, socketUrl } })],
    ['announcement', (said) => ({ ...STEPS.say, text: said })],
    ['language', (language) => ({ ...STEPS.say, language })],
    ['played URL', (url) => ({ do: 'play', url })],
    ['number', (number) => ({ ...STEPS.dial, number })],
    ['caller id', (callerId) => ({ ...STEPS.dial, callerId })],
    ['redirect', (url) => ({ do: 'redirect', url })],
    ['question', (said) => ({ ...STEPS.gather, text: said })]
  ])('stays data as a %s', (_name, step) => {
    expect(shape(documentOf(step(text)))).toEqual(shape(documentOf(step(harmless))))
  })

  test('is spoken without markup that a voice would obey', () => {
    const said = first({ ...STEPS.say, text })?.text ?? ''
    const greeted = first({ do: 'relay', relay: { ...RELAY, greeting: text } })?.children[0]?.attributes

    expect(said).not.toMatch(/[<>]/)
    expect(greeted?.['welcomeGreeting']).not.toMatch(/[<>]/)
  })
})

test('the longest message for a voicemail box fits into a document that is brought to a live call', () => {
  const text = 'It\'s "ready" \n'.repeat(100).slice(0, 1000)

  expect(twiml([{ ...STEPS.say, text }, STEPS.hangup]).payload.length).toBeLessThan(1300)
})

test('whatever a text holds, a parser finds it again, less what XML cannot hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (url) => {
      const kept = [...url].filter((one) => /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]$/u.test(one))
      expect(first({ do: 'play', url })?.text ?? '').toBe(kept.join(''))
    }),
    { numRuns: 100 }
  )
})

const folder = process.env['VENDOR_CONTRACTS_DIR']

describe.skipIf(folder === undefined)('against the contracts of VENDOR_CONTRACTS_DIR', () => {
  test('every attribute of the relay is spelled as documented, with a value that is allowed', () => {
    const { twiml: rules } = JSON.parse(readFileSync(`${folder}/twilio-conversationrelay.json`, 'utf8'))
    const [connect] = documentOf(STEPS.relay).children
    const [relay] = connect?.children ?? []

    expect(Object.keys(rules.connect.attributes)).toEqual(
      expect.arrayContaining(Object.keys(connect?.attributes ?? {}))
    )
    for (const [name, value] of Object.entries(relay?.attributes ?? {})) {
      const rule = rules.conversationRelay.attributes[name]
      expect(rule, name).toBeDefined()
      if (rule.enum) expect(rule.enum, name).toContain(value)
      if (rule.pattern) expect(value, name).toMatch(new RegExp(rule.pattern))
      if (rule.tokens) expect(rule.tokens, name).toEqual(expect.arrayContaining(value.split(' ')))
    }
  })
})
