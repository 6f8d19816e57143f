import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { contactConsent, organizations } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import type { OutboundDraft } from '../../src/pipeline/draft.ts'
import { dryRun } from '../../src/pipeline/dry-run.ts'
import { readUnsubscribe } from '../../src/pipeline/opt-out/unsubscribe-link.ts'
import type { OrganizationSettings } from '../../src/schemas/organization.ts'
import { sendingHouse } from '../helpers/sending-house.ts'

const BOB = 'bob@example.com'
const HTTPS = { WEBHOOK_BASE_URL: 'https://comms.example' }
const ADDRESS = '1 Main Street\nSpringfield, IL 62701'
const email = (more: Partial<OutboundDraft> = {}): OutboundDraft => ({
  ...{ channel: 'email', to: BOB, subject: 'News', body: 'Everything is half price.' },
  ...more
})
const marketing = (more: Partial<OutboundDraft> = {}) => email({ purpose: 'marketing', ...more })

async function house(env: Record<string, string> = HTTPS, settings: OrganizationSettings = { postalAddress: ADDRESS }) {
  const base = await sendingHouse(env)
  const { deps, agent } = base
  await deps.db.update(organizations).set({ settings }).where(eq(organizations.id, agent.orgId))
  const now = deps.clock.now()
  await deps.db.insert(contactConsent).values({
    ...{ id: newId('cns'), orgId: agent.orgId, contact: BOB, channel: 'email', purpose: 'any', kind: 'express' },
    ...{ source: 'web form', recordedBy: 'org:tok', grantedAt: now, createdAt: now }
  })
  return base
}

const linkIn = (header = '') => /<https?:\/\/[^/]+\/unsubscribe\/([\w-]+)>/.exec(header)?.[1] ?? ''

test('an email that sells tells who sends it and how it is stopped, in text, in html and to mail programs', async () => {
  const { deps, agent, send, emails } = await house(HTTPS, { postalAddress: ADDRESS, legalName: 'Acme & Sons' })

  await send(marketing({ html: '<html><body><p>Half price</p></BODY></html>' }))

  const [sent] = emails()
  const { 'list-unsubscribe': header = '', 'list-unsubscribe-post': post } = lowerCased(sent?.headers)
  expect(post).toBe('List-Unsubscribe=One-Click')
  expect(header).toContain(`<mailto:${agent.emailAddress}?subject=unsubscribe>`)
  const token = linkIn(header)
  expect(readUnsubscribe(deps, token)).toEqual({ orgId: agent.orgId, agentId: agent.id, contact: BOB })
  expect(sent?.text?.startsWith('Everything is half price.')).toBe(true)
  for (const line of ['Acme & Sons', ...ADDRESS.split('\n'), `https://comms.example/unsubscribe/${token}`])
    expect(sent?.text).toContain(line)
  expect(sent?.html).toContain('Acme &amp; Sons')
  expect(sent?.html).toContain(`href="https://comms.example/unsubscribe/${token}"`)
  expect(sent?.html?.indexOf('Springfield')).toBeLessThan(sent?.html?.indexOf('</BODY>') ?? 0)
})

test('html without an end of its own has the footer at its end, and text alone has no html', async () => {
  const { send, emails } = await house()

  await send(marketing({ html: '<p>Half price</p>' }))
  await send(marketing({ body: 'Only text' }))

  const [first, second] = emails().sort((a, b) => (b.html ?? '').length - (a.html ?? '').length)
  expect(first?.html).toMatch(/^<p>Half price<\/p>.*Springfield/s)
  expect(second?.html ?? null).toBeNull()
})

test.each<[string, Record<string, string>, OrganizationSettings, Partial<OutboundDraft>, string[]]>([
  ['without a postal address', HTTPS, {}, {}, ['postal_address']],
  ['without a public https address', {}, { postalAddress: ADDRESS }, {}, ['unsubscribe_link']],
  ['without a subject', HTTPS, { postalAddress: ADDRESS }, { subject: undefined }, ['subject']]
])('an email that sells does not leave %s, and a dry run says so', async (_what, env, settings, more, missing) => {
  const { deps, sender, send, emails } = await house(env, settings)

  await expect(send(marketing(more))).rejects.toMatchObject({
    code: 'identity_missing',
    details: { check: 'email-identity', missing }
  })
  expect(await dryRun(deps, sender, marketing(more))).toMatchObject({ verdict: 'refused', code: 'identity_missing' })

  expect(emails()).toEqual([])
})

test('an email about a person’s business leaves as it was written, and can be unsubscribed as well', async () => {
  const { send, emails } = await house({})

  await send(email({ html: '<p>Hi</p>' }))

  const [sent] = emails()
  expect(sent).toMatchObject({ text: 'Everything is half price.', html: '<p>Hi</p>' })
  const headers = lowerCased(sent?.headers)
  expect(linkIn(headers['list-unsubscribe'])).not.toBe('')
  // One click needs https, which this server does not have.
  expect(headers['list-unsubscribe-post']).toBeUndefined()
})

test('an email that the person awaits offers no end of it', async () => {
  const { send, emails } = await house()

  await send(email({ purpose: 'transactional' }))

  expect(lowerCased(emails()[0]?.headers)).not.toHaveProperty('list-unsubscribe')
})

test('the same email is the same message, with its footer and with another one', async () => {
  const { deps, agent, clock, send, emails } = await house()

  const first = await send(marketing({ idempotencyKey: 'news-1' }))
  await deps.db
    .update(organizations)
    .set({ settings: { postalAddress: '2 Other Street' } })
    .where(eq(organizations.id, agent.orgId))
  await clock.advance(5000)
  const again = await send(marketing({ idempotencyKey: 'news-1' }))

  expect(again.messageId).toBe(first.messageId)
  expect(emails()).toHaveLength(1)
})

const lowerCased = (headers: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
