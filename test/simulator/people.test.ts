import { describe, expect, test } from 'vitest'
import { listener, simulated } from './simulated.ts'

const OURS = '+14155550100'
const THEIRS = '+14155550101'
const DAY_MS = 86_400_000

async function company() {
  const ours = await listener()
  const simulation = await simulated()
  for (const number of [OURS, THEIRS]) simulation.simulator.hold({ number, smsUrl: `${ours.base}/${number.slice(-4)}` })
  const send = (to: string, body = 'Are you free on Monday?') =>
    simulation.texting.messages.create({ from: OURS, to, body, statusCallback: `${ours.base}/status` })
  const replies = () => ours.received.filter(({ path }) => path === '/0100').map(({ form }) => form['Body'])
  const statuses = () =>
    ours.received.filter(({ path }) => path === '/status').map(({ form }) => [form['MessageStatus'], form['ErrorCode']])
  return { ...simulation, ours, send, replies, statuses }
}

describe('anybody', () => {
  test('replies within two seconds with what they understood, the same each time', async () => {
    const one = await company()
    const two = await company()

    for (const { send, pass } of [one, two]) {
      await send('+447400123456')
      await pass(2000)
    }

    expect(one.replies()).toEqual(['Yes, that works for me. You asked: "Are you free on Monday?"'])
    expect(two.replies()).toEqual(one.replies())
    expect(one.simulator.texts({ direction: 'inbound' })).toMatchObject([
      { from: '+447400123456', to: OURS, status: 'received' }
    ])
  })

  test('quotes no more than the first words', async () => {
    const { send, pass, replies } = await company()

    await send('+14155557788', 'one two three four five six seven eight nine ten')
    await pass(2000)

    expect(replies()).toEqual(['Got it, thanks! You wrote: "one two three four five six seven eight…"'])
  })

  test.each(['You are unsubscribed and will get no more messages.', 'You have opted out. Reply START to resubscribe.'])(
    'does not answer the confirmation of an opt-out: %s',
    async (body) => {
      const { send, pass, replies } = await company()

      await send('+14155557788', body)
      await pass(DAY_MS)

      expect(replies()).toEqual([])
    }
  )

  test('answers a text that only says how to opt out', async () => {
    const { send, pass, replies } = await company()

    await send('+14155557788', 'Your order is ready. Reply STOP to unsubscribe.')
    await pass(2000)

    expect(replies()).toHaveLength(1)
  })

  test('answers no more than 20 times in a minute, and goes on in the next', async () => {
    const { send, pass, replies, clock } = await company()
    await clock.advance(60_000 - (clock.now().getTime() % 60_000))

    for (let sent = 0; sent < 25; sent++) await send('+14155557788', `number ${sent}`)
    await pass(5000)
    const inOneMinute = replies().length
    await pass(60_000)
    await send('+14155557788', 'again')
    await pass(5000)

    expect(inOneMinute).toBe(20)
    expect(replies()).toHaveLength(21)
  })

  test('keeps quiet when replies are off', async () => {
    const { simulator, send, pass, replies, statuses } = await company()
    simulator.behave({ replies: false })

    await send('+14155557788')
    await pass(DAY_MS)

    expect(replies()).toEqual([])
    expect(statuses()).toEqual([
      ['sent', undefined],
      ['delivered', undefined]
    ])
  })
})

describe('the people whom the documentation names', () => {
  test('0001 stays silent', async () => {
    const { send, pass, replies, statuses } = await company()

    await send('+15550100001')
    await pass(7 * DAY_MS)

    expect(replies()).toEqual([])
    expect(statuses()).toContainEqual(['delivered', undefined])
  })

  test('0002 sends STOP', async () => {
    const { send, pass, replies } = await company()

    await send('+15550100002')
    await pass(2000)

    expect(replies()).toEqual(['STOP'])
  })

  test.each([
    ['0003 has a landline', '+15550100003', 21614],
    ['0004 opted out at the carrier', '+15550100004', 21610],
    ['a region that is not enabled', '+15005550003', 21408],
    ['a number that is not valid', '+15005550001', 21211],
    ['a number that cannot be routed to', '+15005550002', 21612]
  ])('%s is refused at once', async (_who, to, code) => {
    const { simulator, send, pass, statuses } = await company()

    await expect(send(to)).rejects.toMatchObject({ status: 400, code })
    await pass(DAY_MS)

    expect(simulator.counts().texts).toBe(0)
    expect(statuses()).toEqual([])
  })

  test('0005 cannot be reached: the text is taken and then undelivered', async () => {
    const { texting, send, pass, replies, statuses } = await company()

    const { sid } = await send('+15550100005')
    await pass(DAY_MS)

    expect(statuses()).toEqual([
      ['sent', undefined],
      ['undelivered', '30003']
    ])
    expect(await texting.messages(sid).fetch()).toMatchObject({ status: 'undelivered', errorCode: 30003 })
    expect(replies()).toEqual([])
  })

  test.each(['06', '07', '08', '09', '10'])('00%s replies to texts', async (last) => {
    const { send, pass, replies } = await company()

    await send(`+155501000${last}`)
    await pass(2000)

    expect(replies()).toHaveLength(1)
  })

  test('0011 answers after a day', async () => {
    const { send, pass, replies } = await company()

    await send('+15550100011')
    await pass(DAY_MS - 60_000)
    const early = replies()
    await pass(62_000)

    expect(early).toEqual([])
    expect(replies()).toHaveLength(1)
  })
})

describe('two numbers of ours', () => {
  test('reach each other: the text of one arrives at the other as an inbound text of its own', async () => {
    const { simulator, send, pass, ours } = await company()

    const sent = await send(THEIRS, 'from a to b')
    await pass(2000)

    const arrived = ours.received.filter(({ path }) => path === '/0101').map(({ form }) => form)
    expect(arrived).toMatchObject([{ From: OURS, To: THEIRS, Body: 'from a to b' }])
    expect(arrived[0]?.['MessageSid']).not.toBe(sent.sid)
    expect(ours.received.filter(({ path }) => path === '/0100')).toEqual([])
    expect(simulator.counts().texts).toBe(2)
  })
})
