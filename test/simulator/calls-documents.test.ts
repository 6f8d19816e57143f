import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import twilio from 'twilio'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { parseTwiml, type Violation } from '../../src/simulator/calls/twiml.ts'
import { until } from '../helpers/until.ts'
import { CALLER, OURS, phoner, SWIFT } from './phoner.ts'
import { credentials, simulated } from './simulated.ts'

const codeOf = (twiml: string): number | undefined => {
  try {
    parseTwiml(twiml)
    return undefined
  } catch (error) {
    return (error as Violation).code
  }
}
const relay = (attributes: string, inner = '') =>
  `<Response><Connect><ConversationRelay url="wss://a.example/x" ${attributes}>${inner}</ConversationRelay></Connect></Response>`

describe('a document', () => {
  test.each([
    ['text is data', '<Response><Say language="de-DE">5 &lt; 6 &amp; &#39;so&#x27;</Say></Response>'],
    [
      'every attribute of the relay',
      relay(
        'welcomeGreeting="Hi" welcomeGreetingInterruptible="speech" language="en-US" ttsLanguage="en-US" ttsProvider="ElevenLabs" voice="x" transcriptionLanguage="en-US" transcriptionProvider="Deepgram" speechModel="flux" interruptible="any" interruptSensitivity="high" ignoreBackchannel="true" preemptible="true" dtmfDetection="true" reportInputDuringAgentSpeech="any" partialPrompts="true" speechTimeout="900" eotThreshold="0.7" hints="a,b" profanityFilter="true" deepgramSmartFormat="true" elevenlabsTextNormalization="off" events="speaker-events tokens-played" debug="debugging"',
        '<Language code="sv-SE" voice="y"/><Parameter name="a" value=""/>'
      )
    ],
    ['a comment and a declaration', '<?xml version="1.0" encoding="UTF-8"?><!-- x --><Response><Hangup/></Response>']
  ])('is read: %s', (_what, twiml) => {
    expect(codeOf(twiml)).toBeUndefined()
  })

  test.each<[string, number, string]>([
    ['an element that is not there', 12200, '<Response><Shout>x</Shout></Response>'],
    ['an element in the wrong place', 12200, '<Response><Number>+14155550100</Number></Response>'],
    ['an attribute in lower case', 12200, relay('speechtimeout="900"')],
    ['an attribute of the SDK’s spelling', 12200, relay('deepgramsmartformat="true"')],
    ['an attribute of an older page', 12200, relay('interruptByDtmf="true"')],
    ['a value that is none of the documented', 64101, relay('interruptible="maybe"')],
    ['a time out of range', 64101, relay('speechTimeout="100"')],
    ['a threshold out of range', 64101, relay('eotThreshold="0.99"')],
    ['events by another name', 64101, relay('events="tokensPlayed"')],
    [
      'a relay without TLS',
      64101,
      '<Response><Connect><ConversationRelay url="ws://a.example/x"/></Connect></Response>'
    ],
    ['a relay without an address', 64101, '<Response><Connect><ConversationRelay/></Connect></Response>'],
    ['a parameter without a value', 12200, relay('', '<Parameter name="a"/>')],
    ['text where none belongs', 12200, '<Response>hello</Response>'],
    ['another root', 12100, '<Reply/>'],
    ['a byte order mark', 12100, '\uFEFF<Response/>'],
    ['debug output before it', 12100, 'ok<Response/>'],
    ['an ampersand as it is', 12100, '<Response><Say>a & b</Say></Response>'],
    ['an entity of HTML', 12100, '<Response><Say>a&nbsp;b</Say></Response>'],
    ['an attribute given twice', 12100, '<Response><Pause length="1" length="2"/></Response>'],
    ['an element that is not closed', 12100, '<Response><Say>a</Response>'],
    ['two roots', 12100, '<Response/><Response/>'],
    ['nothing', 12100, ''],
    ['more than 64 KB', 11750, `<Response><Say>${'a'.repeat(70_000)}</Say></Response>`]
  ])('is refused: %s', (_what, code, twiml) => {
    expect(codeOf(twiml)).toBe(code)
  })
})

describe('the voice webhook', () => {
  test('is signed over its exact address, so that the vendor’s own check passes, and says who calls', async () => {
    const house = await phoner({ '/voice': '<Response><Say>Hello.</Say></Response>' })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, callerName: 'Ada Ünsafe' })
    await house.over(sid)

    const [asked] = house.at('/voice')
    const signature = String(asked?.headers['x-twilio-signature'])
    expect(twilio.validateRequest(credentials.authToken, signature, `${house.base}/voice`, asked?.form ?? {})).toBe(
      true
    )
    expect(asked?.form).toMatchObject({
      CallSid: sid,
      AccountSid: credentials.accountSid,
      ApiVersion: '2010-04-01',
      CallStatus: 'ringing',
      Direction: 'inbound',
      From: CALLER,
      Caller: CALLER,
      To: OURS,
      Called: OURS,
      CallerName: 'Ada Ünsafe',
      FromCity: 'NEW YORK',
      ToCity: 'SAN FRANCISCO'
    })
    expect(house.course(sid, 'heard')).toEqual([{ text: 'Hello.' }])
    expect(house.find(sid)).toMatchObject({ status: 'completed' })
  })

  test.each<[string, number, (url: string) => string | undefined]>([
    ['fails', 11200, () => undefined],
    ['answers what no carrier understands', 12200, () => '<Response><Say vioce="x">a</Say></Response>']
  ])('that %s ends the call with an apology, and is put down', async (_what, code, document) => {
    const house = await phoner({})
    const text = document(house.base)
    if (text !== undefined) house.documents['/voice'] = text

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.course(sid, 'heard')).toEqual([{ text: expect.stringMatching(/application error/) }])
    expect(house.simulator.violations()).toMatchObject([{ callSid: sid, code }])
  })

  test('that does not answer in time ends the call with an apology; at the vendor that time is 15 seconds', async () => {
    const { simulator } = await simulated({ clock: systemClock, webhookTimeoutMs: 50 })
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    server.on('connection', (socket) => onTestFinished(() => void socket.destroy()))
    simulator.behave(SWIFT)
    const voiceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/voice`
    simulator.hold({ number: OURS, voiceUrl })

    const { sid } = simulator.call({ from: CALLER, to: OURS })
    await until(() => simulator.calls()[0]?.endedAt != null, 'the call is over')

    expect(simulator.violations()).toMatchObject([{ callSid: sid, code: 11200 }])
  })

  test('whose document rejects the call leaves it unanswered', async () => {
    const house = await phoner({ '/voice': '<Response><Reject reason="busy"/></Response>' })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.find(sid)).toMatchObject({ status: 'busy', answeredAt: null })
  })

  test('may lead to another document, also by a relative address', async () => {
    const house = await phoner({
      '/voice': '<Response><Redirect>voice-next?a=b&amp;c=d</Redirect><Say>Never.</Say></Response>',
      '/voice-next?a=b&c=d': '<Response><Say>Here.</Say><Hangup/><Say>Never.</Say></Response>'
    })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.course(sid, 'heard')).toEqual([{ text: 'Here.' }])
  })
})

describe('keys and messages', () => {
  const menu =
    '<Response><Gather action="/voice/pressed" numDigits="1" timeout="5"><Say>Press one.</Say></Gather><Say>Nothing.</Say></Response>'

  test('a menu is told what was pressed', async () => {
    const house = await phoner({
      '/voice': menu,
      '/voice/pressed': ({ form }) => `<Response><Say>${form['Digits']}!</Say></Response>`
    })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script: [{ press: '1' }] })
    await house.over(sid)

    expect(house.course(sid, 'heard')).toEqual([{ text: 'Press one.' }, { text: '1!' }])
  })

  test('a menu in which nobody presses anything falls through', async () => {
    const house = await phoner({ '/voice': menu.replace('timeout="5"', 'timeout="0"') })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.course(sid, 'heard')).toEqual([{ text: 'Press one.' }, { text: 'Nothing.' }])
  })

  test('a message is taken down after the tone, and its sound can be fetched', async () => {
    const house = await phoner(
      {
        '/voice': '<Response><Say>Speak.</Say><Record action="/voice/recorded" finishOnKey="#"/></Response>',
        '/voice/recorded': '<Response><Say>Thanks.</Say></Response>'
      },
      undefined,
      SWIFT
    )

    const script = [{ say: 'It is me.' }, { press: '#', now: true }]
    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script })
    await house.over(sid)

    const form = house.at('/voice/recorded')[0]?.form
    expect(form).toMatchObject({ RecordingSid: expect.stringMatching(/^RE[0-9a-f]{32}$/), Digits: '#' })
    expect(house.course(sid, 'recorded')).toEqual(['It is me.'])
    expect(form?.['RecordingUrl']).toContain(`/Recordings/${form?.['RecordingSid']}`)
  })
})
