import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { agents, contactConsent, dncList, inboxEvents, organizations } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { unsubscribeUrl } from '../../src/pipeline/opt-out/unsubscribe-link.ts'
import { testApp } from '../helpers/test-app.ts'
import { seedAgent, seedOrganization } from '../helpers/test-deps.ts'

const BOB = 'bob@example.com'
const FORM = 'application/x-www-form-urlencoded'
const BECAUSE = 'The person followed the unsubscribe link of an email.'
const ONE_CLICK = 'List-Unsubscribe=One-Click'
const MULTIPART = [
  '--b0undary',
  'Content-Disposition: form-data; name="List-Unsubscribe"',
  '',
  'One-Click',
  '--b0undary--',
  ''
].join('\r\n')

async function house(env: Record<string, string> = {}) {
  const t = await testApp(env)
  const orgId = await seedOrganization(t.app)
  const agent = await seedAgent(t.app, orgId)
  const now = new Date()
  await t.app.db.insert(contactConsent).values({
    ...{ id: newId('cns'), orgId, contact: BOB, channel: 'email', purpose: 'any', kind: 'express' },
    ...{ source: 'web form', recordedBy: 'org:tok', grantedAt: now, createdAt: now }
  })
  const url = unsubscribeUrl(t.app, { orgId, agentId: agent.id, contact: BOB })
  const isAbout = (table: typeof dncList | typeof contactConsent | typeof inboxEvents) =>
    and(eq(table.orgId, orgId), eq(table.contact, BOB))
  return {
    ...{ t, url, orgId, agent },
    post: (to = url, body = ONE_CLICK, headers: Record<string, string> = {}) =>
      fetch(to, { method: 'POST', headers: { 'content-type': FORM, ...headers }, body }),
    /** What is on record of Bob. */
    async standing() {
      const listed = await t.app.db.select().from(dncList).where(isAbout(dncList))
      const consents = await t.app.db.select().from(contactConsent).where(isAbout(contactConsent))
      const events = await t.app.db.select().from(inboxEvents).where(isAbout(inboxEvents))
      return {
        listed: listed.map(({ source }) => source),
        consents: consents.map(({ revokedAt, revokedBecause }) => (revokedAt === null ? 'held' : revokedBecause)),
        events: events.map(({ kind, agentId, channel }) => [kind, agentId, channel])
      }
    }
  }
}

const UNTOUCHED = { listed: [], consents: ['held'], events: [] }

test.each([
  ['a form, as mail programs may send it', FORM, ONE_CLICK],
  ['multipart, as they had better send it', 'multipart/form-data; boundary=b0undary', MULTIPART]
])('one click takes the person off every channel: %s', async (_what, type, body) => {
  const { agent, post, standing } = await house()

  const answer = await post(undefined, body, { 'content-type': type })

  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('You are unsubscribed')
  const done = {
    listed: ['unsubscribe'],
    consents: [BECAUSE],
    events: [['contact.opted_out', agent.id, 'email']]
  }
  expect(await standing()).toEqual(done)
})

test('a second click, and eight at once, have no further effect', async () => {
  const { post, standing } = await house()

  const answers = await Promise.all(Array.from({ length: 8 }, () => post()))
  answers.push(await post())

  expect(answers.map(({ status }) => status)).toEqual(Array(9).fill(200))
  const { listed, events } = await standing()
  expect([listed, events.length]).toEqual([['unsubscribe'], 1])
})

test('who was put on the list by others stays there for their reason', async () => {
  const { t, orgId, post, standing } = await house()
  await t.app.db.insert(dncList).values({ orgId, contact: BOB, reason: 'x', source: 'manual', createdAt: new Date() })

  expect((await post()).status).toBe(200)

  expect(await standing()).toEqual({ listed: ['manual'], consents: [BECAUSE], events: [] })
})

test('looking at the link changes nothing: a program that follows links unsubscribes nobody', async () => {
  const { url, standing } = await house()

  for (const method of ['GET', 'HEAD']) expect((await fetch(url, { method })).status).toBe(200)

  expect(await standing()).toEqual(UNTOUCHED)
})

test('the page shows no more of the address than its owner knows it by, runs nothing and fits no frame', async () => {
  const { t, url, orgId } = await house()
  const settings = { legalName: '<script>alert("x")</script> & Söhne' }
  await t.app.db.update(organizations).set({ settings }).where(eq(organizations.id, orgId))

  const answer = await fetch(url)
  const page = await answer.text()

  expect(page).toContain('b…@example.com')
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; Söhne')
  expect(page).not.toMatch(/bob@|<script|style=|<img|<link/)
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('content-security-policy')).toBe(
    "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  )
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('referrer-policy')).toBe('same-origin')
})

test('its form is what unsubscribes, from the page’s own origin', async () => {
  const { t, url, post, standing } = await house()
  const page = await (await fetch(url)).text()
  const [, name, value] = /<form method="post"><input type="hidden" name="([^"]+)" value="([^"]+)">/.exec(page) ?? []

  const answer = await post(url, new URLSearchParams({ [name ?? '']: value ?? '' }).toString(), { origin: t.base })

  expect(answer.status).toBe(200)
  expect((await standing()).listed).toEqual(['unsubscribe'])
})

describe('without effect is', () => {
  test.each([
    ['an empty body', ''],
    ['another field', 'unsubscribe=yes'],
    ['another value', 'List-Unsubscribe=Two-Clicks'],
    ['the field inside another one', 'note=List-Unsubscribe=One-Click-not']
  ])('%s', async (_what, body) => {
    const { post, standing } = await house()

    const answer = await post(undefined, body)

    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('Nothing was changed')
    expect(await standing()).toEqual(UNTOUCHED)
  })

  test('a link that was forged, cut or changed', async () => {
    const { t, url, post, standing } = await house()
    const other = unsubscribeUrl(
      {
        config: { ...t.config, secrets: { ...t.config.secrets, sessionSecret: 'another secret of the same length' } },
        publicUrl: () => t.base
      },
      { orgId: 'org_default', agentId: 'agt_1', contact: BOB }
    )

    for (const bad of [url.slice(0, -1), url.slice(0, -20), `${url}A`, `${t.base}/unsubscribe/x`, other]) {
      const answers = [await post(bad), await fetch(bad)]
      for (const answer of answers) {
        expect(answer.status).toBe(404)
        expect(await answer.text()).toContain('This link does not work')
      }
    }

    expect(await standing()).toEqual(UNTOUCHED)
  })

  test('a page of somebody else, a body that is too long, and another method', async () => {
    const { url, post, standing } = await house()

    expect((await post(url, ONE_CLICK, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post(url, `${ONE_CLICK}&x=${'x'.repeat(20_000)}`)).status).toBe(413)
    expect((await fetch(url, { method: 'PUT', body: ONE_CLICK })).status).toBe(405)

    expect(await standing()).toEqual(UNTOUCHED)
  })
})

test('a link outlives its agent, who has nobody to tell then', async () => {
  const { t, agent, post, standing } = await house()
  await t.app.db.update(agents).set({ status: 'removed' }).where(eq(agents.id, agent.id))

  expect((await post()).status).toBe(200)

  expect(await standing()).toEqual({ listed: ['unsubscribe'], consents: [BECAUSE], events: [] })
})

test('it takes the person off the list of no other organization', async () => {
  const { t, post } = await house()
  const foreign = await seedOrganization(t.app)

  await post()

  expect(await t.app.db.select().from(dncList).where(eq(dncList.orgId, foreign))).toEqual([])
})

test('an address from which many unsubscribe is never refused for it, one that guesses links is', async () => {
  const { t, post } = await house({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '3' })
  const five = async (link?: string) => {
    const statuses = []
    for (let count = 0; count < 5; count++) statuses.push((await post(link)).status)
    return statuses
  }

  expect(await five()).toEqual([200, 200, 200, 200, 200])
  expect(await five(`${t.base}/unsubscribe/guess`)).toEqual([404, 404, 404, 429, 429])
})
