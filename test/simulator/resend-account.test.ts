import { describe, expect, test } from 'vitest'
import { credentials, simulated } from './simulated.ts'

describe('domains', () => {
  test('the client adds, verifies, reads, lists and removes a domain, and may send from it once it is verified', async () => {
    const { mailing, pass, simulator } = await simulated()
    const draft = { from: 'a@mail.shop.example', to: 'silent@example.org', subject: 'Hi', text: 'there' }

    const { data: added } = await mailing.domains.create({ name: 'mail.shop.example' })
    const id = added?.id ?? ''
    const early = await mailing.emails.send(draft)
    const write = () => simulator.email({ from: 'b@example.org', to: 'a@mail.shop.example', subject: 'Hi' })
    expect(write).toThrow(/verified domain/)
    await mailing.domains.verify(id)
    const pending = await mailing.domains.get(id)
    await pass(1000)
    const verified = await mailing.domains.get(id)
    const sent = await mailing.emails.send(draft)
    const { emailId } = write()
    const listed = await mailing.domains.list()
    const removed = await mailing.domains.remove(id)

    expect(added).toMatchObject({ name: 'mail.shop.example', status: 'not_started', region: 'us-east-1' })
    expect(added?.records.map(({ record, type }) => [record, type])).toEqual([
      ['DKIM', 'TXT'],
      ['SPF', 'MX'],
      ['SPF', 'TXT'],
      ['Receiving', 'MX']
    ])
    expect(early.error).toMatchObject({ statusCode: 403 })
    expect(pending.data).toMatchObject({ object: 'domain', status: 'pending' })
    expect(verified.data).toMatchObject({ status: 'verified' })
    expect(sent.error).toBeNull()
    expect(simulator.emails({ direction: 'inbound' })).toMatchObject([{ id: emailId }])
    expect(listed.data?.data.map(({ name }) => name)).toEqual(['agents.example.com', 'mail.shop.example'])
    expect(removed.data).toMatchObject({ deleted: true })
    expect((await mailing.domains.get(id)).error).toMatchObject({ statusCode: 404 })
  })

  test.each([
    ['no name', { name: undefined }, 422],
    ['a name that is none', { name: 'not a domain' }, 422],
    ['a name that is taken', { name: 'AGENTS.example.com' }, 403]
  ])('a domain with %s is refused', async (_what, draft, statusCode) => {
    const { mailing } = await simulated()

    expect((await mailing.domains.create(draft as never)).error).toMatchObject({ statusCode })
  })
})

describe('webhooks', () => {
  test('the client makes, reads, lists and removes a webhook, whose secret is told', async () => {
    const { mailing } = await simulated()

    const { data: made } = await mailing.webhooks.create({
      endpoint: 'https://ours.example/email',
      events: ['email.received']
    })
    const id = made?.id ?? ''
    const read = await mailing.webhooks.get(id)
    const listed = await mailing.webhooks.list()
    const removed = await mailing.webhooks.remove(id)

    expect(made).toMatchObject({ object: 'webhook', signing_secret: credentials.resendWebhookSecret })
    expect(read.data).toMatchObject({
      id,
      endpoint: 'https://ours.example/email',
      events: ['email.received'],
      status: 'enabled',
      signing_secret: made?.signing_secret
    })
    expect(listed.data?.data.map((webhook) => webhook.id)).toEqual([id])
    expect(removed.data).toMatchObject({ object: 'webhook', id, deleted: true })
    expect((await mailing.webhooks.get(id)).error).toMatchObject({ statusCode: 404 })
  })

  test('each webhook has a secret of its own where none is given', async () => {
    const { mailing } = await simulated({ resendWebhookSecret: '' })
    const create = () => mailing.webhooks.create({ endpoint: 'https://ours.example/email', events: ['email.sent'] })

    const secrets = [await create(), await create()].map(({ data }) => data?.signing_secret)

    expect(new Set(secrets).size).toBe(2)
    expect(secrets.every((secret) => secret?.startsWith('whsec_'))).toBe(true)
  })

  test.each([{ endpoint: 'nowhere', events: ['email.sent'] }, { endpoint: 'https://ours.example', events: [] }, {}])(
    'a webhook such as %j is refused',
    async (draft) => {
      const { mailing } = await simulated()

      expect((await mailing.webhooks.create(draft as never)).error).toMatchObject({ statusCode: 422 })
    }
  )
})
