import { describe, expect, test } from 'vitest'
import { ANYBODY, dialler } from './dialler.ts'
import { OURS } from './phoner.ts'

describe('a call that is placed', () => {
  test('is reported at each station in order of its numbers, with its duration at the end, and is billed', async () => {
    const house = await dialler()

    const sid = await house.place(ANYBODY)
    await house.ended(sid)

    expect(house.reports().map((form) => [form['CallStatus'], form['SequenceNumber']])).toEqual([
      ['initiated', '0'],
      ['ringing', '1'],
      ['in-progress', '2'],
      ['completed', '3']
    ])
    expect(house.reports().at(-1)).toMatchObject({
      CallSid: sid,
      Direction: 'outbound-api',
      CallbackSource: 'call-progress-events',
      CallDuration: expect.stringMatching(/^\d+$/),
      Timestamp: expect.stringMatching(/ \+0000$/)
    })
    await house.until(async () => (await house.texting.calls(sid).fetch()).price !== null, 'the bill')
    expect(await house.texting.calls(sid).fetch()).toMatchObject({ status: 'completed', price: '-0.01400' })
  })

  test('is ended by the carrier at its limit', async () => {
    const house = await dialler('')

    const sid = await house.place('+15550100001', { timeLimit: 0.05 })
    await house.ended(sid)

    expect(house.at('/action')[0]?.form).toMatchObject({ SessionStatus: 'completed', CallStatus: 'completed' })
  })

  test('is ended over the API while it lasts, and before it is answered', async () => {
    const house = await dialler('')
    house.simulator.behave({ ringMs: 60_000 })
    const ringing = await house.place('+15550100001', { timeout: 600 })
    await house.until(() => house.find(ringing)?.status === 'ringing', 'it rings')
    await house.texting.calls(ringing).update({ status: 'canceled' })
    house.simulator.behave({ ringMs: 1 })
    const live = await house.place('+15550100001')
    await house.until(() => house.sessions.length === 1, 'the relay')
    await house.texting.calls(live).update({ status: 'completed' })
    await house.ended(live)
    await house.ended(ringing)

    expect(house.find(ringing)?.status).toBe('canceled')
    expect(house.find(live)?.status).toBe('completed')
    expect(house.sessions[0]?.closed?.code).toBe(1000)
    await expect(house.texting.calls(live).update({ status: 'completed' })).rejects.toMatchObject({ code: 21220 })
  })

  test('goes on with another document over the API: the relay is closed, and its action is not asked', async () => {
    const house = await dialler('')
    const sid = await house.place('+15550100001')
    await house.until(() => house.sessions.length === 1, 'the relay')

    await house.texting.calls(sid).update({ twiml: '<Response><Say>Now this.</Say></Response>' })
    await house.ended(sid)

    expect(house.heard(sid)).toEqual(['Now this.'])
    expect(house.sessions[0]?.closed?.code).toBe(1000)
    expect(house.at('/action')).toEqual([])
  })

  test('reports come twice, last first, or not at all, when that is asked for', async () => {
    const house = await dialler()
    house.simulator.behave({ copies: 2, reorder: true, lostReports: ['ringing'] })

    const sid = await house.place('+15550100006')
    await house.until(() => house.at('/status').length === 4, 'all reports')

    expect(house.at('/status').map(({ form }) => form['CallStatus'])).toEqual([
      'busy',
      'busy',
      'initiated',
      'initiated'
    ])
    expect(house.find(sid)?.status).toBe('busy')
  })

  test.each<[string, Record<string, unknown>, number]>([
    ['no number', { to: '12' }, 21211],
    ['a number that is not ours', { from: '+14155550999' }, 21210],
    ['a country that is not enabled', { to: '+15005550003' }, 21215],
    ['a number that is not valid', { to: '+15005550001' }, 21217],
    ['no document', { url: undefined }, 21205],
    ['ourselves', { to: OURS }, 21266]
  ])('is refused for %s', async (_what, more, code) => {
    const house = await dialler()

    await expect(house.place(ANYBODY, more)).rejects.toMatchObject({ status: 400, code })
    expect(house.simulator.counts().calls).toBe(0)
  })

  test('is found again by its numbers, its state and when it was placed', async () => {
    const house = await dialler('')
    const busy = await house.place('+15550100006')
    const live = await house.place('+15550100001')
    await house.ended(busy)
    await house.until(() => house.find(live)?.status === 'in-progress', 'the other one')
    const list = async (query: object) => (await house.texting.calls.list(query)).map(({ sid }) => sid)

    expect(await list({ from: OURS, pageSize: 1 })).toEqual([live, busy])
    expect(await list({ to: '+15550100006' })).toEqual([busy])
    expect(await list({ status: 'in-progress' })).toEqual([live])
    expect(await list({ startTimeAfter: new Date(Date.now() + 60_000) })).toEqual([])
  })
})
