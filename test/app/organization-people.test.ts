import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { users } from '../../src/db/schema/index.ts'
import { joining, PASSWORD, PEOPLE, person, registered } from '../helpers/person.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp(PEOPLE)
})
afterAll(() => t.close())

const join = (who: Parameters<typeof joining>[1], role: string) => joining(t, who, role)

test('an organization is never without an owner, even when two take each other away at the same time', async () => {
  const one = await registered(t)
  const lower = { role: 'viewer' }
  const last = await one.who.send('PATCH', `/admin/users/${one.userId}`, lower)
  const disabled = await one.who.send('PATCH', `/admin/users/${one.userId}`, { status: 'disabled' })
  const two = await join(one.who, 'owner')

  const both = await Promise.all([
    one.who.send('PATCH', `/admin/users/${two.userId}`, lower),
    two.who.send('PATCH', `/admin/users/${one.userId}`, { status: 'disabled' })
  ])

  for (const { status, body } of [last, disabled])
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'conflict' })
  const staff = await t.app.db.select().from(users).where(eq(users.orgId, one.orgId))
  expect(staff.filter(({ role, status }) => role === 'owner' && status === 'active')).toHaveLength(1)
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('who is disabled is out at the next request, and is answered like one whose password is wrong', async () => {
  const owner = await registered(t)
  const guest = await join(owner.who, 'admin')
  expect((await guest.who.get('/admin/users')).status).toBe(200)

  await owner.who.send('PATCH', `/admin/users/${guest.userId}`, { status: 'disabled' })

  expect((await guest.who.get('/admin/users')).status).toBe(401)
  const tries = ['wrong password', PASSWORD].map((password) =>
    person(t.base).post('/auth/login', { email: guest.email, password })
  )
  const [wrong, right] = await Promise.all(tries)
  expect(right).toMatchObject({ status: 401, body: wrong?.body })
})

test('nobody changes who stands above, or gives more than they have', async () => {
  const owner = await registered(t)
  const admin = await join(owner.who, 'admin')
  const change = (userId: string, body: object) => admin.who.send('PATCH', `/admin/users/${userId}`, body)

  const answers = [
    await change(owner.userId, { displayName: 'Demoted' }),
    await change(admin.userId, { role: 'owner' }),
    await admin.who.send('DELETE', `/admin/users/${owner.userId}/sessions`)
  ]

  for (const answer of answers) expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect((await owner.who.get('/auth/me')).status).toBe(200)
  expect((await change(admin.userId, { role: 'viewer' })).status).toBe(200)
  expect((await change(admin.userId, { displayName: 'Still admin' })).status).toBe(403)
})

test('whose sessions somebody ends must sign in again', async () => {
  const owner = await registered(t)
  const admin = await join(owner.who, 'admin')

  expect((await owner.who.send('DELETE', `/admin/users/${admin.userId}/sessions`)).status).toBe(200)

  expect((await admin.who.get('/auth/me')).status).toBe(401)
  expect((await owner.who.get('/auth/me')).status).toBe(200)
})
