import { describe, expect, test } from 'vitest'
import { CALLER, echo, OURS, phoner, relayed } from './phoner.ts'
import { order, wire } from './simulated.ts'

const ANYBODY = '+14155557788'

describe('the control plane of calls', () => {
  test('does over the wire what the returned object does', async () => {
    const house = await relayed('welcomeGreeting="Hi."', echo)
    const { url } = house.simulator
    const get = async (path: string) => JSON.parse((await wire(`${url}/__simulator${path}`)).body)

    const called = await order(url, '/calls', { from: CALLER, to: OURS, script: [{ say: 'One.' }], callerName: 'Ada' })
    const { sid } = called.body
    await house.until(() => house.course(sid, 'heard').length === 2, 'the answer')
    const more = await order(url, '/calls/act', { sid, script: [{ say: 'Two.' }, { hangup: true }] })
    await house.over(sid)
    const person = await order(url, '/calls/person', { number: ANYBODY, script: [{ hangup: true, now: true }] })
    const placed = await house.texting.calls.create({ from: OURS, to: ANYBODY, url: `${house.base}/voice` })
    await house.over(placed.sid)

    expect([called.status, more.status, person.status]).toEqual([200, 200, 200])
    expect(house.course(sid, 'said')).toEqual(['One.', 'Two.'])
    expect(house.course(placed.sid, 'said')).toEqual([])
    expect(await get('/calls?direction=inbound')).toMatchObject({
      total: 2,
      calls: [{ sid, callerName: 'Ada', status: 'completed', course: expect.any(Array) }]
    })
    expect(await get('/calls/violations')).toEqual({ violations: [] })
    expect(await get('/counts')).toMatchObject({ calls: 2 })
  })

  test.each([
    ['/calls', { from: CALLER, to: '+14155550999' }, 404, 'not_found'],
    ['/calls', { from: CALLER, to: OURS, script: [{ shout: 'x' }] }, 400, 'invalid_input'],
    ['/calls/act', { sid: 'CA0', script: [] }, 404, 'not_found'],
    ['/calls/person', { number: 'nobody', script: [] }, 400, 'invalid_input']
  ])('refuses what makes no sense: %s %j', async (path, body, status, code) => {
    const house = await phoner({})

    expect(await order(house.simulator.url, path, body)).toMatchObject({ status, body: { code } })
  })
})

describe('a caller', () => {
  test('who is to hear nothing puts down what is said all the same', async () => {
    const silent = await relayed()
    const chatty = await relayed('', (frame, { say }) => {
      if (frame.type === 'prompt') say({ type: 'text', token: 'Not now.', last: true })
    })
    const hush = (ms: number) => [{ say: 'Hush.' }, { expectNothing: ms }, { hangup: true as const, now: true }]

    const quiet = silent.simulator.call({ from: CALLER, to: OURS, script: hush(10) })
    const loud = chatty.simulator.call({ from: CALLER, to: OURS, script: hush(3_600_000) })
    await silent.over(quiet.sid)
    await chatty.until(() => chatty.course(loud.sid, 'heard').length === 1, 'it speaks')
    await chatty.texting.calls(loud.sid).update({ status: 'completed' })
    await chatty.over(loud.sid)

    expect(silent.course(quiet.sid, 'unexpected')).toEqual([])
    expect(chatty.course(loud.sid, 'unexpected')).toEqual(['Not now.'])
  })
})

describe('a file that is played', () => {
  test('is fetched, and must be there and be sound', async () => {
    const house = await phoner({})
    const play = (path: string) => `<Response><Play>${house.base}${path}</Play></Response>`
    house.documents['/voice'] = play('/voice/gone')
    const gone = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(gone.sid)
    house.documents['/voice/text'] = 'no sound'
    house.documents['/voice'] = play('/voice/text')
    const text = house.simulator.call({ from: CALLER, to: OURS })
    await house.over(text.sid)

    expect(house.simulator.violations().map(({ callSid, code }) => [callSid, code])).toEqual([
      [text.sid, 12300],
      [gone.sid, 11200]
    ])
  })
})

test('two hundred callers at once each hear the answers to what they said, and nobody else’s', async () => {
  const house = await relayed('welcomeGreeting="Hi."', echo)
  const names = Array.from({ length: 200 }, (_, index) => `caller ${index}`)

  const calls = names.map((name) => ({
    name,
    sid: house.simulator.call({
      ...{ from: CALLER, to: OURS },
      script: [{ say: `${name} one` }, { say: `${name} two` }, { hangup: true }]
    }).sid
  }))
  await house.until(() => house.simulator.calls().every(({ endedAt }) => endedAt !== null), 'all are over')

  for (const { name, sid } of calls)
    expect(house.course(sid, 'heard')).toEqual([
      { text: 'Hi.' },
      { text: `You said: ${name} one` },
      { text: `You said: ${name} two` }
    ])
  expect(house.simulator.violations()).toEqual([])
})
