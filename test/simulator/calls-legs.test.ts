import { describe, expect, test } from 'vitest'
import { dialler } from './dialler.ts'
import { CALLER, echo, OURS, phoner, relayed, relayTo } from './phoner.ts'

const HUMAN = '+12125550177'
const THEIRS = '+14155550101'
const dial = (inner = HUMAN, attributes = '') =>
  `<Response><Dial action="/voice/dialled" timeout="5" ${attributes}>${inner}</Dial></Response>`

describe('a call that dials somebody', () => {
  test('joins both: what one says the other hears, and the action is told how it went', async () => {
    const house = await phoner({
      '/voice': dial(),
      '/voice/dialled': ({ form }) => `<Response><Say>${form['DialCallStatus']} ${form['DialBridged']}</Say></Response>`
    })
    house.simulator.person({ number: HUMAN, script: [{ listen: true }, { say: 'Yes?' }, { hangup: true }] })

    const script = [{ say: 'Hello you.' }, { say: 'Bye.' }]
    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script })
    await house.over(sid)

    const child = house.simulator.calls().find(({ parentSid }) => parentSid === sid)
    expect(child).toMatchObject({ direction: 'outbound-dial', from: CALLER, to: HUMAN, status: 'completed' })
    expect(house.course(child?.sid ?? '', 'heard')).toEqual([{ text: 'Hello you.' }, { text: 'Bye.' }])
    expect(house.course(sid, 'heard')).toEqual([{ text: 'Yes?' }, { text: 'completed true' }])
  })

  test('asks the dialled person first: when they do not take it they are not joined, and the caller goes on', async () => {
    const house = await phoner({
      '/voice': dial(`<Number url="/voice/whisper">${HUMAN}</Number>`),
      '/voice/whisper':
        '<Response><Gather action="/voice/taken" numDigits="1" timeout="0"><Say>Press one.</Say></Gather><Hangup/></Response>',
      '/voice/taken': '<Response/>',
      '/voice/dialled': ({ form }) => `<Response><Say>joined ${form['DialBridged']}</Say></Response>`
    })
    house.simulator.person({ number: HUMAN, script: [] })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.course(sid, 'heard')).toEqual([{ text: 'joined false' }])
    expect(house.at('/voice/whisper')[0]?.form).toMatchObject({ Direction: 'outbound-dial', ParentCallSid: sid })
  })

  test('joins them when they do', async () => {
    const house = await phoner({
      '/voice': dial(
        `<Number url="/voice/whisper" statusCallback="/status" statusCallbackEvent="answered completed">${HUMAN}</Number>`
      ),
      '/voice/whisper':
        '<Response><Gather action="/voice/taken" numDigits="1" timeout="5"><Say>Press one.</Say></Gather><Hangup/></Response>',
      '/voice/taken': '<Response/>',
      '/voice/dialled': '<Response/>'
    })
    const script = [
      { press: '1' },
      { listen: true as const },
      { say: 'I am here.' },
      { hangup: true as const, now: true }
    ]
    house.simulator.person({ number: HUMAN, script })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script: [{ say: 'Hello?' }] })
    await house.over(sid)
    await house.until(() => house.at('/status').length === 2, 'both reports')

    expect(house.course(sid, 'heard')).toEqual([{ text: 'I am here.' }])
    expect(house.at('/voice/dialled')[0]?.form).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true' })
    expect(house.at('/status').map(({ form }) => form['CallStatus'])).toEqual(['in-progress', 'completed'])
  })

  test.each([
    ['is busy', '+15550100006', 'busy'],
    ['does not answer', '+15550100005', 'failed']
  ])('goes on when somebody %s', async (_what, to, status) => {
    const house = await phoner({
      '/voice': dial(to),
      '/voice/dialled': ({ form }) => `<Response><Say>${form['DialCallStatus']}</Say></Response>`
    })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.course(sid, 'heard')).toEqual([{ text: status }])
  })

  test('as a number that is not ours is refused', async () => {
    const house = await phoner({ '/voice': dial(HUMAN, 'callerId="+14155559999"') })

    const { sid } = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(sid)

    expect(house.simulator.violations()).toMatchObject([{ callSid: sid, code: 13214 }])
  })
})

describe('a call from one number of the account to another', () => {
  test('rings at the webhook of the other, and both agents hear each other until one ends it', async () => {
    let turns = 0
    const house = await dialler('welcomeGreeting="I am A."', (frame, session) => {
      if (frame.type !== 'prompt') return
      turns++
      if (turns > 6) session.say({ type: 'end' })
      else echo?.(frame, session)
    })
    house.documents['/voice-b'] = relayTo(house.host, 'welcomeGreeting="I am B."', '/relay-b')
    house.simulator.hold({ number: THEIRS, voiceUrl: `${house.base}/voice-b` })

    const sid = await house.place(THEIRS)
    await house.ended(sid)
    const twin = house.simulator.calls({ to: THEIRS, direction: 'inbound' })[0]
    await house.over(twin?.sid ?? '')

    expect(twin).toMatchObject({ direction: 'inbound', from: OURS, to: THEIRS, status: 'completed' })
    expect(twin?.sid).not.toBe(sid)
    const prompts = (path: string) =>
      house.sessions
        .find((session) => session.path === path)
        ?.frames.filter(({ type }) => type === 'prompt')
        .map(({ voicePrompt }) => voicePrompt)
    expect(prompts('/relay-b')?.[0]).toBe('I am A.')
    expect(prompts('/relay')?.[0]).toBe('I am B.')
  })

  test('that the other rejects is busy', async () => {
    const house = await dialler()
    house.documents['/voice-b'] = '<Response><Reject reason="busy"/></Response>'
    house.simulator.hold({ number: THEIRS, voiceUrl: `${house.base}/voice-b` })

    const sid = await house.place(THEIRS)
    await house.ended(sid)

    expect(house.find(sid)?.status).toBe('busy')
    expect(house.at('/voice')).toEqual([])
  })
})

describe('a recording', () => {
  test('of a whole call is told of after its end, can be fetched as sound, and is gone when it is deleted', async () => {
    const house = await relayed('welcomeGreeting="Hi."')
    house.documents['/voice'] = relayTo(
      house.host,
      'welcomeGreeting="Hi."',
      '/relay',
      '<Start><Recording recordingStatusCallback="/recording"/></Start>'
    )

    const { sid } = house.simulator.call({ from: CALLER, to: OURS, script: [{ hangup: true }] })
    await house.until(() => house.at('/recording').length === 1, 'the recording')

    const form = house.at('/recording')[0]?.form ?? {}
    expect(form).toMatchObject({
      CallSid: sid,
      RecordingStatus: 'completed',
      RecordingSource: 'StartCallRecordingTwiML'
    })
    const { recordings } = house.texting
    expect((await recordings.list({ callSid: sid })).map((each) => each.sid)).toEqual([form['RecordingSid']])
    expect(await house.texting.calls(sid).recordings.list()).toHaveLength(1)
    const load = async (ending: string, token = house.texting.password) => {
      const authorization = `Basic ${Buffer.from(`${house.texting.username}:${token}`).toString('base64')}`
      const answer = await fetch(`${form['RecordingUrl']}.${ending}`, { headers: { authorization } })
      return [answer.status, answer.headers.get('content-type'), Buffer.from(await answer.arrayBuffer()).subarray(0, 4)]
    }
    expect(await load('wav')).toEqual([200, 'audio/x-wav', Buffer.from('RIFF')])
    expect(await load('mp3')).toEqual([200, 'audio/mpeg', Buffer.from([0xff, 0xfb, 0x10, 0xc4])])
    expect((await load('wav', 'wrong'))[0]).toBe(401)
    await recordings(form['RecordingSid'] ?? '').remove()
    expect((await load('wav'))[0]).toBe(404)
    await expect(recordings(form['RecordingSid'] ?? '').fetch()).rejects.toMatchObject({ status: 404 })
  })
})
