import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { auditLog, organizations } from '../../src/db/schema/index.ts'
import type { OrganizationView } from '../../src/schemas/organization-view.ts'
import { mailTo, PASSWORD, PEOPLE, type Person, person, registered } from '../helpers/person.ts'
import { replicaOf } from '../helpers/replica.ts'
import { callTool } from '../helpers/server-process.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'

const KYC = { companyName: 'Acme Ltd', website: 'https://acme.example', useCaseDescription: 'Reminders of bookings.' }

let t: TestApp
beforeAll(async () => {
  t = await openTestApp(PEOPLE)
})
afterAll(() => t.close())

const review = (orgId: string, decision: string, note?: string) =>
  person(t.base).send(
    'POST',
    `/admin/organizations/${orgId}/review`,
    { decision, ...(note !== undefined && { note }) },
    { authorization: `Bearer ${t.adminToken}` }
  )
const rowOf = async (orgId: string) =>
  (await t.app.db.select().from(organizations).where(eq(organizations.id, orgId)))[0]
const reviews = async (orgId: string) => {
  const which = and(eq(auditLog.orgId, orgId), eq(auditLog.event, 'organization.reviewed'))
  const rows = await t.app.db.select().from(auditLog).where(which).orderBy(auditLog.id)
  return rows.map(({ actor, details }) => ({ actor, details }))
}
const sms = { channel: 'sms', to: '+14155550123', body: 'Hello' }

test('an organization is approved once it has told who it is, and is in production from then on', async () => {
  const { who, orgId, email } = await registered(t)
  const early = await review(orgId, 'approve')
  await who.send('PATCH', `/admin/organizations/${orgId}`, KYC)

  const approved = await review(orgId, 'approve', 'Welcome.')

  expect(early).toMatchObject({ status: 409, body: { details: { missing: Object.keys(KYC) } } })
  expect(approved.body).toMatchObject({ ...KYC, mode: 'production', status: 'approved', reviewNote: 'Welcome.' })
  expect(await rowOf(orgId)).toMatchObject({ mode: 'production', status: 'approved', reviewedBy: 'super:admin' })
  expect(await reviews(orgId)).toEqual([
    {
      actor: 'super:admin',
      details: { decision: 'approve', from: 'pending_review', status: 'approved', mode: 'production' }
    }
  ])
  expect((await mailTo(t, email, /approved/)).text).toContain('Welcome.')
  expect((await review(orgId, 'approve')).status).toBe(409)
})

test('a rejected organization stays in the sandbox and learns why', async () => {
  const { who, orgId, email } = await registered(t, KYC)

  expect((await review(orgId, 'reject', 'Which bookings?')).status).toBe(200)

  const seen = (await who.get(`/admin/organizations/${orgId}`)).body as OrganizationView
  expect(seen).toMatchObject({ mode: 'sandbox', status: 'pending_review', reviewNote: 'Which bookings?' })
  expect((await mailTo(t, email, /not approved yet/)).text).toMatch(/Which bookings\?.*complete what the reviewer/s)
})

test('a suspension stops every token of the organization at once; its owner still sees why, and is let back', async () => {
  const { who, orgId, email } = await registered(t)
  const as = { 'x-organization-id': orgId }
  const { agentId, securityToken } = await t.provision('Suspended', t.master, as)
  const orgToken = await t.orgToken(orgId)
  const waiting = t.call('comms_wait_for_events', { waitSeconds: 50 }, securityToken)
  for (const token of [securityToken, orgToken]) expect((await t.call('comms_ping', {}, token)).status).toBe(200)

  expect((await review(orgId, 'suspend', 'Complaints came in.')).status).toBe(200)

  for (const token of [securityToken, orgToken]) expect((await t.call('comms_ping', {}, token)).status).toBe(401)
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), 20_000).unref())
  expect(await Promise.race([waiting, late])).toMatchObject({ body: { events: [] } })
  const asSuper = await t.call('comms_send_message', { ...sms, agentId }, t.master, as)
  expect(asSuper).toMatchObject({ status: 403, body: { code: 'organization_not_active' } })
  expect((await mailTo(t, email, /: suspended/)).text).toMatch(/Complaints came in\..*to reinstate it/s)
  const fresh = person(t.base)
  expect((await fresh.post('/auth/login', { email, password: PASSWORD })).status).toBe(200)
  expect((await fresh.get('/auth/me')).body).toMatchObject({ organizationStatus: 'suspended' })
  expect((await fresh.get(`/admin/organizations/${orgId}`)).body).toMatchObject({ reviewNote: 'Complaints came in.' })
  expect(await fresh.send('PATCH', `/admin/organizations/${orgId}`, { name: 'New' })).toMatchObject({
    status: 403,
    body: { code: 'organization_not_active', nextAction: expect.stringContaining('reinstate') }
  })

  expect((await review(orgId, 'reinstate')).body).toMatchObject({ status: 'pending_review', mode: 'sandbox' })
  expect((await mailTo(t, email, /no longer suspended/)).text).not.toContain('approved')
  for (const token of [securityToken, orgToken]) expect((await t.call('comms_ping', {}, token)).status).toBe(200)
  expect((await t.call('comms_send_message', sms, securityToken)).status).toBe(200)
  expect((await who.send('PATCH', `/admin/organizations/${orgId}`, { name: 'New' })).status).toBe(200)
})

test.runIf(dialect === 'postgres')(
  'a suspension at one replica stops tokens that another has just let in',
  async () => {
    const there = await replicaOf(t)
    const { orgId } = await registered(t)
    const token = await t.orgToken(orgId)
    const ping = () => callTool(there, token, 'comms_ping', {})
    expect((await ping()).status).toBe(200)

    await review(orgId, 'suspend')

    await until(async () => (await ping()).status === 401, 'the other replica refuses it', 5000)
  }
)

test('what was in production comes back into production', async () => {
  const { orgId } = await registered(t, KYC)
  for (const decision of ['approve', 'suspend', 'reinstate']) expect((await review(orgId, decision)).status).toBe(200)
  expect(await rowOf(orgId)).toMatchObject({ mode: 'production', status: 'approved' })
  expect(await reviews(orgId)).toHaveLength(3)
})

test('the kill switch stops a channel at once: of one organization, or of all', async () => {
  const { who, orgId } = await registered(t)
  const { securityToken } = await t.provision('Switched', t.master, { 'x-organization-id': orgId })
  const other = (await t.provision('Other')).securityToken
  let n = 0
  const send = async (token: string) =>
    (await t.call('comms_send_message', { ...sms, body: `Hello ${n++}` }, token)).body
  const set = (by: Person, scope: string, channels: string[], more = {}) =>
    by.send('PUT', '/admin/kill-switch', { scope, channels }, more)
  const admin = { authorization: `Bearer ${t.adminToken}` }
  expect(await send(securityToken)).toMatchObject({ status: 'sent' })

  expect((await set(who, 'organization', ['sms'])).body).toEqual({ system: [], organization: ['sms'] })
  expect(await send(securityToken)).toMatchObject({
    code: 'channel_blocked',
    message: expect.stringContaining('organization')
  })
  expect(await send(other)).toMatchObject({ status: 'sent' })
  await set(who, 'organization', [])
  expect(await send(securityToken)).toMatchObject({ status: 'sent' })

  expect((await set(who, 'system', ['sms'])).status).toBe(403)
  expect((await set(person(t.base), 'system', ['sms'], admin)).status).toBe(200)
  for (const token of [securityToken, other])
    expect(await send(token)).toMatchObject({ code: 'channel_blocked', message: expect.stringContaining('server') })
  expect((await who.get('/admin/kill-switch')).body).toEqual({ system: ['sms'], organization: [] })
  await set(person(t.base), 'system', [], admin)
  expect(await send(other)).toMatchObject({ status: 'sent' })
})
