import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openContent } from '../../src/db/content.ts'
import { calls, inboxEvents, messageBodies, organizations, recordings, usageDaily } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { deleteDueRecordings, receiveRecording, soundOf } from '../../src/pipeline/recordings.ts'
import { hearDue } from '../../src/pipeline/recordings-heard.ts'
import { forgetOrganizations } from '../../src/pipeline/vendors.ts'
import { createProviders } from '../../src/providers/index.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'
import { ACCOUNT, API_KEY } from '../providers/stage.ts'
import { type WireAnswer, wireServer } from '../providers/wire-server.ts'

const HOUR_MS = 3_600_000
const REF = `RE${'5'.repeat(32)}`
const CALL_REF = `CA${'6'.repeat(32)}`

/** One agent in production with a call that was recorded, its carrier and who listens, both on loopback. */
async function house(agentValues: Parameters<typeof seedAgent>[2] = {}, hears: WireAnswer = heard('Yes, at noon.')) {
  const { deps: base, clock } = await testDeps()
  const carrier = await wireServer(({ method }) =>
    method === 'DELETE' ? { status: 204 } : { body: 'ID3', headers: { 'content-type': 'audio/mpeg' } }
  )
  const listener = await wireServer(() => hears)
  const vendors = {
    ...({ telephony: 'twilio', email: 'resend', stt: 'deepgram' } as const),
    ...{ twilio: { ...ACCOUNT, baseUrl: carrier.url }, deepgram: { apiKey: API_KEY, baseUrl: listener.url } }
  }
  const deps: Deps = { ...base, providers: createProviders({ vendors, timeoutMs: 400 }) }
  const orgId = await seedOrganization(deps)
  await deps.db.update(organizations).set({ mode: 'production' }).where(eq(organizations.id, orgId))
  forgetOrganizations(deps)
  const agent = await seedAgent(deps, orgId, agentValues)
  const callId = await seedCall(deps, agent)
  const made = { ...{ callId, provider: 'twilio', providerRef: REF, callRef: CALL_REF }, durationSeconds: 61 }
  const row = async () => (await deps.db.select().from(recordings))[0]
  return {
    ...{ deps, clock, carrier, listener, agent, callId, row },
    receive: (more: Partial<Parameters<typeof receiveRecording>[2]> = {}, as = agent) =>
      receiveRecording(deps, as, { ...made, state: 'available', ...more }),
    events: () => deps.db.select().from(inboxEvents).where(eq(inboxEvents.kind, 'call.message')),
    async told() {
      const [body] = await deps.db.select().from(messageBodies).where(eq(messageBodies.messageId, callId))
      return body && openContent(deps.sealer, callId, body.sealed).body
    }
  }
}

const heard = (transcript: string): WireAnswer => ({
  body: { metadata: { duration: 3 }, results: { channels: [{ alternatives: [{ transcript }] }] } }
})

async function seedCall(deps: Deps, agent: Awaited<ReturnType<typeof seedAgent>>): Promise<string> {
  const now = deps.clock.now()
  const id = newId('cal', now)
  await deps.db.insert(calls).values({
    ...{ id, orgId: agent.orgId, agentId: agent.id, direction: 'outbound', contact: '+14155550123' },
    ...{ ownAddress: '+14155550100', conversationId: 'con_1', state: 'completed', purpose: 'transactional' },
    ...{ provider: 'twilio', providerRef: CALL_REF, whenVoicemail: 'hangup', language: 'en-US', recorded: true },
    ...{ maxDurationSeconds: 60, sequence: 3, generation: 0, turns: 0, costMicroUsd: 0, createdAt: now, updatedAt: now }
  })
  return id
}

test('a recording is written down once, however often its carrier tells of it', async () => {
  const { receive, deps } = await house()

  expect(await Promise.all([receive(), receive(), receive()])).toEqual(
    expect.arrayContaining(['accepted', 'duplicate', 'duplicate'])
  )
  expect(await deps.db.select().from(recordings)).toHaveLength(1)
})

test('a recording of another agent’s call, or of a call under another id, is none of ours', async () => {
  const { receive, deps, agent } = await house()
  const other = await seedAgent(deps, agent.orgId)

  expect(await receive({}, other)).toBe('ignored')
  expect(await receive({ callRef: `CA${'7'.repeat(32)}` })).toBe('ignored')
  expect(await receive({ callId: 'cal_nobody' })).toBe('ignored')
  expect(await deps.db.select().from(recordings)).toEqual([])
})

test('a sound is fetched with the credentials of the account, and no more when it is deleted', async () => {
  const { receive, row, deps, carrier } = await house()
  await receive()
  const recording = await row()
  if (!recording) return expect.fail('no row')

  expect(await soundOf(deps, recording)).toEqual({ audio: Buffer.from('ID3'), contentType: 'audio/mpeg' })
  expect(carrier.requests[0]).toMatchObject({
    path: `/2010-04-01/Accounts/${ACCOUNT.accountSid}/Recordings/${REF}.mp3`,
    headers: { authorization: expect.stringMatching(/^Basic /) }
  })
  expect(await soundOf(deps, { ...recording, state: 'deleted' })).toBeUndefined()
  expect(carrier.requests).toHaveLength(1)
})

test.each([
  ['for an hour where nobody opted in', {}, HOUR_MS],
  ['as long as its owner keeps voice', { storage: { voice: { bodies: true, retentionDays: 3 } } }, 72 * HOUR_MS],
  [
    'where its owner names a place for recordings',
    { routeDuplication: { liveCall: { alsoRecord: true, recordingStorage: 'carrier' } } },
    30 * 24 * HOUR_MS
  ]
])('a recording stays with its carrier %s, and is deleted there', async (_when, values, keptMs) => {
  const { receive, row, deps, clock, carrier } = await house(values)
  await receive()

  await clock.advance(keptMs - 1)
  await deleteDueRecordings(deps)
  expect(carrier.requests).toEqual([])
  await clock.advance(1)
  await deleteDueRecordings(deps)
  await deleteDueRecordings(deps)

  expect(carrier.requests.map(({ method, path }) => [method, path])).toEqual([
    ['DELETE', `/2010-04-01/Accounts/${ACCOUNT.accountSid}/Recordings/${REF}.json`]
  ])
  expect(await row()).toMatchObject({ state: 'deleted', wipeAt: null })
})

test('a deletion that the carrier does not confirm is tried again', async () => {
  const { receive, row, deps, clock, carrier } = await house()
  await receive()
  await clock.advance(HOUR_MS)
  carrier.fail({ status: 503 })
  await deleteDueRecordings(deps)
  expect(await row()).toMatchObject({ state: 'available' })

  await clock.advance(HOUR_MS)
  await deleteDueRecordings(deps)
  expect(await row()).toMatchObject({ state: 'deleted' })
})

test('what is answered to a voice message is written down, told once, and paid for', async () => {
  const { receive, deps, events, told, listener, agent } = await house()
  await receive({ state: 'unheard' })
  await hearDue(deps)
  await hearDue(deps)

  expect(listener.requests).toHaveLength(1)
  expect(await events()).toHaveLength(1)
  expect(await told()).toContain('Yes, at noon.')
  const used = await deps.db
    .select()
    .from(usageDaily)
    .where(and(eq(usageDaily.agentId, agent.id), eq(usageDaily.channel, 'voice')))
  expect(used.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0)).toBe(2 * 15_000)
})

test('an answer that two workers write down at once is told and paid for once', async () => {
  const { receive, deps, events } = await house()
  await receive({ state: 'unheard' })
  await Promise.all([hearDue(deps), hearDue(deps)])

  expect(await events()).toHaveLength(1)
  const used = await deps.db.select().from(usageDaily).where(eq(usageDaily.channel, 'voice'))
  expect(used.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0)).toBe(2 * 15_000)
})

test('an answer waits while nobody listens, and is told of without its words after ten minutes', async () => {
  const { receive, deps, events, told, clock, listener } = await house()
  await receive({ state: 'unheard' })
  listener.fail({ status: 503 })
  await hearDue(deps)
  expect(await events()).toEqual([])

  await clock.advance(600_000)
  listener.fail({ status: 503 })
  await hearDue(deps)

  expect(await events()).toHaveLength(1)
  expect(await told()).toContain('could not be written down')
})

test('an answer that a listener refuses is told of at once', async () => {
  const { receive, deps, events, row } = await house({}, { status: 400, body: { err_code: 'Bad Request' } })
  await receive({ state: 'unheard' })
  await hearDue(deps)

  expect(await events()).toHaveLength(1)
  expect(await row()).toMatchObject({ state: 'available' })
})
