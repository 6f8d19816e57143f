import { createHmac, randomBytes } from 'node:crypto'
import { postHead, withBody } from './connection.ts'
import { drive, type NextRequest } from './drive.ts'
import type { Outcome, WebhooksJob } from './job.ts'

/** Runs a job of webhooks. */
export async function runWebhooks(job: WebhooksJob): Promise<Outcome> {
  const texts = Array.from({ length: job.pool }, () => signedText(job))
  const next: NextRequest = () => texts.pop()
  const clients = Array.from({ length: job.clients }, () => next)
  return drive(new URL(job.url), clients, job.until, job.expect)
}

/** A whole request that tells of one incoming text, with every field that Twilio sends. Source: twilio.com/docs/messaging/guides/webhook-request. */
export function signedText({ url, authToken, to }: Pick<WebhooksJob, 'url' | 'authToken' | 'to'>): string {
  const sid = `SM${randomBytes(16).toString('hex')}`
  const form: Record<string, string> = {
    AccountSid: `AC${'0'.repeat(32)}`,
    ApiVersion: '2010-04-01',
    Body: `A text that came in, number ${sid.slice(2, 10)}`,
    From: `+1415557${String(Number.parseInt(sid.slice(2, 6), 16) % 10_000).padStart(4, '0')}`,
    FromCity: 'SAN FRANCISCO',
    FromCountry: 'US',
    FromState: 'CA',
    FromZip: '94103',
    MessageSid: sid,
    NumMedia: '0',
    NumSegments: '1',
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    To: to,
    ToCity: '',
    ToCountry: 'US',
    ToState: 'CA',
    ToZip: ''
  }
  const head = postHead(new URL(url), {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'user-agent': 'TwilioProxy/1.1',
    'x-twilio-signature': signatureOf(authToken, url, form)
  })
  return withBody(head, new URLSearchParams(form).toString())
}

/** What Twilio signs a request with. Source: twilio.com/docs/usage/security#validating-requests. */
export function signatureOf(authToken: string, url: string, form: Record<string, string>): string {
  const signed = Object.keys(form)
    .sort()
    .reduce((text, name) => text + name + form[name], url)
  return createHmac('sha1', authToken).update(signed).digest('base64')
}
