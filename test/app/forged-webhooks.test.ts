import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpoints, organizations } from '../../src/db/schema/index.ts'
import { type SimulatorCredentials, simulatorCredentials } from '../../src/simulator/credentials.ts'
import { webhooks } from '../../src/webhooks/index.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { seedAgent, seedOrganization } from '../helpers/test-deps.ts'
import { makeThings, rowsAbout, type Things } from './things.ts'

let t: TestApp
let credentials: SimulatorCredentials
let victim: Things
let other: Things

beforeAll(async () => {
  t = await openTestApp({ DEMO_MODE: 'false' })
  credentials = simulatorCredentials(t.config.secrets.sessionSecret)
  victim = await makeThings(t, await seedOrganization(t.app))
  other = await makeThings(t, victim.orgId)
})
afterAll(() => t.close())

const sid = (kind: string) => `${kind}${randomUUID().replaceAll('-', '')}`
const pathsOf = (vendor: 'twilio' | 'resend') =>
  webhooks.filter((webhook) => webhook.vendor === vendor).map(({ path }) => path)

/** All that any event of a carrier names: a message, a call, a recording. */
const form = (to: string, body = 'Hello') => ({
  ...{ MessageSid: sid('SM'), CallSid: sid('CA'), CallStatus: 'ringing', RecordingSid: sid('RE') },
  AccountSid: credentials.accountSid,
  From: '+14155550123',
  To: to,
  Body: body,
  MessageStatus: 'failed'
})
const postForm = (url: string, fields: Record<string, string>, signature?: string) =>
  fetch(url, {
    method: 'POST',
    headers: signature === undefined ? {} : { 'x-twilio-signature': signature },
    body: new URLSearchParams(fields)
  })

test.each(pathsOf('twilio'))(
  '%s takes nothing that the carrier did not sign, for this address and text',
  async (path) => {
    const before = await rowsAbout(t, victim.agentId)
    const at = (agentId: string) => t.base + path.replace(':agentId', agentId)
    const { authToken } = credentials

    // Where the path names nobody, the number does.
    const named: [string, string][] = path.includes(':agentId')
      ? [
          [victim.agentId, victim.number],
          ['nobody', victim.number]
        ]
      : [
          [victim.agentId, victim.number],
          [victim.agentId, '+14155559999']
        ]
    for (const [agentId, to] of named) {
      const [url, fields] = [at(agentId), form(to, 'STOP')]
      const forgeries = [
        undefined,
        'not a signature',
        getExpectedTwilioSignature('0'.repeat(32), url, fields),
        getExpectedTwilioSignature(authToken, `${at(other.agentId)}?c=${other.callId}`, fields),
        getExpectedTwilioSignature(authToken, url, { ...fields, Body: 'START' })
      ]
      for (const [index, forgery] of forgeries.entries()) {
        const response = await postForm(url, fields, forgery)
        expect(response.status, String(index)).toBe(403)
        expect(await response.json()).toMatchObject({ code: 'invalid_signature' })
      }
    }

    expect(await rowsAbout(t, victim.agentId)).toEqual(before)
    const [url, fields] = [at(victim.agentId), form(victim.number)]
    expect((await postForm(url, fields, getExpectedTwilioSignature(authToken, url, fields))).status).toBe(200)
  }
)

test.each(pathsOf('resend'))('%s takes nothing that the vendor did not sign, just now', async (path) => {
  const [endpoint] = await t.app.db.select().from(endpoints).where(eq(endpoints.orgId, victim.orgId))
  const url = t.base + path.replace(':agentId', victim.agentId).replace(':endpointId', endpoint?.id ?? 'none')
  const body = JSON.stringify({ type: 'email.sent', data: { email_id: randomUUID(), to: [victim.address] } })
  const own = new Webhook(credentials.resendWebhookSecret)
  const foreign = new Webhook(Buffer.from('the secret of somebody else').toString('base64'))
  const post = (headers: object) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  const signed = (signer: Webhook, at: Date, text = body) => ({
    'svix-id': 'msg_1',
    'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
    'svix-signature': signer.sign('msg_1', at, text)
  })
  const anHourAgo = new Date(Date.now() - 3_600_000)
  const before = await rowsAbout(t, victim.agentId)

  for (const headers of [{}, signed(foreign, new Date()), signed(own, anHourAgo), signed(own, new Date(), '{}')]) {
    const response = await post(headers)
    expect(response.status, JSON.stringify(headers)).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'invalid_signature' })
  }

  expect(await rowsAbout(t, victim.agentId)).toEqual(before)
  expect((await post(signed(own, new Date()))).status).toBe(200)
})

test('the signature of the simulated carrier means nothing to an organization in production', async () => {
  const orgId = await seedOrganization(t.app)
  const agent = await seedAgent(t.app, orgId)
  await t.app.db.update(organizations).set({ mode: 'production' }).where(eq(organizations.id, orgId))
  const url = `${t.base}/webhooks/${agent.id}/sms`
  const fields = form(agent.phoneNumber ?? '')

  const response = await postForm(url, fields, getExpectedTwilioSignature(credentials.authToken, url, fields))

  expect(response.status).toBe(403)
  expect((await rowsAbout(t, agent.id)).filter((row) => row.includes(fields.MessageSid))).toEqual([])
})
