import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { users } from '../../src/db/schema/index.ts'
import { codeTo, mailbox, mailTo, PASSWORD, PEOPLE, person, registered } from '../helpers/person.ts'
import { replicaOf } from '../helpers/replica.ts'
import { openTestApp, type TestApp, testApp } from '../helpers/test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp(PEOPLE)
})
afterAll(() => t.close())

const userRow = async (email: string) => (await t.app.db.select().from(users).where(eq(users.email, email)))[0]

test('signing out ends every session of the person on every replica, and a kept cookie is worth nothing', async () => {
  const there = await replicaOf(t)
  const { who, email } = await registered(t)
  const elsewhere = person(there)
  expect((await elsewhere.post('/auth/login', { email, password: PASSWORD })).status).toBe(200)
  const stolen = who.kept()
  expect((await person(there).with(stolen).get('/auth/me')).status).toBe(200)

  expect((await who.post('/auth/logout')).status).toBe(204)

  for (const base of [t.base, there]) {
    expect((await person(base).with(stolen).get('/auth/me')).status).toBe(401)
    expect((await person(base).with(stolen).get('/admin/users')).status).toBe(401)
  }
  expect((await elsewhere.get('/auth/me')).status).toBe(401)
  expect((await who.get('/auth/me')).status).toBe(401)
})

test('a browser that shows the password of the API reference everywhere still administers by its session alone', async () => {
  const { who } = await registered(t)
  const basic = (password: string) => ({ authorization: `Basic ${btoa(`admin:${password}`)}` })
  const { adminToken } = t.app.config.secrets

  expect((await who.get('/admin/users', basic('whatever'))).status).toBe(200)
  const stranger = await person(t.base).get('/admin/users', basic(adminToken))

  expect([stranger.status, stranger.body.nextAction]).toEqual([401, expect.stringContaining('/auth/login')])
})

test('a changed password ends all other sessions, and is the only one that lets in', async () => {
  const { who, email } = await registered(t)
  const other = person(t.base)
  await other.post('/auth/login', { email, password: PASSWORD })
  const stolen = who.kept()

  const wrong = await who.post('/auth/password/change', {
    currentPassword: 'not this one',
    newPassword: 'battery horse'
  })
  const changed = await who.post('/auth/password/change', { currentPassword: PASSWORD, newPassword: 'battery horse' })

  expect([wrong.status, changed.status]).toEqual([401, 200])
  expect((await who.get('/auth/me')).status).toBe(200)
  expect((await other.get('/auth/me')).status).toBe(401)
  expect((await person(t.base).with(stolen).get('/auth/me')).status).toBe(401)
  const again = person(t.base)
  expect((await again.post('/auth/login', { email, password: PASSWORD })).status).toBe(401)
  expect((await again.post('/auth/login', { email, password: 'battery horse' })).status).toBe(200)
})

test('a mailed code sets a new password once, ends all sessions, and ends a lockout', async () => {
  const { who, email } = await registered(t)
  for (let n = 0; n < 6; n++) await person(t.base).post('/auth/login', { email, password: 'wrong' })
  expect((await person(t.base).post('/auth/login', { email, password: PASSWORD })).status).toBe(429)

  await who.post('/auth/password/reset', { email })
  const code = await codeTo(t, email, /resets/)
  const confirm = { email, code, password: 'a brand new one' }
  expect((await who.post('/auth/password/confirm', confirm)).status).toBe(204)

  expect((await who.post('/auth/password/confirm', confirm)).status).toBe(400)
  expect((await who.get('/auth/me')).status).toBe(401)
  const fresh = person(t.base)
  expect((await fresh.post('/auth/login', { email, password: PASSWORD })).status).toBe(401)
  expect((await fresh.post('/auth/login', { email, password: 'a brand new one' })).status).toBe(200)
})

test('no answer tells whether a mailbox has an account', async () => {
  const { email: known } = await registered(t)
  const begun = mailbox()
  await person(t.base).post('/auth/register', { email: begun, password: PASSWORD, organizationName: 'Begun' })
  await codeTo(t, begun)
  const asked = (email: string): Record<string, object> => ({
    '/auth/login': { email, password: 'wrong password' },
    '/auth/register': { email, password: PASSWORD, organizationName: 'Again' },
    '/auth/resend-code': { email },
    '/auth/password/reset': { email },
    '/auth/password/confirm': { email, code: '000000', password: PASSWORD },
    '/auth/verify': { email, code: '000000', password: 'wrong password' }
  })
  const paths = Object.keys(asked(''))
  const answers = async (account: () => string) => {
    const who = person(t.base)
    const all = []
    for (const path of paths) {
      const { status, headers, body: answered } = await who.post(path, asked(account())[path])
      const named = [...headers.keys()].filter((name) => !['date', 'x-request-id'].includes(name))
      all.push({ path, status, named, answered })
    }
    return all
  }

  const unknown = await answers(mailbox)

  expect(unknown.map(({ status }) => status)).toEqual([401, 202, 202, 202, 400, 400])
  expect(await answers(() => known)).toEqual(unknown)
  expect(await answers(() => begun)).toEqual(unknown)
  expect((await mailTo(t, known, /have an account/)).text).toContain('Nothing was changed')
  expect((await userRow(known))?.status).toBe('active')
})

test('after too many wrong passwords the right one is refused too, for an account as for none, and the answer says until when', async () => {
  const { email } = await registered(t)
  const tries = async (account: string) => {
    const answers = []
    for (let n = 0; n < 6; n++)
      answers.push(await person(t.base).post('/auth/login', { email: account, password: `no ${n}` }))
    return answers.map(({ status }) => status)
  }

  const [theirs, nobodys] = [await tries(email), await tries(mailbox())]

  expect(theirs).toEqual([401, 401, 401, 401, 401, 429])
  expect(nobodys).toEqual(theirs)
  const right = await person(t.base).post('/auth/login', { email, password: PASSWORD })
  expect(right).toMatchObject({ status: 429, body: { code: 'locked_out', retryable: true } })
  expect(right.body.details.retryAfterMs).toBeGreaterThan(0)
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('an address that guesses is locked out whatever it claims to be, and whichever accounts it tries; other addresses are not', async () => {
  const alone = await testApp({ ALLOW_REGISTRATION: 'true' })
  const { email } = await registered(alone)
  const statuses = []
  for (let n = 0; n < 21; n++)
    statuses.push((await person(alone.base).post('/auth/login', { email: mailbox(), password: 'guess' })).status)

  expect(new Set(statuses.slice(0, 20))).toEqual(new Set([401]))
  expect(statuses.at(-1)).toBe(429)
  expect((await person(alone.base).post('/auth/login', { email, password: PASSWORD })).status).toBe(429)

  const guesser = '198.51.100.7'
  for (let n = 0; n < 21; n++)
    await person(t.base, guesser).post('/auth/login', { email: mailbox(), password: 'guess' })
  expect((await person(t.base, guesser).post('/auth/login', { email: mailbox(), password: 'guess' })).status).toBe(429)
  const other = await registered(t)
  expect((await person(t.base).post('/auth/login', { email: other.email, password: PASSWORD })).status).toBe(200)
})

test('a cookie that this server did not write, or that was changed, lets nobody in', async () => {
  const { who } = await registered(t)
  const { cookie, csrf } = who.kept()
  const value = cookie.slice(cookie.indexOf('=') + 1)
  const foreign = await testApp(PEOPLE)
  const stranger = await registered(foreign)
  const forged = [
    cookie.slice(0, -6),
    cookie.replace(value.slice(10, 14), value.slice(10, 14) === 'AAAA' ? 'BBBB' : 'AAAA'),
    `comms_session=${Buffer.from(JSON.stringify({ facts: { userId: 'usr_1' } })).toString('base64')}`,
    'comms_session=;',
    stranger.who.kept().cookie
  ]

  for (const each of forged) {
    const response = await person(t.base).with({ cookie: each, csrf }).get('/auth/me')
    expect(response.status, each.slice(0, 40)).toBe(401)
  }
})

test('what a browser held before the sign-in is worth nothing after it', async () => {
  const { email } = await registered(t)
  const who = person(t.base)
  await who.arrive()
  const before = who.kept()
  await who.post('/auth/login', { email, password: PASSWORD })

  const logout = { method: 'POST', headers: { cookie: who.kept().cookie, 'x-csrf-token': before.csrf } }
  expect((await fetch(`${t.base}/auth/logout`, logout)).status).toBe(403)
  expect((await person(t.base).with(before).get('/auth/me')).status).toBe(401)
  expect((await who.get('/auth/me')).status).toBe(200)
})

test('the cookie is out of reach of scripts and other sites, and over https of plain requests', async () => {
  const { headers } = await person(t.base).arrive()
  expect(headers.get('set-cookie')).toMatch(/^comms_session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/)

  const secure = await testApp({ WEBHOOK_BASE_URL: 'https://comms.example.com' })
  const set = (await person(secure.base).arrive()).headers.get('set-cookie')
  expect(set).toMatch(/^__Host-comms_session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
})
