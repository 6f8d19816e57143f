import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { callContents, calls, organizations, recordings, usageDaily } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { hearDue } from '../../src/pipeline/recordings-heard.ts'
import { forgetOrganizations } from '../../src/pipeline/vendors.ts'
import { createProviders } from '../../src/providers/index.ts'
import { answerOutbound } from '../../src/services/call-answer.ts'
import { readMediaLink } from '../../src/services/media-links.ts'
import { recordingAt, recordingUrl } from '../../src/services/recordings.ts'
import { sendVoiceMessage, type VoiceMessage } from '../../src/services/voice-message.ts'
import { speechAt } from '../../src/services/voice-message-steps.ts'
import { callSid } from '../helpers/carrier-house.ts'
import { CALLED, diallingHouse } from '../helpers/dialling-house.ts'
import { ACCOUNT, API_KEY } from '../providers/stage.ts'
import { type WireAnswer, wireServer } from '../providers/wire-server.ts'

const TEXT = 'Your table is ready at noon.'

async function house() {
  const rooms = await diallingHouse()
  const { deps, agent, sender } = rooms
  const send = (more: Partial<VoiceMessage> = {}, by: Deps = deps) =>
    sendVoiceMessage(by, sender, {
      ...{ to: CALLED, text: TEXT, deliveryChannel: 'phone_call', purpose: 'transactional' },
      ...more
    })
  const rowOf = async (id: string) => (await deps.db.select().from(calls).where(eq(calls.id, id)))[0]
  return {
    ...{ ...rooms, send, rowOf },
    /** What the carrier is told when somebody answers, with the step that it was given. */
    async answered(callId: string, by: Deps = deps) {
      const row = await rowOf(callId)
      const providerRef = row?.providerRef ?? ''
      const asked = { provider: 'twilio', providerRef, from: row?.ownAddress ?? '', to: CALLED }
      return (await answerOutbound(by, agent, callId, asked, 'message')).document.payload
    },
    spent: async () => {
      const own = and(eq(usageDaily.agentId, agent.id), eq(usageDaily.channel, 'voice'))
      const days = await deps.db.select().from(usageDaily).where(own)
      return days.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0)
    }
  }
}

const tokenOf = (url = ''): string => url.slice(url.lastIndexOf('/') + 1)

test('a voice message is a call that plays one sound, the one of its link, and hangs up', async () => {
  const { deps, send, answered } = await house()

  const { callId, audioUrl, durationSeconds } = await send()
  const document = await answered(callId)

  expect([...document.matchAll(/<(\w+)/g)].map(([, verb]) => verb)).toEqual(['Response', 'Play', 'Hangup'])
  const [, played = ''] = /<Play[^>]*>([^<]+)</.exec(document) ?? []
  const [own, given] = [await speechAt(deps, tokenOf(played)), await speechAt(deps, tokenOf(audioUrl))]
  expect(own?.contentType).toBe('audio/wav')
  expect(own).toEqual(given)
  // The text, and before it that an AI speaks.
  expect(durationSeconds).toBeGreaterThan(TEXT.length * 0.06)
})

test('the carrier is asked for the message, and not for a conversation', async () => {
  const { deps, send } = await house()
  const [channel, purpose, kind, grantedAt] = ['any', 'any', 'transactional', '2026-06-01T00:00:00Z']
  const known = { timeZone: 'America/Los_Angeles', consents: [{ channel, purpose, kind, grantedAt }] }
  const carrier = await wireServer(({ path }) =>
    path.startsWith('/directory/') ? { body: known } : { status: 201, body: { sid: callSid(), status: 'queued' } }
  )
  const simulator = { url: carrier.url, credentials: { twilio: ACCOUNT } }
  const providers = createProviders({ vendors: deps.config.vendors, simulator })
  const { callId } = await send({}, { ...deps, providers })

  const placed = carrier.requests.find(({ path }) => path.endsWith('/Calls.json'))
  const form = new URLSearchParams(placed?.body)
  expect(form.get('Url')).toMatch(new RegExp(`/voice\\?c=${callId}&step=message$`))
})

test('its minutes and its speech are set aside before the carrier is asked, and speech is paid for once', async () => {
  const { send, rowOf, answered, spent, holds, imbalances } = await house()
  const { callId, costMicroUsd } = await send()
  const row = await rowOf(callId)

  const minutes = (row?.maxDurationSeconds ?? 0) / 60
  expect(costMicroUsd).toBe(minutes * 110_000 + 30_000)
  expect(await holds()).toMatchObject([
    { actionId: callId, state: 'open', heldMicroUsd: costMicroUsd },
    { state: 'settled', spentMicroUsd: 30_000, returnedMicroUsd: 0 }
  ])
  const once = await spent()
  await answered(callId)
  await answered(callId)
  expect(await spent()).toBe(once)
  expect(await imbalances()).toEqual([])
})

test('nothing is made of a text that the gate refuses', async () => {
  const { deps, send, spent, placed } = await house()
  await expect(send({ text: 'My card is 4111 1111 1111 1111.' })).rejects.toMatchObject({ code: 'content_blocked' })

  expect(existsSync(join(deps.config.dataDir, 'speech'))).toBe(false)
  expect([await spent(), placed().length]).toEqual([0, 0])
})

test('speech is kept sealed, and made again where it is not kept', async () => {
  const { deps, send } = await house()
  const { config } = deps
  const { audioUrl } = await send()
  const folder = join(config.dataDir, 'speech')
  const [name = ''] = readdirSync(folder)

  expect(readFileSync(join(folder, name)).includes('RIFF')).toBe(false)
  const elsewhere: Deps = { ...deps, config: { ...config, dataDir: `${config.dataDir}/other` } }
  expect(await speechAt(elsewhere, tokenOf(audioUrl))).toEqual(await speechAt(deps, tokenOf(audioUrl)))
})

test('a link leads nowhere after an hour, after the call, and to nothing else', async () => {
  const { deps, clock, send, rowOf } = await house()
  const { callId, audioUrl } = await send()
  const token = tokenOf(audioUrl)

  expect(readMediaLink(deps, 'recordings', token)).toBeUndefined()
  expect(await speechAt(deps, `${token.slice(0, -1)}A`)).toBeUndefined()
  await clock.advance(3_600_001)
  expect(await speechAt(deps, token)).toBeUndefined()
  const again = await send({ text: 'Another one.' })
  await deps.db.update(calls).set({ state: 'completed' }).where(eq(calls.id, again.callId))
  expect(await speechAt(deps, tokenOf(again.audioUrl))).toBeUndefined()
  expect(await rowOf(callId)).toBeDefined()
})

test('where no speech is to be had the carrier reads the message out', async () => {
  const { deps, send, answered } = await house()
  const { callId } = await send()
  const failing = await wireServer((): WireAnswer => ({ status: 503 }))
  const vendors = {
    ...({ telephony: 'twilio', email: 'resend', tts: 'elevenlabs' } as const),
    ...{ twilio: { ...ACCOUNT, baseUrl: failing.url }, elevenlabs: { apiKey: API_KEY, baseUrl: failing.url } }
  }
  await deps.db.update(organizations).set({ mode: 'production' })
  forgetOrganizations(deps)
  const document = await answered(callId, { ...deps, providers: createProviders({ vendors, timeoutMs: 400 }) })

  expect(document).toContain(TEXT)
  expect([...document.matchAll(/<(\w+)/g)].map(([, verb]) => verb)).toEqual(['Response', 'Say', 'Hangup'])
})

test('an answer is recorded after the message alone, for a minute, and what was said is told', async () => {
  const { deps, agent, send, answered, rowOf } = await house()
  const { callId } = await send({ recordResponse: true })
  const document = await answered(callId)

  const verbs = [...document.matchAll(/<(\w+)/g)].map(([, verb]) => verb)
  expect(verbs.slice(verbs.indexOf('Play'))).toEqual(['Play', 'Start', 'Recording', 'Pause', 'Hangup'])
  expect(document).toContain(`/webhooks/${agent.id}/recording?c=${callId}&amp;heard=1`)
  expect(await rowOf(callId)).toMatchObject({ recorded: true })
  expect(await recordingUrl(deps, callId)).toBeUndefined()
  const id = newId('rec')
  await deps.db.insert(recordings).values({
    ...{ id, callId, orgId: agent.orgId, agentId: agent.id, provider: 'twilio', providerRef: `RE${'9'.repeat(32)}` },
    ...{ state: 'unheard', durationSeconds: 4, createdAt: deps.clock.now() }
  })
  await hearDue(deps)
  expect(await recordingUrl(deps, callId)).toContain('/v1/media/recordings/')
  expect(await recordingAt(deps, 'forged')).toBeUndefined()
})

test('a machine is left the same text', async () => {
  const { deps, send, rowOf } = await house()
  const { callId } = await send()
  const [stored] = await deps.db.select().from(callContents).where(eq(callContents.callId, callId))

  expect(await rowOf(callId)).toMatchObject({ whenVoicemail: 'leaveMessage' })
  expect(JSON.parse(deps.sealer.open(stored?.sealed ?? '', callId))).toMatchObject({ voicemailText: TEXT })
})

test('a voice note over WhatsApp is refused before anything is done', async () => {
  const { send, placed } = await house()

  await expect(send({ deliveryChannel: 'whatsapp_audio' })).rejects.toMatchObject({ code: 'capability_unavailable' })
  expect(placed()).toEqual([])
})

test('a voice message is a call that its number gets that day, and one that nobody got gives it back once', async () => {
  const { send, placed } = await house()
  await expect(send({ to: '+15005550003' })).rejects.toMatchObject({ details: { providerCode: '21215' } })

  await send({ text: 'One.' })
  await send({ text: 'Two.' })

  await expect(send({ text: 'Three.' })).rejects.toMatchObject({
    code: expect.stringMatching(/too_frequent|rate_limited/)
  })
  expect(placed()).toHaveLength(2)
})

test('of voice messages to one number at once, as many are sent as it may get in a day', async () => {
  const { send, placed } = await house()

  const all = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => send({ text: `Message ${n}.` })))

  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect(placed()).toHaveLength(2)
})
