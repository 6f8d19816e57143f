import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, calls, organizations, recordings } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import { hearDue } from '../../src/pipeline/recordings-heard.ts'
import { speechOf, speechPriceMicroUsd } from '../../src/pipeline/speech.ts'
import { forgetOrganizations } from '../../src/pipeline/vendors.ts'
import { createProviders } from '../../src/providers/index.ts'
import type { ProviderOverrides } from '../../src/schemas/agent.ts'
import { provisionChannels } from '../../src/services/provisioning.ts'
import { updateAgent } from '../../src/services/update-agent.ts'
import { orgCaller } from '../helpers/callers.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'
import { ACCOUNT, API_KEY } from '../providers/stage.ts'
import { wireServer } from '../providers/wire-server.ts'

const SOUND = { body: 'ID3 sound', headers: { 'content-type': 'audio/mpeg' } }
const HEARD = {
  body: { metadata: { duration: 1 }, results: { channels: [{ alternatives: [{ transcript: 'By Deepgram.' }] }] } }
}
const SPOKEN = { text: 'Guten Tag.', language: 'de-AT', voiceId: 'coral', callAt: new Date(0) }

/** A production server that speaks with ElevenLabs and hears with Deepgram, and has OpenAI as well. */
async function house(providerOverrides: ProviderOverrides = {}) {
  const { deps: base } = await testDeps()
  const elevenlabs = await wireServer(() => SOUND)
  const deepgram = await wireServer(() => HEARD)
  const openai = await wireServer(({ path }) => (path.endsWith('/speech') ? SOUND : { body: { text: 'By OpenAI.' } }))
  const carrier = await wireServer(() => SOUND)
  const vendors = {
    ...({ telephony: 'twilio', email: 'resend', tts: 'elevenlabs', stt: 'deepgram' } as const),
    twilio: { ...ACCOUNT, baseUrl: carrier.url },
    elevenlabs: { apiKey: API_KEY, baseUrl: elevenlabs.url },
    deepgram: { apiKey: API_KEY, baseUrl: deepgram.url },
    openai: { apiKey: API_KEY, baseUrl: openai.url }
  }
  const deps: Deps = { ...base, providers: createProviders({ vendors, timeoutMs: 5000 }) }
  const orgId = await seedOrganization(deps)
  await deps.db.update(organizations).set({ mode: 'production' }).where(eq(organizations.id, orgId))
  forgetOrganizations(deps)
  const agent = await seedAgent(deps, orgId, { providerOverrides, language: 'de-AT' })
  return { deps, orgId, agent, elevenlabs, deepgram, openai }
}

/** A recorded answer to a voice message that nobody has written down. */
async function recorded({ deps, agent }: Awaited<ReturnType<typeof house>>) {
  const call = await seedLiveCall(deps, agent, { language: 'de-AT', providerRef: `CA${'7'.repeat(32)}` })
  await deps.db.insert(recordings).values({
    ...{ id: newId('rec'), callId: call.id, orgId: agent.orgId, agentId: agent.id, provider: 'twilio' },
    ...{ providerRef: `RE${'7'.repeat(32)}`, state: 'unheard', durationSeconds: 3, wipeAt: null },
    createdAt: deps.clock.now()
  })
  return call
}

test('an agent is spoken and heard by the vendors that it prefers, in its language and voice', async () => {
  const t = await house({ tts: 'openai', stt: 'openai' })
  await speechOf(t.deps, t.agent, SPOKEN)
  await recorded(t)
  await hearDue(t.deps)

  expect([t.elevenlabs.requests, t.deepgram.requests].flat()).toEqual([])
  const [speech, hearing] = t.openai.requests
  expect(JSON.parse(speech?.body ?? '')).toMatchObject({ input: 'Guten Tag.', voice: 'coral' })
  expect(hearing?.path).toBe('/audio/transcriptions')
  expect(hearing?.body).toMatch(/name="language"\r\n\r\nde\r\n/)
})

test('an agent that prefers nobody has the vendors of the server, and each is paid as itself', async () => {
  const t = await house()
  await speechOf(t.deps, t.agent, SPOKEN)
  await recorded(t)
  await hearDue(t.deps)

  expect(t.openai.requests).toEqual([])
  expect(JSON.parse(t.elevenlabs.requests[0]?.body ?? '')).toMatchObject({ language_code: 'de' })
  expect(t.deepgram.requests[0]?.query.get('language')).toBe('de')
  // What was fetched with the carrier's password is sent as it is: no link, and no password.
  expect(t.deepgram.requests[0]).toMatchObject({ body: 'ID3 sound', headers: { 'content-type': 'audio/mpeg' } })
  expect(JSON.stringify(t.deepgram.requests)).not.toContain(ACCOUNT.authToken)
  const asked = { text: 'x', answerSeconds: 60 }
  const price = (providerOverrides: ProviderOverrides) =>
    speechPriceMicroUsd(t.deps, { ...t.agent, providerOverrides }, asked)
  expect([await price({}), await price({ stt: 'openai' })]).toEqual([30_000 + 15_000, 30_000 + 6000])
  expect(await auditLedger(t.deps.db)).toMatchObject({ holds: 2, spentMicroUsd: 30_000 + 15_000, imbalances: [] })
})

test('who prefers a vendor that has gone is served by no other', async () => {
  const t = await house({ tts: 'edge' })
  const before = await t.deps.db.$count(calls)

  expect(await speechOf(t.deps, t.agent, SPOKEN)).toBeUndefined()
  expect([t.elevenlabs.requests, t.openai.requests].flat()).toEqual([])
  expect(await t.deps.db.$count(calls)).toBe(before)
})

test('a vendor that the server does not have cannot be preferred; in a sandbox any can', async () => {
  const { deps, orgId, agent } = await house()
  const prefer = (providerOverrides: ProviderOverrides) =>
    updateAgent(deps, orgCaller(orgId), agent.id, { providerOverrides })

  await expect(prefer({ tts: 'edge' })).rejects.toMatchObject({ code: 'capability_unavailable' })
  expect(await prefer({ tts: 'openai', stt: 'openai' })).toMatchObject({
    providerOverrides: { tts: 'openai', stt: 'openai' }
  })
  await deps.db.update(organizations).set({ mode: 'sandbox' }).where(eq(organizations.id, orgId))
  forgetOrganizations(deps)
  expect(await prefer({ tts: 'edge' })).toMatchObject({ providerOverrides: { tts: 'edge' } })
})

test('nobody is provisioned with a vendor that the server does not have', async () => {
  const { deps, orgId } = await house()
  const before = await deps.db.$count(agents)
  const wish = { displayName: 'New', capabilities: { email: true }, providerOverrides: { tts: 'edge' } } as const

  await expect(provisionChannels(deps, orgCaller(orgId), wish)).rejects.toMatchObject({
    code: 'capability_unavailable'
  })
  expect(await deps.db.$count(agents)).toBe(before)
})

test('an agent may name the carrier that serves it, and no other', async () => {
  const { deps, orgId, agent } = await house()
  const name = (telephony: 'twilio' | 'telnyx') =>
    updateAgent(deps, orgCaller(orgId), agent.id, { providerOverrides: { telephony } })

  await expect(name('telnyx')).rejects.toMatchObject({
    ...{ code: 'capability_unavailable', nextAction: expect.stringContaining('PROVIDER_TELEPHONY') }
  })
  expect(await name('twilio')).toMatchObject({ providerOverrides: { telephony: 'twilio' } })
})
