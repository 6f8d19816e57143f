import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, calls, leadCalls } from '../../src/db/schema/index.ts'
import type { Caller } from '../../src/deps.ts'
import { addDnc } from '../../src/services/dnc.ts'
import { answerHanded } from '../../src/services/handed-call.ts'
import { leadCallOf, viewLeadCall } from '../../src/services/lead-calls-read.ts'
import { receiveVoiceAgentReport } from '../../src/services/voice-agent-report.ts'
import checkTcpaCompliance from '../../src/tools/calls/check-tcpa-compliance.ts'
import elevenlabsGetAgent from '../../src/tools/calls/elevenlabs-get-agent.ts'
import endCall from '../../src/tools/calls/end-call.ts'
import verifyConsent from '../../src/tools/calls/verify-consent.ts'
import elevenLabsConversation from '../../src/webhooks/elevenlabs-conversation.ts'
import { CALLED } from '../helpers/dialling-house.ts'
import { leadHouse } from '../helpers/lead-house.ts'
import { runTool } from '../helpers/run-tool.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

test('a lead who may be called is, once, and what was found before is on record', async () => {
  const house = await leadHouse()

  const first = await house.initiate()
  const again = await house.initiate()

  expect(first).toMatchObject({ success: true, leadId: house.leadId, complianceStatus: 'approved' })
  expect(again.callSid).toBe(first.callSid)
  expect(house.placed()).toHaveLength(1)
  expect(await house.records()).toMatchObject([
    {
      approved: true,
      checks: { consentVerified: true, dncVerified: true, callFrequencyValid: true },
      checkedBy: 'agent:tok_agent'
    }
  ])
})

test('who is on the internal list is never dialled, and the record tells every reason', async () => {
  const house = await leadHouse()
  await addDnc(house.deps, house.owner, { contact: CALLED })

  await expect(house.initiate()).rejects.toMatchObject({
    details: { reasons: expect.arrayContaining(['on_internal_dnc_list']) }
  })

  expect(house.placed()).toEqual([])
  expect(await house.callRows()).toEqual([])
  expect(await house.records()).toMatchObject([{ approved: false, checks: { dncVerified: false } }])
  expect(await house.deps.db.select().from(leadCalls)).toMatchObject([{ compliance: 'blocked', callId: null }])
})

test('a lead is left in peace for 24 hours after a call', async () => {
  const house = await leadHouse()
  await house.initiate()
  await house.clock.advance(23 * 3_600_000)

  await expect(house.initiate()).rejects.toMatchObject({
    details: { reasons: expect.arrayContaining(['called_within_24_hours']) }
  })

  expect(house.placed()).toHaveLength(1)
})

test('consent to anything less than being sold to is none', async () => {
  const house = await leadHouse({ consent: false })

  const { consent } = (await runTool(verifyConsent, house.deps, house.caller, { leadId: house.leadId })) as {
    consent: { hasWrittenConsent: boolean }
  }

  expect(consent.hasWrittenConsent).toBe(false)
})

test('a check calls nobody', async () => {
  const house = await leadHouse()

  const found = await runTool(checkTcpaCompliance, house.deps, house.caller, { leadId: house.leadId, phone: CALLED })

  expect(found).toMatchObject({ success: true, complianceStatus: 'approved', blockReasons: [] })
  expect(house.placed()).toEqual([])
})

test('leads, agents and calls of another organization are not there', async () => {
  const house = await leadHouse()
  const { callSid } = await house.initiate()
  const orgId = await seedOrganization(house.deps)
  const stranger: Caller = { role: 'org', orgId, tokenId: 'tok_stranger' }

  for (const attempt of [
    () => runTool(verifyConsent, house.deps, stranger, { leadId: house.leadId }),
    () => runTool(elevenlabsGetAgent, house.deps, stranger, { agentId: house.voiceAgentId }),
    () => leadCallOf(house.deps, 'agt_other', { callSid })
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
})

test('what the law wants said comes first, then the document of the vendor as it is', async () => {
  const house = await leadHouse()
  const { callId, callSid } = await house.initiate()
  const [plan] = await house.deps.db.select().from(leadCalls)
  const asked = { provider: 'twilio', providerRef: callSid, from: CALLED, to: house.agent.phoneNumber ?? '', callId }

  const opening = await answerHanded(house.deps, house.agent, { ...asked, step: `agent-${plan?.id}` })
  const joined = await answerHanded(house.deps, house.agent, { ...asked, step: `join-${plan?.id}` })

  expect(opening.document.payload).toMatch(/<Say[^>]*>[^<]*record[^<]*<\/Say><Start><Recording.*<Say.*<Redirect/)
  expect(opening.document.payload).toContain(`step=join-${plan?.id}`)
  expect(joined.document.payload).toMatch(/<Response><Say>A simulated agent speaks\.<\/Say><\/Response>$/)
})

test('where the vendor fails, our own agent takes the call', async () => {
  const house = await leadHouse()
  const { callId, callSid } = await house.initiate()
  const [plan] = await house.deps.db.update(leadCalls).set({ voiceAgentId: 'agent_gone' }).returning()
  const asked = { provider: 'twilio', providerRef: callSid, from: CALLED, to: house.agent.phoneNumber ?? '', callId }

  const { document } = await answerHanded(house.deps, house.agent, { ...asked, step: `join-${plan?.id}` })

  expect(document.payload).toContain('<ConversationRelay')
})

test('a report keeps sentiment, topics and tasks once, and what was said only for who opted in', async () => {
  const house = await leadHouse()
  const { callId } = await house.initiate()
  const report = {
    ...{ conversationId: 'conv_1', voiceAgentId: house.voiceAgentId, callId },
    analysis: { sentiment: 0.5, keyTopics: ['price'], actionItems: ['send an offer'] },
    transcript: [{ by: 'caller' as const, text: 'How much?' }]
  }
  const view = async () => viewLeadCall(house.deps, await leadCallOf(house.deps, house.agent.id, { callId }))

  expect(await receiveVoiceAgentReport(house.deps, { ...report, voiceAgentId: 'agent_other' })).toBe('ignored')
  expect(await receiveVoiceAgentReport(house.deps, report)).toBe('accepted')
  expect(await receiveVoiceAgentReport(house.deps, report)).toBe('duplicate')
  expect(await view()).toMatchObject({ sentiment: 0.5, keyTopics: ['price'], actionItems: ['send an offer'] })
  expect(await view()).not.toHaveProperty('transcript')

  await house.deps.db
    .update(agents)
    .set({ storage: { voice: { transcripts: true } } })
    .where(eq(agents.id, house.agent.id))
  await receiveVoiceAgentReport(house.deps, { ...report, conversationId: 'conv_2' })
  expect(await view()).toMatchObject({ transcript: report.transcript })
})

test('a call that is over is not ended again', async () => {
  const house = await leadHouse()
  const { callSid } = await house.initiate()
  await house.deps.db.update(calls).set({ state: 'completed' })

  await expect(runTool(endCall, house.deps, house.caller, { callSid })).rejects.toMatchObject({
    ...{ code: 'conflict', details: { ended: true } }
  })
})

test('what ElevenLabs posts after a call finds its call, and sentiment, topics and tasks are read in either form', async () => {
  const { deps, agent, voiceAgentId, initiate } = await leadHouse()
  const { callId } = await initiate()
  const collected = {
    sentiment: { value: 'negative' },
    key_topics: { value: 'price, roof' },
    action_items: ['call again']
  }
  const data = {
    ...{ agent_id: voiceAgentId, conversation_id: 'conv_9', transcript: [{ role: 'user', message: 'No.' }] },
    analysis: { transcript_summary: 'Not interested.', data_collection_results: collected },
    conversation_initiation_client_data: { dynamic_variables: { comms_call_id: callId } }
  }
  const source = { orgId: '', signer: 'elevenlabs' as const, secrets: [] }
  const handle = (type: string) =>
    elevenLabsConversation.handle({ type, data }, { deps, source, query: {}, eventId: '', leaving: false })

  expect(await handle('post_call_audio')).toBe('ignored')
  expect(await handle('post_call_transcription')).toBe('accepted')

  expect(await viewLeadCall(deps, await leadCallOf(deps, agent.id, { callId }))).toMatchObject({
    ...{ sentiment: -1, keyTopics: ['price', 'roof'], actionItems: ['call again'], summary: 'Not interested.' }
  })
})

test('of calls to one lead at once, with whatever is said, one is placed', async () => {
  const house = await leadHouse()

  const all = await Promise.allSettled(
    Array.from({ length: 8 }, (_, n) => house.initiate({ dynamicVariables: { offer: `number ${n}` } }))
  )

  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(house.placed()).toHaveLength(1)
  expect(await house.imbalances()).toEqual([])
})
