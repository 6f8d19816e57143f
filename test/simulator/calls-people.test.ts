import { describe, expect, test } from 'vitest'
import { ANYBODY, dialler } from './dialler.ts'
import { echo, OURS } from './phoner.ts'
import { credentials, simulated } from './simulated.ts'

const MENU = 'Welcome. For opening hours, press 1. To speak to somebody, press 2.'

describe('a call that is placed', () => {
  test('is answered by anybody, who says hello, answers three times, says goodbye and hangs up', async () => {
    const house = await dialler()

    const sid = await house.place(ANYBODY)
    await house.ended(sid)

    expect(house.said(sid)).toEqual([
      'Hello?',
      'Got it, thanks! You wrote: "Hello, this is a test."',
      expect.stringMatching(/^Got it, thanks!/),
      expect.stringMatching(/^Got it, thanks!/),
      'Thank you, that is all. Goodbye.'
    ])
    expect(house.heard(sid).at(-1)).toBe('You said: Thank you, that is all. Goodbye.')
    expect(house.simulator.violations()).toEqual([])
  })

  test.each([
    ['0006 is busy', '+15550100006', 'busy', '486'],
    ['0005 cannot be reached', '+15550100005', 'failed', '404'],
    ['0011 does not answer', '+15550100011', 'no-answer', '487']
  ])('%s: nobody asks for a document', async (_who, to, status, code) => {
    const house = await dialler()

    const sid = await house.place(to, { timeout: 0.01 })
    await house.ended(sid)

    expect(house.reports().at(-1)).toMatchObject({ CallStatus: status, CallDuration: '0', SipResponseCode: code })
    expect(house.at('/voice')).toEqual([])
  })

  test('0001 answers and says nothing', async () => {
    const house = await dialler()

    const sid = await house.place('+15550100001', { timeLimit: 0.2 })
    await house.ended(sid)

    expect(house.heard(sid)).toEqual(['Hello, this is a test.'])
    expect(house.said(sid)).toEqual([])
  })

  test('0007 is a voicemail box: it is detected at its tone, and keeps what is said after it', async () => {
    const house = await dialler('')
    house.documents['/voice'] = '<Response><Say>Too early.</Say><Pause length="1"/></Response>'

    const sid = await house.place('+15550100007', {
      ...{ machineDetection: 'DetectMessageEnd', asyncAmd: 'true', timeLimit: 10 },
      asyncAmdStatusCallback: `${house.base}/amd`
    })
    await house.until(() => house.at('/amd').length === 1, 'the detection')
    await house.texting.calls(sid).update({ twiml: '<Response><Say>Call me back.</Say></Response>' })
    await house.ended(sid)

    expect(house.at('/amd')[0]?.form).toEqual({
      CallSid: sid,
      AccountSid: credentials.accountSid,
      AnsweredBy: 'machine_end_beep',
      MachineDetectionDuration: expect.stringMatching(/^\d+$/)
    })
    expect(house.find(sid)?.voicemail).toContain('Call me back.')
    expect(house.find(sid)?.answeredBy).toBe('machine_end_beep')
  })

  test('a detection that is waited for stands in the request of the document', async () => {
    const house = await dialler()

    const person = await house.place(ANYBODY, { machineDetection: 'Enable' })
    const machine = await house.place('+15550100007', { machineDetection: 'Enable', timeLimit: 1 })
    await house.until(() => house.at('/voice').length === 2, 'both documents')

    const found = Object.fromEntries(house.at('/voice').map(({ form }) => [form['CallSid'], form['AnsweredBy']]))
    expect(found).toEqual({ [person]: 'human', [machine]: 'machine_start' })
  })

  test('0008 asks who is calling, and passes the call on when it was told', async () => {
    const house = await dialler('')

    const sid = await house.place('+15550100008')
    await house.ended(sid)

    const said = house.said(sid)
    expect(said[0]).toMatch(/say your name/)
    expect(said.slice(1, 3)).toEqual(['Thank you, one moment please.', 'Hello?'])
    expect(house.heard(sid)[0]).toMatch(/^You said: Please say your name/)
  })

  test('0009 asks for a human', async () => {
    const house = await dialler()

    const sid = await house.place('+15550100009')
    await house.ended(sid)

    expect(house.said(sid)[1]).toBe('I would like to talk to a human, please.')
  })

  test('0010 cuts the agent short', async () => {
    const house = await dialler('welcomeGreeting="I would like to tell you a very long story, if I may."', echo, {
      speechMsPerChar: 3
    })

    const sid = await house.place('+15550100010')
    await house.ended(sid)

    expect(house.sessions[0]?.frames.filter(({ type }) => type === 'interrupt')).toHaveLength(2)
    expect(house.course(sid, 'heard')[0]).toMatchObject({ cut: true })
  })

  test('0012 is a menu: it does what the key is for, and passes the call on at 2', async () => {
    const house = await dialler('', (frame, { say }) => {
      if (frame.type === 'prompt' && frame['voicePrompt'] === MENU) say({ type: 'sendDigits', digits: 'ww1' })
      else if (String(frame['voicePrompt']).includes('nine to five')) say({ type: 'sendDigits', digits: '2' })
      else if (frame.type === 'prompt') say({ type: 'text', token: 'Thank you.', last: true })
    })

    const sid = await house.place('+15550100012')
    await house.ended(sid)

    expect(house.said(sid).slice(0, 4)).toEqual([
      MENU,
      `We are open from nine to five. ${MENU}`,
      'One moment please.',
      'Hello?'
    ])
    expect(house.simulator.violations()).toEqual([])
  })

  test('0012 says itself again, and hangs up on who presses nothing', async () => {
    const house = await dialler('', () => undefined, { patienceMs: 1 })

    const sid = await house.place('+15550100012')
    await house.ended(sid)

    expect(house.said(sid)).toEqual([MENU, MENU, MENU, MENU])
  })

  test('somebody can be given a script', async () => {
    const house = await dialler()
    house.simulator.person({ number: ANYBODY, script: [{ say: 'I am new here.' }, { hangup: true }] })

    const sid = await house.place(ANYBODY)
    await house.ended(sid)

    expect(house.said(sid)).toEqual(['I am new here.'])
  })
})

describe('a voicemail box', () => {
  /** Speaks to the box on a clock that stands still; its greeting takes less than a second, and then comes the tone. */
  async function tapeOf(twiml: string) {
    const { simulator, texting, clock } = await simulated()
    simulator.hold({ number: OURS })
    simulator.behave({ speechMsPerChar: 10, ringMs: 0, statusDelayMs: 0 })
    await texting.calls.create({ from: OURS, to: '+15550100007', twiml: `<Response>${twiml}</Response>` })
    await clock.advance(20_000)
    return simulator.calls()[0]
  }

  test('keeps nothing that was said before its tone', async () => {
    const call = await tapeOf('<Say>Too early.</Say><Pause length="2"/><Say>Call me back.</Say><Pause length="60"/>')

    expect(call?.voicemail).toEqual(['Call me back.'])
  })

  test('keeps the end of what was being said at its tone', async () => {
    const call = await tapeOf(`<Say>${'a'.repeat(70)}${'b'.repeat(100)}</Say><Pause length="60"/>`)

    expect(call?.voicemail).toEqual([expect.stringMatching(/^b{60,99}$/)])
  })

  test('hangs up when nothing more comes', async () => {
    const call = await tapeOf('<Pause length="2"/><Say>Call me back.</Say><Pause length="60"/>')

    expect(call).toMatchObject({ status: 'completed', voicemail: ['Call me back.'] })
    expect(call?.course.some(({ what }) => what === 'tone')).toBe(true)
  })
})
