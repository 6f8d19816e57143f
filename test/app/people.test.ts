import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditLog, organizations, users } from '../../src/db/schema/index.ts'
import { codeTo, invitationTo, mailbox, mailTo, PASSWORD, PEOPLE, person, registered } from '../helpers/person.ts'
import { openTestApp, type TestApp, testApp } from '../helpers/test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp(PEOPLE)
})
afterAll(() => t.close())

const userRow = async (email: string) => (await t.app.db.select().from(users).where(eq(users.email, email)))[0]

test('who registers is mailed a code, confirms with it, and is the owner of a sandbox organization that awaits its review', async () => {
  const { who, email, orgId } = await registered(t, { organizationName: 'Ada & Co', companyName: 'Ada Ltd' })

  expect((await who.get('/auth/me')).body).toMatchObject({
    user: { email, role: 'owner', superAdmin: false, status: 'active', organizationId: orgId },
    organizationStatus: 'pending_review'
  })
  const organization = await who.get(`/admin/organizations/${orgId}`)
  expect(organization.body).toMatchObject({ name: 'Ada & Co', companyName: 'Ada Ltd', mode: 'sandbox' })
  const entries = await t.app.db.select().from(auditLog).where(eq(auditLog.orgId, orgId))
  expect(entries.map(({ event }) => event)).toEqual(expect.arrayContaining(['organization.created', 'admin.signed_in']))
  expect(JSON.stringify(entries)).not.toContain(email)
})

test('until the mailbox is confirmed nobody is signed in, and the organization is not listed', async () => {
  const who = person(t.base)
  const email = mailbox()
  await who.post('/auth/register', { email, password: PASSWORD, organizationName: 'Unconfirmed' })
  await codeTo(t, email)

  expect(await who.post('/auth/login', { email, password: PASSWORD })).toMatchObject({ status: 403 })
  expect((await who.get('/auth/me')).status).toBe(401)
  const listed = await t.must('comms_list_organizations', { limit: 100 })
  expect(JSON.stringify(listed)).not.toContain('Unconfirmed')
})

test('the code that somebody else’s registration caused does not make their password good', async () => {
  const [owner, stranger] = [person(t.base), person(t.base)]
  const email = mailbox()
  await owner.post('/auth/register', { email, password: PASSWORD, organizationName: 'Mine' })
  await codeTo(t, email)
  await stranger.post('/auth/register', { email, password: 'password of a stranger', organizationName: 'Not mine' })
  await mailTo(t, email, /confirms/)
  const codes = () => t.simulator.emails({ direction: 'outbound' }).filter(({ to }) => to.includes(email))
  await expect.poll(() => codes().length).toBe(2)

  const answers = await Promise.all(
    codes().map(({ text }) =>
      owner.post('/auth/verify', { email, code: /\d{6}/.exec(text ?? '')?.[0], password: PASSWORD })
    )
  )

  for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  expect((await userRow(email))?.status).toBe('unverified')
})

test('the first super-admin is made once, however many ask at the same time, and operates every organization', async () => {
  const house = await testApp({ ALLOW_REGISTRATION: 'true' })
  const ask = (email: string) =>
    person(house.base).send(
      'POST',
      '/auth/bootstrap',
      { email, password: PASSWORD },
      { authorization: `Bearer ${house.adminToken}` }
    )
  const emails = [mailbox(), mailbox(), mailbox()]

  const answers = await Promise.all(emails.map(ask))

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  expect((await ask(mailbox())).status).toBe(409)
  const email = emails[answers.findIndex(({ status }) => status === 201)] ?? ''
  const admin = person(house.base)
  expect((await admin.post('/auth/login', { email, password: PASSWORD })).body.user).toMatchObject({ superAdmin: true })
  const { orgId } = await registered(house)
  expect(
    (await admin.get('/admin/organizations')).body.organizations.map(
      (o: { organizationId: string }) => o.organizationId
    )
  ).toContain(orgId)
  expect((await admin.get('/admin/users', { 'x-organization-id': orgId })).body.users).toHaveLength(1)
})

test('nobody registers where the operator does not allow it, nor ever in the community edition', async () => {
  const closing: Record<string, string>[] = [{}, { EDITION: 'community', ALLOW_REGISTRATION: 'true' }]
  for (const env of closing) {
    const closed = await testApp(env)
    const asked = { email: mailbox(), password: PASSWORD, organizationName: 'Acme' }
    expect(await person(closed.base).post('/auth/register', asked)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' }
    })
    expect(await closed.app.db.select().from(users)).toEqual([])
    expect(await closed.app.db.select().from(organizations)).toHaveLength(1)
  }
})

test('an invitation makes one account, with the role and in the organization that it names', async () => {
  const { who, orgId } = await registered(t)
  const email = mailbox()
  expect((await who.post('/admin/users', { email, role: 'viewer' })).body).toEqual({ status: 'mailed' })
  const invitation = await invitationTo(t, email)
  const accept = { invitation, password: PASSWORD, displayName: 'Grace' }

  const guest = person(t.base)
  const tampered = await guest.post('/auth/invitations/accept', {
    ...accept,
    invitation: `${invitation.slice(0, -4)}AAAA`
  })
  const accepted = await guest.post('/auth/invitations/accept', accept)

  expect(tampered).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  expect(accepted.body.user).toMatchObject({ organizationId: orgId, email, role: 'viewer', displayName: 'Grace' })
  expect((await guest.get('/auth/me')).status).toBe(200)
  expect((await person(t.base).post('/auth/invitations/accept', accept)).status).toBe(409)
})

test('inviting tells nobody whether a mailbox has an account, and an admin makes no owners', async () => {
  const { who } = await registered(t)
  const { email: taken } = await registered(t)
  const answers = [
    await who.post('/admin/users', { email: taken, role: 'admin' }),
    await who.post('/admin/users', { email: mailbox(), role: 'admin' })
  ]
  expect(answers.map(({ status, body }) => ({ status, body }))).toEqual([
    { status: 200, body: { status: 'mailed' } },
    { status: 200, body: { status: 'mailed' } }
  ])
  expect((await who.get('/admin/users')).body.users).toHaveLength(1)

  const email = mailbox()
  await who.post('/admin/users', { email, role: 'admin' })
  const admin = person(t.base)
  await admin.post('/auth/invitations/accept', { invitation: await invitationTo(t, email), password: PASSWORD })
  expect((await admin.post('/admin/users', { email: mailbox(), role: 'owner' })).status).toBe(403)
})
