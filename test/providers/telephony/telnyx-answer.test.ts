import { describe, expect, test } from 'vitest'
import type { CallStep } from '../../../src/providers/contracts.ts'
import { texml } from '../../../src/providers/telephony/telnyx-answer.ts'
import { type Element, parseXml } from '../../../src/simulator/calls/xml.ts'
import { HOSTILE, RELAY, STEPS } from './call-documents.ts'

/** What Telnyx documents for each element. Source: https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs; Number: github.com/team-telnyx/telnyx-skills, references/texml-verbs.md. */
const DOCUMENTED: Record<string, readonly string[]> = {
  Response: [],
  Say: ['voice', 'language'],
  Play: [],
  Pause: ['length'],
  Start: [],
  Recording: ['recordingStatusCallback', 'recordingStatusCallbackMethod', 'recordingStatusCallbackEvent'],
  Connect: ['action'],
  ConversationRelay: [
    ...['url', 'welcomeGreeting', 'voice', 'language', 'transcriptionProvider', 'interruptible'],
    ...['welcomeGreetingInterruptible', 'dtmfDetection']
  ],
  Dial: ['action', 'method', 'callerId', 'timeout', 'timeLimit'],
  Number: ['url', 'method', 'statusCallback', 'statusCallbackMethod', 'statusCallbackEvent'],
  Gather: ['action', 'input', 'numDigits', 'timeout'],
  Redirect: ['method'],
  Reject: ['reason'],
  Hangup: []
}

const documentOf = (...steps: CallStep[]): Element => parseXml(texml(steps).payload)
const all = (element: Element): Element[] => [element, ...element.children.flatMap(all)]

test.each(Object.values(STEPS))('the step $do is written with documented attributes and none else', (step) => {
  for (const { name, attributes } of all(documentOf(step)))
    for (const attribute of Object.keys(attributes)) expect(DOCUMENTED[name], name).toContain(attribute)
})

test('a relay has its action, what it greets with and the language without its region', () => {
  expect(documentOf(STEPS.relay).children).toMatchObject([{ name: 'Connect', attributes: { action: RELAY.actionUrl } }])
  expect(documentOf(STEPS.relay).children[0]?.children).toMatchObject([
    {
      name: 'ConversationRelay',
      attributes: {
        ...{ url: RELAY.socketUrl, welcomeGreeting: RELAY.greeting, welcomeGreetingInterruptible: 'none' },
        ...{ language: 'de', interruptible: 'any', dtmfDetection: 'true' }
      }
    }
  ])
})

test.each([
  ['Polly.Vicki-Neural', 'Polly.Vicki-Neural', 'Polly.Vicki-Neural'],
  ['Telnyx.KokoroTTS.af', 'Telnyx.KokoroTTS.af', 'Telnyx.KokoroTTS.af'],
  ['21m00Tcm4TlvDq8ikWAM', undefined, 'alice'],
  ['en-US-Chirp3-HD-Aoede', undefined, 'alice'],
  ['', undefined, 'alice']
])('the voice %j is %j of a relay, and what is read out is spoken by %j, in its language', (voiceId, relayed, said) => {
  const [connect, say] = documentOf(
    { do: 'relay', relay: { ...RELAY, voiceId } },
    { ...STEPS.say, language: 'de', voiceId }
  ).children

  expect(connect?.children[0]?.attributes['voice']).toBe(relayed)
  expect(say?.attributes).toEqual({ language: 'de-DE', voice: said })
})

test('a question that nobody answers by a key is followed by its action all the same', () => {
  expect(documentOf(STEPS.gather).children).toMatchObject([
    { name: 'Gather', attributes: { action: STEPS.gather.actionUrl, numDigits: '1', timeout: '8' } },
    { name: 'Redirect', text: STEPS.gather.actionUrl }
  ])
})

test.each([
  [
    { ringSeconds: 1, limitSeconds: 1 },
    { timeout: '5', timeLimit: '60' }
  ],
  [
    { ringSeconds: 600, limitSeconds: 86_400 },
    { timeout: '120', timeLimit: '14400' }
  ]
])('a dialled leg of %j is kept within what Telnyx takes', (asked, given) => {
  expect(documentOf({ ...STEPS.dial, ...asked }).children[0]?.attributes).toMatchObject(given)
})

describe.each(HOSTILE)('the text %j', (text) => {
  test('stays data wherever it stands', () => {
    const shape = ({ name, children }: Element): unknown => [name, children.map(shape)]
    const hostile = documentOf(
      { ...STEPS.say, text },
      { ...STEPS.dial, number: text, callerId: text },
      { do: 'relay', relay: { ...RELAY, greeting: text, voiceId: text, socketUrl: text } }
    )

    expect(shape(hostile)).toEqual(shape(documentOf(STEPS.say, STEPS.dial, STEPS.relay)))
    expect(hostile.children[0]?.text).not.toMatch(/[<>]/)
  })
})
