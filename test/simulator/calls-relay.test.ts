import twilio from 'twilio'
import { describe, expect, test } from 'vitest'
import { CALLER, echo, OURS, phoner, relayed } from './phoner.ts'
import { credentials } from './simulated.ts'

const kindsOf = (frames: { type: string }[]) => frames.map(({ type }) => type)

describe('a relay session', () => {
  test('is opened under the signature of its exact wss address, without parameters, and begins with a setup', async () => {
    const house = await relayed()

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, callerName: 'Ada' })
    await house.until(() => house.sessions[0]?.frames.length === 1, 'the setup')

    const [session] = house.sessions
    const signature = String(session?.headers['x-twilio-signature'])
    const verdict = (scheme: string) =>
      twilio.validateRequest(credentials.authToken, signature, `${scheme}://${house.host}/relay`, {})
    expect(verdict('wss')).toBe(true)
    expect(verdict('ws')).toBe(false)
    expect(session?.frames[0]).toMatchObject({
      type: 'setup',
      callSid: sid,
      from: CALLER,
      to: OURS,
      direction: 'inbound',
      callerName: 'Ada',
      callStatus: 'RINGING'
    })
  })

  test('carries the parameters of its document', async () => {
    const house = await phoner({})
    house.documents['/voice'] =
      `<Response><Connect><ConversationRelay url="wss://${house.host}/relay"><Parameter name="a" value="b &amp; c"/></ConversationRelay></Connect></Response>`

    house.simulator.call({ from: CALLER, to: OURS })
    await house.until(() => house.sessions[0]?.frames.length === 1, 'the setup')

    expect(house.sessions[0]?.frames[0]).toMatchObject({ customParameters: { a: 'b & c' } })
  })

  test('a caller waits for the greeting, speaks, and hears the whole answer before the next sentence', async () => {
    const house = await relayed('welcomeGreeting="Good morning."', echo)

    const { sid } = house.simulator.call({
      ...{ from: CALLER, to: OURS },
      script: [{ say: 'One.' }, { say: 'Two.' }, { hangup: true }]
    })
    await house.over(sid)

    const talk = (house.find(sid)?.course ?? [])
      .filter(({ what }) => what === 'heard' || what === 'said')
      .map(({ what, detail }) => [what, (detail as { text?: string }).text ?? detail])
    expect(talk).toEqual([
      ['heard', 'Good morning.'],
      ['said', 'One.'],
      ['heard', 'You said: One.'],
      ['said', 'Two.'],
      ['heard', 'You said: Two.']
    ])
    expect(house.find(sid)).toMatchObject({ status: 'completed' })
  })

  test('tells who speaks and what was played only when its events ask for it', async () => {
    const script = [{ say: 'Hello.' }, { hangup: true as const }]
    const plain = await relayed('', echo)
    const told = await relayed('events="speaker-events tokens-played"', echo)

    const calls = [plain, told].map((house) => house.simulator.call({ from: CALLER, to: OURS, script }).sid)
    await plain.over(calls[0] ?? '')
    await told.over(calls[1] ?? '')

    expect(kindsOf(plain.sessions[0]?.frames ?? [])).toEqual(['setup', 'prompt'])
    const infos = told.sessions[0]?.frames.filter(({ type }) => type === 'info')
    expect(infos?.map(({ name, value }) => [name, value])).toEqual([
      ['clientSpeaking', 'on'],
      ['clientSpeaking', 'off'],
      ['agentSpeaking', 'on'],
      ['tokensPlayed', 'You said: '],
      ['tokensPlayed', 'Hello.'],
      ['agentSpeaking', 'off']
    ])
  })

  test('whoever cuts in purges what is being said: the agent learns what was heard, and the rest never is', async () => {
    const house = await relayed(
      '',
      (frame, { say }) => {
        if (frame.type !== 'prompt' || frame['voicePrompt'] !== 'Tell me.') return
        say({ type: 'text', token: 'a'.repeat(40) })
        say({ type: 'text', token: 'b'.repeat(400) })
        say({ type: 'text', token: 'c'.repeat(400), last: true })
      },
      { speechMsPerChar: 2 }
    )

    const { sid } = house.simulator.call({
      ...{ from: CALLER, to: OURS },
      script: [{ say: 'Tell me.' }, { say: 'Stop!', interruptAfter: 60 }, { silence: 50 }, { hangup: true, now: true }]
    })
    await house.over(sid)

    const frames = house.sessions[0]?.frames ?? []
    expect(kindsOf(frames)).toEqual(['setup', 'prompt', 'interrupt', 'prompt'])
    const cut = String(frames[2]?.['utteranceUntilInterrupt'])
    expect(cut).toMatch(/^a{40}b{20,400}c*$/)
    expect(cut.length).toBeLessThan(840)
    expect(house.course(sid, 'heard')).toEqual([{ text: cut, cut: true }])
    expect(frames[2]?.['durationUntilInterruptMs']).toEqual(expect.any(Number))
  })

  test('what is not interruptible is heard to its end, and what is said over it is not reported', async () => {
    const house = await relayed(
      '',
      (frame, { say }) => {
        if (frame['voicePrompt'] === 'Tell me.')
          say({ type: 'text', token: 'x'.repeat(100), last: true, interruptible: false })
      },
      { speechMsPerChar: 1 }
    )

    const { sid } = house.simulator.call({
      ...{ from: CALLER, to: OURS },
      script: [{ say: 'Tell me.' }, { say: 'Stop!', interruptAfter: 10 }, { hangup: true }]
    })
    await house.over(sid)

    expect(kindsOf(house.sessions[0]?.frames ?? [])).toEqual(['setup', 'prompt'])
    expect(house.course(sid, 'heard')).toEqual([{ text: 'x'.repeat(100) }])
  })

  test('a preemptible filler gives way to the answer, and is no answer itself', async () => {
    const house = await relayed(
      '',
      (frame, { say }) => {
        if (frame.type !== 'prompt') return
        say({ type: 'text', token: 'One moment, please, I am looking. '.repeat(50), last: true, preemptible: true })
        say({ type: 'text', token: 'Done.', last: true })
      },
      { speechMsPerChar: 1 }
    )

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script: [{ say: 'Look!' }, { hangup: true }] })
    await house.over(sid)

    const heard = house.course<{ text: string }>(sid, 'heard').map(({ text }) => text)
    expect(heard.at(-1)).toBe('Done.')
    expect(heard.join('').length).toBeLessThan(200)
  })

  test('a filler that is heard to its end is no answer either: the caller waits on', async () => {
    const house = await relayed('events="speaker-events"', (frame, { say }) => {
      if (frame.type === 'prompt') say({ type: 'text', token: 'One moment.', last: true, preemptible: true })
      // Only when the filler is over does the answer set out.
      else if (frame['name'] === 'agentSpeaking' && frame['value'] === 'off')
        say({ type: 'text', token: 'Done.', last: true })
    })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script: [{ say: 'Look!' }, { hangup: true }] })
    await house.over(sid)

    expect(house.course(sid, 'heard')).toEqual([{ text: 'One moment.' }, { text: 'Done.' }])
  })

  test('keys are reported where that is asked for, and keys of ours are heard behind what we said', async () => {
    const deaf = await relayed()
    const house = await relayed('dtmfDetection="true"', (frame, { say }) => {
      if (frame.type !== 'dtmf' || frame['digit'] !== '#') return
      say({ type: 'text', token: 'Thanks.', last: true })
      say({ type: 'sendDigits', digits: '42' })
    })
    const script = [{ press: '12#' }, { hangup: true as const }]

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script })
    const other = deaf.simulator.call({ from: CALLER, to: OURS, script: [{ press: '1' }, { hangup: true, now: true }] })
    await house.over(sid)
    await deaf.over(other.sid)

    expect(house.sessions[0]?.frames.slice(1).map(({ digit }) => digit)).toEqual(['1', '2', '#'])
    expect(kindsOf(deaf.sessions[0]?.frames ?? [])).toEqual(['setup'])
    expect(house.course(sid, 'pressed')).toEqual(['1', '2', '#'])
  })

  test('what is understood in part comes before the whole where that is asked for', async () => {
    const house = await relayed('partialPrompts="true" language="de-DE"', echo)

    const { sid } = house.simulator.call({
      ...{ from: CALLER, to: OURS },
      script: [{ say: 'I would like to book a table' }, { hangup: true }]
    })
    await house.over(sid)

    const prompts = house.sessions[0]?.frames.filter(({ type }) => type === 'prompt')
    expect(prompts?.map(({ voicePrompt, last, lang }) => [voicePrompt, last, lang])).toEqual([
      ['I would like', false, 'de-DE'],
      ['I would like to book', false, 'de-DE'],
      ['I would like to book a table', true, 'de-DE']
    ])
  })
})
