import { and, eq, inArray, ne } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Rank } from '../../src/admin/admin-route.ts'
import { adminRoutes } from '../../src/admin/index.ts'
import { auditLog, organizations, systemSettings, users } from '../../src/db/schema/index.ts'
import { isIn } from '../../src/schemas/edition.ts'
import { joining, PEOPLE, type Person, person, registered } from '../helpers/person.ts'
import { openTestApp, type TestApp, testApp } from '../helpers/test-app.ts'
import { badTokens } from './bad-tokens.ts'
import { makeThings, type Things } from './things.ts'

type Registered = Awaited<ReturnType<typeof registered>>

/** Every route, by hand: the least right that it needs is declared here and in the route, and both must agree. */
const CASES: Record<string, { least: Rank; body?: (n: number) => object }> = {
  adminListOrganizations: { least: 'super' },
  adminReadOrganization: { least: 'viewer' },
  adminChangeOrganization: { least: 'admin', body: (n) => ({ name: `Renamed ${n}` }) },
  adminReviewOrganization: { least: 'super', body: () => ({ decision: 'reject', note: 'Tell more.' }) },
  adminListUsers: { least: 'viewer' },
  adminInviteUser: { least: 'admin', body: (n) => ({ email: `guest-${n}@example.org`, role: 'viewer' }) },
  adminChangeUser: { least: 'admin', body: (n) => ({ displayName: `Name ${n}` }) },
  adminSignOutUser: { least: 'admin' },
  adminReadKillSwitch: { least: 'viewer' },
  adminSetKillSwitch: { least: 'admin', body: () => ({ scope: 'organization', channels: ['voice'] }) }
}
const RANKS = ['viewer', 'admin', 'owner'] as const

let t: TestApp
let victim: Registered
let subject: { userId: string }
let things: Things
let stranger: Registered
let people: Record<(typeof RANKS)[number], Person>
let refused: Awaited<ReturnType<typeof badTokens>>
let calls = 0

beforeAll(async () => {
  t = await openTestApp(PEOPLE)
  victim = await registered(t)
  things = await makeThings(t, victim.orgId)
  stranger = await registered(t)
  const colleague = await join('viewer')
  subject = { userId: colleague.userId }
  people = { viewer: (await join('viewer')).who, admin: (await join('admin')).who, owner: (await join('owner')).who }
  refused = (await badTokens(t, things)).filter(([what]) => what !== 'of the administrator')
})
afterAll(() => t.close())

/** Somebody whom the victim's owner invited. */
const join = (role: (typeof RANKS)[number]) => joining(t, victim.who, role)

/** The address of a route with the victim's ids in it. */
const addressOf = (url: string) => url.replace(':orgId', victim.orgId).replace(':userId', subject.userId)
const bodyOf = (operationId: string) => CASES[operationId]?.body?.(++calls)
/** What routes below /admin could have changed of the victim or of the server. */
async function record() {
  const { db } = t.app
  const own = and(eq(auditLog.orgId, victim.orgId), inArray(auditLog.event, ['admin.action', 'organization.reviewed']))
  const [settings, organization, staff, acts] = await Promise.all([
    // What the house notes of its own jobs is nobody's doing.
    db.select().from(systemSettings).where(ne(systemSettings.name, 'retention')),
    db.select().from(organizations).where(eq(organizations.id, victim.orgId)),
    db.select().from(users).where(eq(users.orgId, victim.orgId)).orderBy(users.id),
    db.select().from(auditLog).where(own).orderBy(auditLog.id)
  ])
  return { settings, organization, staff, acts }
}

test('every route declares the least right that it needs, here as there', () => {
  const declared = Object.fromEntries(Object.entries(CASES).map(([name, { least }]) => [name, least]))
  expect(Object.fromEntries(adminRoutes.map(({ operationId, least }) => [operationId, least]))).toEqual(declared)
})

test('every route below /admin that is served is one of these, but for the API reference', () => {
  const declared = adminRoutes.map(({ method, url }) => `${method} ${url}`)
  const served = t.routes
    .filter(({ method, url }) => url.startsWith('/admin') && !url.startsWith('/admin/api-docs') && method !== 'HEAD')
    .map(({ method, url }) => `${method} ${url}`)
  expect(served.sort()).toEqual(declared.sort())
})

test('a route that changes something can be used by nobody who may only read', () => {
  for (const { method, least, url } of adminRoutes) if (method !== 'GET') expect(least, url).not.toBe('viewer')
})

test('the community edition has no management of organizations', async () => {
  const community = await testApp({ EDITION: 'community' })
  const send = (url: string) =>
    fetch(community.base + url, { headers: { authorization: `Bearer ${community.adminToken}` } })
  for (const route of adminRoutes.filter(({ method }) => method === 'GET')) {
    const { status } = await send(route.url.replace(':orgId', 'org_default').replace(':userId', 'usr_1'))
    expect(status, route.url).toBe(isIn(route, 'community') ? 200 : 404)
  }
  const tools = ['comms_create_organization', 'comms_list_organizations', 'comms_onboard_customer']
  for (const name of tools) expect((await community.call(name, {})).status, name).toBe(404)
})

describe.each(adminRoutes)('$method $url', ({ method, url, operationId, least }) => {
  const send = (who: Person, more: Record<string, string | undefined> = {}) =>
    who.send(method, addressOf(url), bodyOf(operationId), more)
  const bearer = (token: string) => send(person(t.base), { authorization: `Bearer ${token}` })

  test('is refused without a valid token or session, and has no effect', async () => {
    const before = await record()

    for (const [what, authorization] of refused)
      expect(await send(person(t.base), { authorization }), what).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' }
      })
    const agents = await bearer(things.token)

    expect(agents).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await record()).toEqual(before)
  })

  test('is refused to those with a lesser right, and has no effect', async () => {
    const lesser = RANKS.slice(0, least === 'super' ? RANKS.length : RANKS.indexOf(least))
    const before = await record()

    for (const rank of lesser)
      expect(await send(people[rank]), rank).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    if (least === 'super') expect((await bearer(await t.orgToken(victim.orgId))).status).toBe(403)

    expect(await record()).toEqual(before)
  })

  test('neither shows nor changes what is another organization’s', async () => {
    const before = await record()
    const named = { 'x-organization-id': victim.orgId }
    const token = { authorization: `Bearer ${await t.orgToken(stranger.orgId)}` }

    const asNamed = [await send(stranger.who, named), await send(person(t.base), { ...token, ...named })]
    const inItsOwn = [await send(stranger.who), await send(person(t.base), token)]

    for (const { status, body } of asNamed)
      expect({ status, body }).toMatchObject({ status: 404, body: { code: 'not_found' } })
    for (const { status, body } of inItsOwn) {
      const expected = least === 'super' ? 403 : url.includes(':') ? 404 : 200
      expect(status).toBe(expected)
      const shown = JSON.stringify(body)
      for (const theirs of [victim.orgId, victim.userId, subject.userId, victim.email])
        expect(shown).not.toContain(theirs)
    }
    expect(await record()).toEqual(before)
  })

  if (method !== 'GET')
    test('is refused to a session without the token of its cookie, and to another site that knows it', async () => {
      const before = await record()
      const forged: Record<string, string | undefined>[] = [
        { 'x-csrf-token': undefined },
        { 'x-csrf-token': 'made-up' },
        { 'x-csrf-token': stranger.who.kept().csrf },
        { origin: 'http://localhost:9' }
      ]

      for (const more of forged)
        expect(await send(people.owner, more)).toMatchObject({ status: 403, body: { code: 'csrf_refused' } })

      expect(await record()).toEqual(before)
    })

  test('works for those with the right, by session and by token', async () => {
    if (least !== 'super') {
      expect((await send(people[least as 'viewer'])).status).toBe(200)
      expect((await bearer(await t.orgToken(victim.orgId))).status).toBe(200)
    }
    const named = { 'x-organization-id': victim.orgId }
    for (const token of [t.adminToken, t.master])
      expect((await send(person(t.base), { authorization: `Bearer ${token}`, ...named })).status).toBe(200)
  })
})
