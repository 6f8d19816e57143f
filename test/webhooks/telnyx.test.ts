import { generateKeyPairSync, sign } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { calls, inboxEvents, messages, organizations } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { signedForm } from '../helpers/arriving.ts'
import { openTestApp } from '../helpers/test-app.ts'
import { seedAgent } from '../helpers/test-deps.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const key = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')

const house = await openTestApp({
  ...{
    PROVIDER_TELEPHONY: 'telnyx',
    TELNYX_API_KEY: 'KEY0123',
    TELNYX_ACCOUNT_ID: '61bf923e',
    TELNYX_CONNECTION_ID: '129'
  },
  ...{ TELNYX_PUBLIC_KEY: key, TELNYX_BASE_URL: 'http://127.0.0.1:9' }
})
afterAll(() => house.close())
const { db } = house.app
const orgId = newId('org')
const row = {
  id: orgId,
  name: orgId,
  slug: orgId,
  status: 'approved' as const,
  blockedChannels: [],
  createdAt: new Date()
}
await db.insert(organizations).values({ ...row, mode: 'production' })
const agent = await seedAgent(house.app, orgId, { voiceStatus: 'active' })
const urlOf = (what: string) => `${house.base}/webhooks/${agent.id}/${what}`

/** A request as Telnyx signs it, so many seconds ago. */
function signed(body: string, type = 'application/json', secondsAgo = 0) {
  const timestamp = String(Math.floor(Date.now() / 1000) - secondsAgo)
  const headers: Record<string, string> = {
    'content-type': type,
    'telnyx-timestamp': timestamp,
    'telnyx-signature-ed25519': sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString('base64')
  }
  return { method: 'POST', headers, body }
}
const form = (fields: Record<string, string>) =>
  signed(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded')

const text = (payload: object = {}, event_type = 'message.received') =>
  JSON.stringify({
    data: {
      event_type,
      payload: {
        ...{ id: newId('rcp'), from: { phone_number: '+14155550123' }, to: [{ phone_number: agent.phoneNumber }] },
        ...{ text: 'from Telnyx', parts: 1, media: [], ...payload }
      }
    }
  })
const inbound = () => db.select().from(messages).where(eq(messages.agentId, agent.id))

test('a signed SMS is there for the agent once, however often it comes', async () => {
  const request = signed(text())

  const answers = [await fetch(urlOf('sms'), request), await fetch(urlOf('sms'), request)]

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(await inbound()).toMatchObject([{ direction: 'inbound', provider: 'telnyx', contact: '+14155550123' }])
  const events = await db.select().from(inboxEvents).where(eq(inboxEvents.agentId, agent.id))
  expect(events).toMatchObject([{ kind: 'message.received' }])
})

test.each<[string, () => Parameters<typeof fetch>[1]]>([
  ['not signed', () => ({ ...signed(text()), headers: { 'content-type': 'application/json' } })],
  ['signed too long ago', () => signed(text(), 'application/json', 301)],
  ['changed on its way', () => ({ ...signed(text()), body: text({ text: 'changed' }) })],
  ['signed as Twilio signs', () => signedForm(urlOf('sms'), 'KEY0123', { MessageSid: 'SM1', From: '+1', To: '+1' })]
])('an SMS that is %s is refused and leaves nothing', async (_name, request) => {
  const before = (await inbound()).length

  expect((await fetch(urlOf('sms'), request())).status).toBe(403)
  expect(await inbound()).toHaveLength(before)
})

test('a signed event of another kind is refused for good', async () => {
  const answer = await fetch(urlOf('sms'), signed(text({}, 'message.finalized')))

  expect(answer.status).toBe(400)
})

test('a report about a message is taken', async () => {
  const report = text({ to: [{ phone_number: '+14155550123', status: 'delivered' }] }, 'message.finalized')

  expect((await fetch(`${urlOf('message-status')}?m=msg_unknown`, signed(report))).status).toBe(200)
})

test('a call is answered in the words of Telnyx, and stands on record under its id', async () => {
  const CallSid = 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'
  const asked = { CallSid, From: '+14155550123', To: agent.phoneNumber ?? '', CallStatus: 'ringing' }

  const answer = await fetch(urlOf('voice'), form(asked))

  const document = await answer.text()
  expect(document).toContain('<ConversationRelay url="ws')
  expect(document).not.toMatch(/ events=| reportInputDuringAgentSpeech=/)
  expect(await db.select().from(calls).where(eq(calls.agentId, agent.id))).toMatchObject([
    { provider: 'telnyx', providerRef: CallSid, direction: 'inbound' }
  ])

  const [call] = await db.select().from(calls).where(eq(calls.agentId, agent.id))
  const over = { CallSid, CallStatus: 'completed', CallDuration: '12' }
  expect((await fetch(`${urlOf('call-status')}?c=${call?.id}`, form(over))).status).toBe(200)
  expect(await db.select().from(calls).where(eq(calls.agentId, agent.id))).toMatchObject([
    { state: 'completed', durationSeconds: 12 }
  ])
})
