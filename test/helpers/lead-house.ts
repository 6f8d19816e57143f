import { complianceRecords, nationalRegistries } from '../../src/db/schema/index.ts'
import type { Caller } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import elevenlabsCreateAgent from '../../src/tools/calls/elevenlabs-create-agent.ts'
import initiateCall from '../../src/tools/calls/initiate-call-with-compliance.ts'
import saveLead from '../../src/tools/calls/save-lead.ts'
import { CALLED, diallingHouse } from './dialling-house.ts'
import { runTool } from './run-tool.ts'

/** A house with a lead who may be called and an agent of ElevenLabs that may speak. */
export async function leadHouse({ consent = true } = {}) {
  const house = await diallingHouse()
  const { deps, agent } = house
  const { orgId, id: agentId } = agent
  const owner: Caller = { role: 'org', orgId, tokenId: 'tok_owner' }
  const caller: Caller = { role: 'agent', orgId, agentId, tokenId: 'tok_agent' }
  const importedAt = deps.clock.now()
  await deps.db
    .insert(nationalRegistries)
    .values({ registry: 'us-ftc', importId: newId('rcp'), entries: 0, importedAt })
  const lead = { firstName: 'Ada', lastName: 'Example', phone: CALLED, source: 'web form' }
  const given = consent ? { consent: { method: 'signed form', source: 'https://example.com/form' } } : {}
  const { leadId } = (await runTool(saveLead, deps, owner, { ...lead, ...given })) as { leadId: string }
  const made = { name: 'Seller', voiceId: 'simulatedVoiceAda0001', systemPrompt: 'Be kind.' }
  const { agentId: voiceAgentId } = (await runTool(elevenlabsCreateAgent, deps, owner, made)) as { agentId: string }
  const initiate = (more: object = {}) =>
    runTool(initiateCall, deps, caller, { leadId, to: CALLED, agentId: voiceAgentId, ...more }) as Promise<{
      callSid: string
      callId: string
    }>
  const records = () => deps.db.select().from(complianceRecords)
  return { ...house, owner, caller, leadId, voiceAgentId, initiate, records }
}
