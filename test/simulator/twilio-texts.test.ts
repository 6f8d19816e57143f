import { describe, expect, test } from 'vitest'
import { credentials } from './simulated.ts'
import { ANYBODY, OURS, texter } from './texter.ts'

describe('sending', () => {
  test('a text is accepted at once, and is delivered and called back in time, and is priced a while after', async () => {
    const { texting, send, pass, statuses, ours } = await texter()

    const sent = await send(ANYBODY, 'Grüße €')
    const before = statuses()
    await pass(150)
    const half = await texting.messages(sent.sid).fetch()
    await pass(150)
    const done = await texting.messages(sent.sid).fetch()
    await pass(150)
    const billed = await texting.messages(sent.sid).fetch()

    expect(sent).toMatchObject({
      status: 'queued',
      direction: 'outbound-api',
      numSegments: '1',
      numMedia: '0',
      price: null,
      errorCode: null
    })
    expect(sent.sid).toMatch(/^SM[0-9a-f]{32}$/)
    expect(before).toEqual([])
    expect(half).toMatchObject({ status: 'sent', body: 'Grüße €' })
    expect(done).toMatchObject({ status: 'delivered', price: null })
    expect(billed).toMatchObject({ status: 'delivered', price: '-0.00790', priceUnit: 'USD' })
    expect(done.dateSent).toBeInstanceOf(Date)
    expect(statuses()).toEqual(['sent', 'delivered'])
    expect(ours.received[0]?.form).toEqual({
      MessageSid: sent.sid,
      SmsSid: sent.sid,
      AccountSid: credentials.accountSid,
      From: OURS,
      To: ANYBODY,
      MessageStatus: 'sent',
      SmsStatus: 'sent',
      ApiVersion: '2010-04-01'
    })
  })

  test.each([
    ['no valid recipient', { to: '12', from: OURS, body: 'x' }, 21211],
    ['a sender that the account does not hold', { to: ANYBODY, from: '+14155550199', body: 'x' }, 21606],
    ['a sender that is no number', { to: ANYBODY, from: 'me', body: 'x' }, 21212],
    ['no sender', { to: ANYBODY, body: 'x' }, 21603],
    ['no content', { to: ANYBODY, from: OURS, body: '' }, 21602],
    ['more than 1600 characters', { to: ANYBODY, from: OURS, body: 'x'.repeat(1601) }, 21617],
    [
      'more than ten files',
      { to: ANYBODY, from: OURS, mediaUrl: Array.from({ length: 11 }, (_, i) => `https://x.example/${i}.png`) },
      21623
    ],
    ['its own number as recipient', { to: OURS, from: OURS, body: 'x' }, 21266]
  ])('a text with %s is refused with its code and is not on record', async (_what, draft, code) => {
    const { texting, simulator } = await texter()

    await expect(texting.messages.create(draft)).rejects.toMatchObject({ status: 400, code })
    expect(simulator.counts().texts).toBe(0)
  })

  test('1600 characters outside the BMP are taken', async () => {
    const { send } = await texter()

    expect(await send(ANYBODY, '😀'.repeat(1600))).toMatchObject({ status: 'queued' })
  })

  test('a number that cannot text is refused as a sender', async () => {
    const { texting, simulator } = await texter()
    simulator.hold({ number: '+442079400100' })

    await expect(texting.messages.create({ from: '+442079400100', to: ANYBODY, body: 'x' })).rejects.toMatchObject({
      code: 21606
    })
  })

  test('files go with a text', async () => {
    const { texting } = await texter()

    const sent = await texting.messages.create({
      from: OURS,
      to: ANYBODY,
      mediaUrl: ['https://x.example/a.png', 'https://x.example/b.png']
    })

    expect(sent).toMatchObject({ numMedia: '2', sid: expect.stringMatching(/^MM/) })
  })
})

describe('the list of texts', () => {
  test('finds those between two numbers, newest first, over all its pages', async () => {
    const { texting, send, pass } = await texter()
    const sent: string[] = []
    for (const body of ['one', 'two', 'three']) sent.unshift((await send('+15550100001', body)).sid)
    await send('+14155557799', 'other')
    await pass(300)

    const listed = await texting.messages.list({ from: OURS, to: '+15550100001', pageSize: 2 })

    expect(listed.map(({ sid }) => sid)).toEqual(sent)
  })

  test('filters by the time of sending, which a text in the queue has not got', async () => {
    const { texting, send, pass, clock } = await texter()
    const before = await send('+15550100001', 'before')
    await pass(60_000)
    const border = clock.now()
    await pass(60_000)
    const after = await send('+15550100001', 'after')
    const queued = await texting.messages.list({ dateSentAfter: border })
    await pass(300)

    expect(queued).toEqual([])
    expect((await texting.messages.list({ dateSentAfter: border })).map(({ sid }) => sid)).toEqual([after.sid])
    expect((await texting.messages.list({ dateSentBefore: border })).map(({ sid }) => sid)).toEqual([before.sid])
  })

  test('a page goes on behind the last one, whatever was sent meanwhile', async () => {
    const { texting, send } = await texter()
    const old = [(await send(ANYBODY, 'one')).sid, (await send(ANYBODY, 'two')).sid]

    const first = await texting.messages.page({ from: OURS, to: ANYBODY, pageSize: 1 })
    await send(ANYBODY, 'three')
    const second = await first.nextPage()

    expect([first, second].map((page) => page?.instances[0]?.sid)).toEqual(old.reverse())
  })

  test('an unknown text does not exist', async () => {
    const { texting } = await texter()

    await expect(texting.messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 })
  })
})
