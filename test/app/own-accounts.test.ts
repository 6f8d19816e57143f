import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inboxEvents, organizations } from '../../src/db/schema/index.ts'
import { signedForm } from '../helpers/arriving.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { seedAgent, seedOrganization } from '../helpers/test-deps.ts'
import { ACCOUNT_A, ACCOUNT_B, OPERATOR, vendorAccounts } from '../helpers/vendor-accounts.ts'

let t: TestApp

beforeAll(async () => {
  const vendor = await vendorAccounts(afterAll)
  t = await openTestApp({ ...vendor.env, DEMO_MODE: 'false' })
})
afterAll(() => t.close())

/** An organization that may reach real people, with an agent, as its owner registers an account for it. */
async function tenant() {
  const orgId = await seedOrganization(t.app)
  await t.app.db.update(organizations).set({ mode: 'production' }).where(eq(organizations.id, orgId))
  const agent = await seedAgent(t.app, orgId)
  const register = (credentials: object, more: object = {}) =>
    t.call('comms_register_provider', { provider: 'twilio', credentials, ...more }, t.master, {
      'x-organization-id': orgId
    })
  const post = async (authToken: string) => {
    const url = `${t.base}/webhooks/${agent.id}/sms`
    const fields = {
      MessageSid: `SM${String(posts++).padStart(32, '0')}`,
      From: '+14155550123',
      To: agent.phoneNumber ?? ''
    }
    return (await fetch(url, signedForm(url, authToken, { ...fields, Body: 'hello', NumMedia: '0' }))).status
  }
  const events = async () => (await t.app.db.select().from(inboxEvents).where(eq(inboxEvents.agentId, agent.id))).length
  return { orgId, agent, register, post, events }
}
let posts = 0

test('what the account of one organization signs is refused for another, and by the operator as well', async () => {
  const [a, b] = [await tenant(), await tenant()]
  expect(await a.post(OPERATOR.authToken)).toBe(200)
  expect(await a.register(ACCOUNT_A)).toMatchObject({ status: 200, body: { status: 'active' } })
  expect(await b.register(ACCOUNT_B)).toMatchObject({ status: 200, body: { status: 'active' } })

  expect([await a.post(ACCOUNT_B.authToken), await b.post(ACCOUNT_A.authToken)]).toEqual([403, 403])
  expect([await a.post(OPERATOR.authToken), await b.post(OPERATOR.authToken)]).toEqual([403, 403])
  expect([await a.post(ACCOUNT_A.authToken), await b.post(ACCOUNT_B.authToken)]).toEqual([200, 200])
  expect([await a.events(), await b.events()]).toEqual([2, 1])
})

test.each([
  ['with a line break', { accountSid: ACCOUNT_A.accountSid, authToken: 'canarycanarycanary\nTWILIO_X=1' }],
  ['of the wrong kind', { accountSid: 'canarycanarycanary', authToken: ACCOUNT_A.authToken }],
  ['with an address of its own', { ...ACCOUNT_A, baseUrl: 'http://canarycanarycanary.example' }],
  ['that are no text', { accountSid: ACCOUNT_A.accountSid, authToken: ['canarycanarycanary'] }]
])('credentials %s are refused, and the answer does not repeat them', async (_what, credentials) => {
  const { register } = await tenant()
  const { status, body } = await register(credentials)

  expect([status, body['code']]).toEqual([400, 'invalid_input'])
  expect(JSON.stringify(body)).not.toContain('canary')
  expect(JSON.stringify(body)).not.toContain(ACCOUNT_A.authToken)
})
