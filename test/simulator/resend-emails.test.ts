import { describe, expect, test } from 'vitest'
import { AGENT, DRAFT, mailer } from './mailer.ts'
import { credentials, listener, simulated, wire } from './simulated.ts'

describe('sending', () => {
  test('an email is accepted, sent and delivered, and can be read', async () => {
    const { mailing, pass, events, simulator } = await mailer()
    simulator.behave({ replies: false })

    const sent = await mailing.emails.send({
      ...DRAFT,
      cc: ['c@example.org'],
      headers: { 'X-Row': 'msg_1' },
      tags: [{ name: 'row', value: '1' }]
    })
    const id = sent.data?.id ?? ''
    const queued = await mailing.emails.get(id)
    await pass(2000)
    const done = await mailing.emails.get(id)

    expect(sent.error).toBeNull()
    expect(queued.data).toMatchObject({
      object: 'email',
      id,
      from: DRAFT.from,
      to: [DRAFT.to],
      cc: ['c@example.org'],
      subject: 'Hello',
      text: DRAFT.text,
      last_event: 'queued'
    })
    expect(done.data?.last_event).toBe('delivered')
    expect(events().map(({ type, data }) => [type, data.email_id, data['tags']])).toEqual([
      ['email.sent', id, { row: '1' }],
      ['email.delivered', id, { row: '1' }]
    ])
  })

  test('one email goes per key, however often it is asked for, and no other email goes under the key', async () => {
    const { mailing, simulator, pass } = await mailer()
    const send = (text: string) => mailing.emails.send({ ...DRAFT, text }, { idempotencyKey: 'msg_1' })

    const answers = await Promise.all([send('one'), send('one'), send('one')])
    const other = await send('two')
    await pass(86_500_000)
    const late = await send('two')

    expect(new Set(answers.map(({ data }) => data?.id)).size).toBe(1)
    expect(other.error).toMatchObject({ statusCode: 409, name: 'invalid_idempotent_request' })
    expect(late.error).toBeNull()
    expect(simulator.emails({ direction: 'outbound' })).toHaveLength(2)
  })

  test.each([
    ['no recipient', { to: undefined }, 422, 'missing_required_field'],
    ['no subject', { subject: undefined }, 422, 'missing_required_field'],
    ['no content', { text: undefined }, 422, 'missing_required_field'],
    ['a recipient that is no address', { to: 'nobody' }, 422, 'validation_error'],
    ['a sender that is no address', { from: 'me' }, 422, 'validation_error'],
    ['51 recipients', { to: Array.from({ length: 51 }, (_, i) => `p${i}@example.org`) }, 422, 'validation_error'],
    ['a line break in its subject', { subject: 'a\nBcc: b@example.org' }, 422, 'validation_error'],
    ['a domain that is not verified', { from: 'a@unknown.example' }, 403, 'validation_error']
  ])('an email with %s is refused and is not on record', async (_what, change, statusCode, name) => {
    const { mailing, simulator } = await mailer()

    const { error } = await mailing.emails.send({ ...DRAFT, ...change } as never)

    expect(error).toEqual({ statusCode, name, message: expect.any(String) })
    expect(simulator.counts().emails).toBe(0)
  })

  test.each([
    ['without a key', {}, 401, 'missing_api_key'],
    ['with a wrong key', { authorization: 'Bearer re_wrong' }, 403, 'invalid_api_key']
  ])('a call %s is refused in the envelope of the vendor', async (_what, headers, statusCode, name) => {
    const { simulator } = await mailer()

    const answer = await wire(`${simulator.url}/domains`, { headers: headers as Record<string, string> })

    expect(answer.status).toBe(statusCode)
    expect(JSON.parse(answer.body)).toEqual({ statusCode, name, message: expect.any(String) })
  })

  test('what does not exist and what cannot be read are refused in the envelope of the vendor', async () => {
    const { mailing, simulator } = await mailer()
    const headers = { authorization: `Bearer ${credentials.resendApiKey}`, 'content-type': 'application/json' }

    const broken = await wire(`${simulator.url}/emails`, { method: 'POST', headers, body: '{"from":' })
    const nowhere = await wire(`${simulator.url}/nowhere`, { headers })

    expect((await mailing.emails.get('none')).error).toMatchObject({ statusCode: 404, name: 'not_found' })
    expect([broken.status, nowhere.status]).toEqual([400, 404])
    expect(JSON.parse(nowhere.body)).toMatchObject({ statusCode: 404, name: 'not_found' })
  })
})

describe('events', () => {
  test('each is signed, so that the vendor’s own check passes and a changed one fails', async () => {
    const { mailing, pass, ours, secret } = await mailer()
    await mailing.emails.send(DRAFT)
    await pass(2000)

    const check = ({ headers, raw }: (typeof ours.received)[number], payload = raw) =>
      mailing.webhooks.verify({
        payload,
        headers: {
          id: String(headers['svix-id']),
          timestamp: String(headers['svix-timestamp']),
          signature: String(headers['svix-signature'])
        },
        webhookSecret: secret
      })

    expect(ours.received).toHaveLength(3)
    for (const one of ours.received) {
      expect(check(one)).toEqual(JSON.parse(one.raw))
      expect(() => check(one, one.raw.replace('Hello', 'Forged'))).toThrow()
    }
  })

  test('one that is not taken is posted again under the same id with a fresh time', async () => {
    let up = false
    const ours = await listener(() => (up ? 200 : 500))
    const { mailing, pass, simulator } = await simulated()
    await mailing.webhooks.create({ endpoint: ours.base, events: ['email.received'] })
    simulator.email({ from: 'ada@example.org', to: AGENT, subject: 'Hi', text: 'there' })
    await simulator.idle()
    up = true

    await pass(5000)
    await pass(300_000)

    expect(new Set(ours.received.map(({ headers }) => headers['svix-id'])).size).toBe(1)
    const [first = 0, second = 0] = ours.received.map(({ headers }) => Number(headers['svix-timestamp']))
    expect(second - first).toBe(5)
    expect(ours.received).toHaveLength(2)
    expect(simulator.webhooks()[0]).toMatchObject({ state: 'accepted' })
  })

  test('a webhook gets the kinds that it asked for and no others, and none once it is deleted', async () => {
    const ours = await listener()
    const { mailing, pass } = await simulated()
    const { data } = await mailing.webhooks.create({ endpoint: ours.base, events: ['email.delivered'] })
    await mailing.emails.send(DRAFT)
    await pass(3000)
    await mailing.webhooks.remove(data?.id ?? '')

    await mailing.emails.send(DRAFT)
    await pass(3000)

    expect(ours.received.map(({ raw }) => JSON.parse(raw).type)).toEqual(['email.delivered'])
  })
})
