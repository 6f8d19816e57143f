import { describe, expect, test } from 'vitest'
import { credentials, order, simulated, wire } from './simulated.ts'
import { ANYBODY, texter } from './texter.ts'

const authorization = `Basic ${Buffer.from(`${credentials.accountSid}:${credentials.authToken}`).toString('base64')}`
const balance = (url: string) =>
  wire(`${url}/2010-04-01/Accounts/${credentials.accountSid}/Balance.json`, { headers: { authorization } })

describe('an injected fault', () => {
  test('answers with a status in the envelope of each vendor, as often as it was told to', async () => {
    const { mailing, simulator } = await simulated()
    simulator.fault({ status: 429, retryAfter: 3, times: 2 })

    const texts = await balance(simulator.url)
    const emails = await mailing.domains.list()
    const after = await balance(simulator.url)

    expect(texts).toMatchObject({ status: 429, headers: { 'retry-after': '3' } })
    expect(JSON.parse(texts.body)).toMatchObject({ code: 20429, status: 429 })
    expect(emails.error).toMatchObject({ statusCode: 429, name: 'rate_limit_exceeded' })
    expect(after.status).toBe(200)
  })

  test('meets only the operation that it names, and can name the code', async () => {
    const { simulator, texting, send } = await texter()
    simulator.fault({ operation: 'CreateMessage', status: 400, code: 30450 })

    expect(await texting.balance.fetch()).toMatchObject({ currency: 'USD' })
    await expect(send(ANYBODY)).rejects.toMatchObject({ status: 400, code: 30450 })
    expect(simulator.counts().texts).toBe(0)
    expect(simulator.faults()).toEqual([])
  })

  test('cuts the connection before the work is done', async () => {
    const { simulator, send } = await texter()
    simulator.fault({ operation: 'CreateMessage', dropConnection: 'before' })

    await expect(send(ANYBODY)).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(simulator.counts().texts).toBe(0)
  })

  test('cuts the connection after the work is done, without an answer', async () => {
    const { simulator, send, pass, statuses } = await texter()
    simulator.fault({ operation: 'CreateMessage', dropConnection: 'after' })

    await expect(send(ANYBODY)).rejects.toMatchObject({ code: 'ECONNRESET' })
    await pass(1000)

    expect(simulator.texts({ direction: 'outbound' })).toMatchObject([{ to: ANYBODY, status: 'delivered' }])
    expect(statuses()).toEqual(['sent', 'delivered'])
  })

  test('meets each nth call only', async () => {
    const { simulator } = await simulated()
    simulator.fault({ status: 500, times: -1, every: 3 })

    const statuses: number[] = []
    for (let call = 0; call < 6; call++) statuses.push((await balance(simulator.url)).status)
    simulator.clearFaults()

    expect(statuses).toEqual([200, 200, 500, 200, 200, 500])
    expect(simulator.faults()).toEqual([])
  })

  test('holds a call for as long as the clock says', async () => {
    const { simulator, clock } = await simulated()
    simulator.fault({ delayMs: 5000 })
    let answered = false

    const call = balance(simulator.url).then((answer) => {
      answered = true
      return answer
    })
    while (simulator.faults().length > 0) await new Promise(setImmediate)
    await clock.advance(4999)
    const early = answered
    await clock.advance(1)

    expect((await call).status).toBe(200)
    expect(early).toBe(false)
  })

  test('does not open a call whose credential is wrong', async () => {
    const { simulator } = await simulated()
    simulator.fault({ status: 500 })

    const answer = await wire(`${simulator.url}/2010-04-01/Accounts/${credentials.accountSid}/Balance.json`)

    expect(answer.status).toBe(401)
    expect(simulator.faults()).toHaveLength(1)
  })
})

describe('the control plane', () => {
  test('does over the wire what the returned object does', async () => {
    const { simulator, send, pass, inbound } = await texter()
    const get = async (path: string) => JSON.parse((await wire(`${simulator.url}/__simulator${path}`)).body)

    const injected = await order(simulator.url, '/faults', { operation: 'CreateMessage', dropConnection: 'after' })
    const listed = await get('/faults')
    await send(ANYBODY).catch(() => undefined)
    const behaviour = await order(simulator.url, '/behaviour', { replies: false })
    const texted = await order(simulator.url, '/sms', { from: '33733', to: '+14155550100', body: 'hello' })
    await pass(1000)

    expect([injected.status, texted.status]).toEqual([200, 200])
    expect(listed.faults).toEqual([{ operation: 'CreateMessage', dropConnection: 'after', times: 1 }])
    expect(behaviour.body).toMatchObject({ replies: false, copies: 1 })
    expect(inbound().map(({ form }) => [form['From'], form['MessageSid']])).toEqual([['33733', texted.body.sid]])
    expect(await get('/counts')).toEqual({ texts: 2, emails: 0, calls: 0, webhooks: 3, numbers: 1 })
    expect((await get(`/messages?to=${encodeURIComponent(ANYBODY)}&limit=5`)).messages).toHaveLength(1)
    expect((await get('/webhooks?state=accepted')).webhooks).toHaveLength(3)
    expect((await get('/numbers')).numbers).toHaveLength(1)
    expect((await get('/people')).people).toContainEqual({ number: '+15550100002', who: 'sends STOP' })
    expect(await get('/emails')).toEqual({ total: 0, emails: [] })
    expect(await get('/health')).toEqual({ status: 'ok' })
  })

  test.each([
    ['/sms', { from: '+14155557788', to: 'nobody', body: 'x' }, 400, 'invalid_input'],
    ['/sms', { from: '+14155557788', to: '+14155550199', body: 'x' }, 404, 'not_found'],
    ['/faults', { dropConnection: 'sometimes' }, 400, 'invalid_input'],
    ['/behaviour', { mood: 'good' }, 400, 'invalid_input'],
    ['/webhooks/redeliver', { id: 'none' }, 404, 'not_found']
  ])('%s refuses %j', async (path, body, status, code) => {
    const { simulator } = await simulated()

    expect(await order(simulator.url, path, body)).toMatchObject({ status, body: { code } })
  })
})
