import { describe, expect, test } from 'vitest'
import { CALLER, echo, OURS, phoner, relayed, relayTo } from './phoner.ts'

describe('the end of a relay session', () => {
  test('by the agent closes 1000 and asks the action with the handoff, and the call goes on with its document', async () => {
    const house = await relayed('', (frame, { say }) => {
      if (frame.type === 'setup') say({ type: 'end', handoffData: '{"next":"a"}' })
    })
    house.documents['/action'] = '<Response><Say>Goodbye then.</Say></Response>'

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.sessions[0]?.closed?.code).toBe(1000)
    expect(house.at('/action')[0]?.form).toMatchObject({
      CallSid: sid,
      CallStatus: 'in-progress',
      SessionStatus: 'ended',
      HandoffData: '{"next":"a"}'
    })
    expect(house.course(sid, 'heard')).toEqual([{ text: 'Goodbye then.' }])
  })

  test('by the caller closes 1000 and asks the action, whose document is of no use; then the number learns it', async () => {
    const house = await relayed('welcomeGreeting="Hi."')

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script: [{ hangup: true }] })
    await house.until(() => house.at('/number-status').length === 1, 'the status callback')

    expect(house.sessions[0]?.closed?.code).toBe(1000)
    expect(house.at('/action')[0]?.form).toMatchObject({ CallStatus: 'completed', SessionStatus: 'completed' })
    expect(house.at('/number-status')[0]?.form).toMatchObject({ CallSid: sid, CallStatus: 'completed' })
    expect(house.received.map(({ path }) => path)).toEqual(['/voice', '/action', '/number-status'])
  })

  test('by a lost socket asks the action with 64105, and a new relay goes on with the same call', async () => {
    let dropped = false
    const house = await relayed('', (frame, session) => {
      if (frame.type !== 'prompt' || dropped) return echo?.(frame, session)
      dropped = true
      session.socket.terminate()
    })
    house.documents['/action'] = relayTo(house.host, '', '/again')

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script: [{ say: 'One.' }] })
    await house.until(() => house.sessions.length === 2, 'the second session')
    house.sessions[1]?.say({ type: 'text', token: 'Here I am again.', last: true })
    house.simulator.act({ sid, script: [{ say: 'Two.' }, { hangup: true }] })
    await house.over(sid)

    expect(house.at('/action')[0]?.form).toMatchObject({
      CallStatus: 'in-progress',
      SessionStatus: 'failed',
      ErrorCode: '64105',
      ErrorMessage: 'Websocket ended'
    })
    const [first, second] = house.sessions.map(({ frames }) => frames[0])
    expect(second).toMatchObject({ callSid: first?.['callSid'], callStatus: 'IN_PROGRESS' })
    expect(second?.['sessionId']).not.toBe(first?.['sessionId'])
    expect(house.sessions[1]?.frames.at(-1)).toMatchObject({ type: 'prompt', voicePrompt: 'Two.' })
  })

  test('by a socket that the caller’s script cuts is the same', async () => {
    const house = await relayed('welcomeGreeting="Hi."')

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script: [{ listen: true }, { dropSocket: true }] })
    await house.over(sid)

    expect(house.at('/action')[0]?.form).toMatchObject({ SessionStatus: 'failed', ErrorCode: '64105' })
    expect(house.sessions[0]?.closed?.code).toBe(1006)
  })

  test('a lost socket without an action ends the call', async () => {
    const house = await phoner({}, (_frame, { socket }) => socket.terminate())
    house.documents['/voice'] =
      `<Response><Connect><ConversationRelay url="wss://${house.host}/relay"/></Connect><Say>Never.</Say></Response>`

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.find(sid)?.status).toBe('failed')
    expect(house.course(sid, 'heard')).toEqual([])
  })

  test('a socket that is refused is 64102: the caller hears busy, and nobody is asked what comes next', async () => {
    const house = await phoner({})
    house.documents['/voice'] = relayTo(house.host, '', '/refused')

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.simulator.violations()).toMatchObject([{ callSid: sid, code: 64102 }])
    expect(house.course(sid, 'heard')).toEqual([{ text: '(busy tone)' }])
    expect(house.at('/action')).toEqual([])
  })

  test('malformed frames are answered with 64107 and passed over; the tenth in a row closes 1007', async () => {
    const house = await relayed('', (frame, { say }) => {
      if (frame.type !== 'setup') return
      for (let sent = 0; sent < 9; sent++) say({ type: 'text', token: 'x', last: 'yes' })
      say({ type: 'text', token: 'fine', last: true })
      say('no json')
      for (const wrong of [{ type: 'interrupt' }, { type: 'end', reason: 'x' }, { type: 'language' }]) say(wrong)
      for (const wrong of [{ type: 'sendDigits', digits: 'A' }, { type: 'play', source: 'x' }, {}]) say(wrong)
      for (let sent = 0; sent < 3; sent++) say({ token: 'x' })
    })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    const errors = house.sessions[0]?.frames.filter(({ type }) => type === 'error') ?? []
    expect(errors).toHaveLength(19)
    expect(String(errors[0]?.['description'])).toMatch(/^Invalid message received, code: 64107, /)
    expect(house.sessions[0]?.closed).toEqual({ code: 1007, reason: 'Too many consecutive malformed messages.' })
    expect(house.course(sid, 'heard')).toEqual([{ text: 'fine' }])
    expect(house.at('/action')[0]?.form).toMatchObject({ SessionStatus: 'failed' })
  })
})
