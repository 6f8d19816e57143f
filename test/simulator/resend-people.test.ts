import { describe, expect, test } from 'vitest'
import { AGENT, DRAFT, mailer } from './mailer.ts'
import { order, wire } from './simulated.ts'

describe('people', () => {
  test('anybody replies in the thread, and the event tells all but the content', async () => {
    const { mailing, pass, received, simulator } = await mailer()
    const { data } = await mailing.emails.send({
      ...DRAFT,
      replyTo: 'other@agents.example.com',
      headers: { References: '<a@b>' }
    })
    const sent = simulator.emails({ direction: 'outbound' })[0]

    await pass(2000)
    const event = received()[0]
    const email = await mailing.emails.receiving.get(event?.data.email_id ?? '')

    expect(event?.data).toEqual({
      email_id: expect.any(String),
      created_at: expect.any(String),
      from: DRAFT.to,
      to: ['other@agents.example.com'],
      ...{ cc: [], bcc: [], attachments: [], received_for: ['other@agents.example.com'] },
      message_id: expect.stringMatching(/^<.+@.+>$/),
      subject: 'Re: Hello'
    })
    expect(sent?.id).toBe(data?.id)
    expect(email.data).toMatchObject({
      object: 'email',
      from: DRAFT.to,
      subject: 'Re: Hello',
      text: 'Yes, that works for me. You asked: "Shall we meet?"',
      headers: { 'in-reply-to': sent?.messageId, references: `<a@b> ${sent?.messageId}` }
    })
  })

  test.each([
    ['bounce@example.org', ['email.sent', 'email.bounced']],
    ['complain@example.org', ['email.sent', 'email.delivered', 'email.complained']],
    ['silent@example.org', ['email.sent', 'email.delivered']]
  ])('%s behaves so', async (to, expected) => {
    const { mailing, pass, kinds } = await mailer()

    await mailing.emails.send({ ...DRAFT, to })
    await pass(86_400_000)

    expect(kinds()).toEqual(expected)
  })

  test('a bounce says what kind it is', async () => {
    const { mailing, pass, events } = await mailer()

    await mailing.emails.send({ ...DRAFT, to: 'bounce@example.org' })
    await pass(2000)

    expect(events().at(-1)?.data['bounce']).toMatchObject({ type: 'Permanent', subType: 'General' })
  })

  test('an address of ours gets what another of ours sends, whole, and nobody else replies', async () => {
    const { mailing, pass, received } = await mailer()

    await mailing.emails.send({ ...DRAFT, to: 'second@agents.example.com' })
    await pass(3000)
    const email = await mailing.emails.receiving.get(received()[0]?.data.email_id ?? '')

    expect(received()).toHaveLength(1)
    expect(email.data).toMatchObject({ from: DRAFT.from, to: ['second@agents.example.com'], text: DRAFT.text })
  })

  test('a person can write first, with files that are fetched apart', async () => {
    const { mailing, simulator, received } = await mailer()
    const file = {
      filename: 'a.txt',
      contentType: 'text/plain',
      contentBase64: Buffer.from('inside').toString('base64')
    }

    const { body } = await order(simulator.url, '/email', {
      from: 'Ada <ada@example.org>',
      to: AGENT,
      subject: 'Look',
      text: 'see file',
      html: '<p>see file</p>',
      attachments: [file]
    })
    await simulator.idle()
    const email = await mailing.emails.receiving.get(body.emailId)
    const files = await mailing.emails.receiving.attachments.list({ emailId: body.emailId })
    const [link] = files.data?.data ?? []
    const one = await mailing.emails.receiving.attachments.get({ emailId: body.emailId, id: link?.id ?? '' })
    const content = await wire(link?.download_url ?? '')

    expect(received()[0]?.data).toMatchObject({
      email_id: body.emailId,
      from: 'Ada <ada@example.org>',
      attachments: [{ id: link?.id, filename: 'a.txt', content_type: 'text/plain' }]
    })
    expect(JSON.stringify(received())).not.toContain('see file')
    expect(email.data).toMatchObject({
      text: 'see file',
      html: '<p>see file</p>',
      attachments: [{ filename: 'a.txt' }]
    })
    expect(one.data).toMatchObject({ object: 'attachment', filename: 'a.txt', size: 6 })
    expect(content).toMatchObject({ status: 200, body: 'inside', headers: { 'content-type': 'text/plain' } })
  })

  test('an email to nobody of ours is not received', async () => {
    const { simulator } = await mailer()

    const { status, body } = await order(simulator.url, '/email', {
      from: 'a@example.org',
      to: 'b@example.org',
      subject: 'x'
    })

    expect([status, body.code]).toEqual([404, 'not_found'])
  })
})
