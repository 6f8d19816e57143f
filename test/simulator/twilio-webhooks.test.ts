import twilio from 'twilio'
import { describe, expect, test } from 'vitest'
import { credentials } from './simulated.ts'
import { ANYBODY, OURS, texter } from './texter.ts'

describe('webhooks', () => {
  test('each is signed over its exact URL, so that the vendor’s own check passes and a changed one fails', async () => {
    const { send, pass, ours } = await texter()
    await send(ANYBODY, 'hello & goodbye = 100% ünsafe')
    await pass(2000)

    const verdicts = ours.received.map(({ url, headers, form }) => [
      twilio.validateRequest(credentials.authToken, String(headers['x-twilio-signature']), url, form),
      twilio.validateRequest(credentials.authToken, String(headers['x-twilio-signature']), url, {
        ...form,
        Body: 'forged'
      })
    ])

    expect(ours.received).toHaveLength(3)
    expect(verdicts).toEqual(Array(3).fill([true, false]))
  })

  test('an inbound text carries every documented parameter', async () => {
    const { simulator, inbound } = await texter()

    const { sid } = simulator.sms({
      from: '+12125550133',
      to: OURS,
      body: 'look',
      mediaUrls: ['https://x.example/cat.jpg']
    })
    await simulator.idle()

    expect(inbound()[0]?.form).toEqual({
      MessageSid: sid,
      SmsSid: sid,
      SmsMessageSid: sid,
      SmsStatus: 'received',
      AccountSid: credentials.accountSid,
      From: '+12125550133',
      To: OURS,
      Body: 'look',
      NumMedia: '1',
      NumSegments: '1',
      MediaUrl0: 'https://x.example/cat.jpg',
      MediaContentType0: 'image/jpeg',
      ...{ ToCity: 'SAN FRANCISCO', ToState: 'CA', ToZip: '94105', ToCountry: 'US' },
      ...{ FromCity: 'NEW YORK', FromState: 'NY', FromZip: '10001', FromCountry: 'US' },
      ApiVersion: '2010-04-01'
    })
  })

  test('one that is answered with a 5xx is posted again once, under the same token', async () => {
    const { simulator, pass, inbound } = await texter(() => 503)

    simulator.sms({ from: ANYBODY, to: OURS, body: 'hello' })
    await simulator.idle()
    await pass(60_000)

    expect(new Set(inbound().map(({ headers }) => headers['i-twilio-idempotency-token']))).toHaveProperty('size', 1)
    expect(inbound()).toHaveLength(2)
    expect(simulator.webhooks()[0]).toMatchObject({
      state: 'refused',
      accepted: 0,
      attempts: [{ status: 503 }, { status: 503 }]
    })
  })

  test('one that is answered with a 4xx is not posted again', async () => {
    const { simulator, pass, inbound } = await texter(() => 403)

    simulator.sms({ from: ANYBODY, to: OURS, body: 'hello' })
    await simulator.idle()
    await pass(60_000)

    expect(inbound()).toHaveLength(1)
  })

  test('one whose connection is cut is posted until it is taken, as often as it was told to', async () => {
    let cuts = 3
    const { simulator, pass, inbound } = await texter(() => (cuts-- > 0 ? null : 200))
    simulator.behave({ webhookRetryDelaysMs: [100, 100, 100, 100] })

    simulator.sms({ from: ANYBODY, to: OURS, body: 'hello' })
    await simulator.idle()
    for (let tries = 0; tries < 4; tries++) await pass(100)

    expect(inbound()).toHaveLength(4)
    expect(simulator.webhooks()[0]).toMatchObject({ state: 'accepted', accepted: 1 })
  })

  test('the fragment of its URL decides over retries and is neither sent nor signed', async () => {
    const { simulator, ours, pass } = await texter(() => 500)
    simulator.hold({ number: '+14155550101', smsUrl: `${ours.base}/plain#rc=3&rp=5xx` })
    simulator.hold({ number: '+14155550102', smsUrl: `${ours.base}/never#rc=0` })

    for (const to of ['+14155550101', '+14155550102']) simulator.sms({ from: ANYBODY, to, body: 'hello' })
    await simulator.idle()
    for (let tries = 0; tries < 5; tries++) await pass(1000)

    expect(ours.received.map(({ path }) => path).sort()).toEqual(['/never', '/plain', '/plain', '/plain', '/plain'])
    expect(
      ours.received.every(({ url, headers, form }) =>
        twilio.validateRequest(credentials.authToken, String(headers['x-twilio-signature']), url, form)
      )
    ).toBe(true)
  })

  test('one that was refused can be posted once more', async () => {
    let up = false
    const { simulator, pass } = await texter(() => (up ? 200 : 503))
    simulator.sms({ from: ANYBODY, to: OURS, body: 'hello' })
    await simulator.idle()
    await pass(1000)
    up = true

    simulator.redeliver(simulator.webhooks({ state: 'refused' })[0]?.id ?? '')
    await simulator.idle()

    expect(simulator.webhooks()[0]).toMatchObject({ state: 'accepted', accepted: 1 })
  })

  test('copies share their token, and status callbacks come in the wrong order, when that is asked for', async () => {
    const { simulator, send, pass, statuses, ours } = await texter()
    simulator.behave({ copies: 2, reorder: true, statuses: ['queued', 'sent', 'delivered'], replies: false })

    await send(ANYBODY)
    for (let step = 0; step < 3; step++) await pass(150)

    expect(statuses()).toEqual(['delivered', 'delivered', 'sent', 'sent', 'queued', 'queued'])
    expect(new Set(ours.received.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(3)
  })
})
