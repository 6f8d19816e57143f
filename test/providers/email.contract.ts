import { expect, test } from 'vitest'
import type { EmailDraft, EmailProvider } from '../../src/providers/contracts.ts'
import { failuresContract } from './failures.contract.ts'
import type { Stage } from './stage.ts'

/** An email with everything that a draft may have. */
export const emailDraft = (): EmailDraft => ({
  from: 'Ada <ada@agents.example.com>',
  to: 'person@example.org',
  cc: ['cc@example.org'],
  bcc: ['bcc@example.org'],
  replyTo: 'ada@agents.example.com',
  subject: 'Noon? Zwölf 👍',
  text: 'Ready at noon.\nBest',
  html: '<p>Ready at noon.</p>',
  headers: { 'In-Reply-To': '<a@example.org>' },
  attachments: [
    { filename: 'a.txt', contentType: 'text/plain', contentBase64: 'aGk=' },
    { filename: 'b.pdf', contentType: 'application/pdf', url: 'https://files.example.org/b.pdf' }
  ],
  idempotencyKey: `msg_${Math.random().toString(36).slice(2)}`
})

/** What every vendor of email must do. `received` is the id of an email that came in; `sent` of one that was delivered. */
export function emailContract(
  open: () => Promise<Stage<EmailProvider>>,
  refs: { received: string; sent: string }
): void {
  test('sending an email returns a reference', async () => {
    const { provider } = await open()

    expect(await provider.sendEmail(emailDraft())).toMatchObject({ ref: expect.stringMatching(/./), status: 'queued' })
  })
  test('asked twice with one key, the vendor sends once', async () => {
    const { provider } = await open()
    const draft = emailDraft()

    const [first, second] = [await provider.sendEmail(draft), await provider.sendEmail(draft)]

    expect(second.ref).toBe(first.ref)
  })
  test('a send whose answer was lost is settled by asking again', async () => {
    const { provider, fail } = await open()
    const draft = emailDraft()
    await fail({ cut: 'after' })
    await expect(provider.sendEmail(draft)).rejects.toMatchObject({ code: 'provider_timeout' })

    const [first, second] = [await provider.sendEmail(draft), await provider.sendEmail(draft)]

    expect(second.ref).toBe(first.ref)
  })
  test('another email under the same key is refused', async () => {
    const { provider } = await open()
    const draft = emailDraft()
    await provider.sendEmail(draft)

    await expect(provider.sendEmail({ ...draft, text: 'Something else' })).rejects.toMatchObject({
      code: 'provider_rejected',
      details: { providerCode: 'invalid_idempotent_request' }
    })
  })
  test('what became of an email can be asked', async () => {
    const { provider } = await open()

    expect(await provider.getSent(refs.sent)).toEqual({ status: 'delivered' })
  })
  test('an email that came in is fetched with its text, headers and attachments', async () => {
    const { provider } = await open()

    const email = await provider.fetchReceived(refs.received)

    expect(email).toMatchObject({ from: expect.stringContaining('@'), to: [expect.stringContaining('@')] })
    expect(email.text).toMatch(/./)
    expect(email.receivedAt.getTime()).toBeGreaterThan(0)
    expect(email.attachments).toMatchObject([{ filename: 'document.pdf', contentType: 'application/pdf' }])
    expect(email.attachments[0]?.url).toMatch(/^https?:/)
  })
  test('a domain that the vendor has comes with its records, an unknown one is absent', async () => {
    const { provider } = await open()

    expect(await provider.checkDomain('Example.com')).toMatchObject({ name: 'example.com', records: [{ type: 'MX' }] })
    expect(await provider.checkDomain('nowhere.example.net')).toEqual({
      name: 'nowhere.example.net',
      status: 'absent',
      records: []
    })
  })
  test('a webhook comes with its secret, also when there was one for the URL', async () => {
    const { provider } = await open()

    const first = await provider.createWebhook('https://webhook.example.com/handler')
    const second = await provider.createWebhook('https://webhook.example.com/handler')

    for (const made of [first, second])
      expect(made).toMatchObject({ ref: expect.stringMatching(/./), secret: expect.stringMatching(/^whsec_/) })
  })
  test('a good credential is told without its key being named', async () => {
    const { provider } = await open()

    expect(await provider.verify()).toMatchObject({ account: expect.stringMatching(/^key [0-9a-f]{8}$/) })
  })
  failuresContract('email', open, {
    does: (provider) => provider.sendEmail(emailDraft()),
    reads: (provider) => provider.getSent(refs.sent)
  })
}
