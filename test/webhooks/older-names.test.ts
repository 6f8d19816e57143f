import { createHmac } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import { CALLER, callSid, carrierHouse } from '../helpers/carrier-house.ts'

const house = await carrierHouse()
const { agent, app, base, placed, row, signed } = house
const SECRET = 'wsec_of_the_tests'

const post = async (path: string, fields: Record<string, string>) => {
  const url = `${base}/webhooks/${path}`
  const answer = await fetch(url, signed(fields, url))
  return { status: answer.status, text: await answer.text() }
}

test('a call to the number of an agent is answered at the address of the older product', async () => {
  const sid = callSid()
  const to = agent.phoneNumber ?? ''

  const { status, text } = await post('conversation-relay', {
    CallSid: sid,
    From: CALLER,
    To: to,
    CallStatus: 'ringing'
  })

  expect(status).toBe(200)
  expect(text).toContain('<ConversationRelay')
  expect(await row(sid)).toMatchObject({ agentId: agent.id, direction: 'inbound', contact: CALLER })
})

test('the status of a call finds its call by the id of the carrier', async () => {
  const sid = callSid()
  const call = await placed(sid)

  expect(await post('status-callback', { CallSid: sid, CallStatus: 'busy', SequenceNumber: '2' })).toMatchObject({
    status: 200
  })

  const [now] = await app.db.select().from(calls).where(eq(calls.id, call.id))
  expect(now?.state).toBe('busy')
})

test.each(['conversation-relay', 'status-callback', 'recording-callback'])(
  'an unsigned %s is refused',
  async (path) => {
    const sid = callSid()
    await placed(sid)
    const body = new URLSearchParams({ CallSid: sid, To: agent.phoneNumber ?? '', CallStatus: 'completed' })

    expect((await fetch(`${base}/webhooks/${path}`, { method: 'POST', body })).status).toBe(403)

    expect((await row(sid)).state).toBe('initiated')
  }
)

test('without a secret nothing is taken from ElevenLabs', async () => {
  const body = JSON.stringify({ type: 'post_call_transcription', data: {} })
  const t = Math.floor(Date.now() / 1000)
  const v0 = createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex')
  const headers = { 'content-type': 'application/json', 'elevenlabs-signature': `t=${t},v0=${v0}` }

  expect((await fetch(`${base}/webhooks/elevenlabs`, { method: 'POST', headers, body })).status).toBe(403)
})
