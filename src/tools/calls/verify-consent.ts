import Type from 'typebox'
import { Strict } from '../../schemas/common.ts'
import { LeadConsentView, LeadId } from '../../schemas/lead.ts'
import { consentOfLead, leadOf } from '../../services/leads.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'verify_consent',
  title: 'Verify the consent of a lead',
  description: 'Whether written consent of a lead to be called in order to sell is on record and in force.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ leadId: LeadId }),
  output: Strict({
    leadId: Type.String(),
    consent: LeadConsentView
  }),
  async run({ leadId }, { deps, caller }) {
    const { lack: _, ...consent } = await consentOfLead(deps, await leadOf(deps, caller.orgId, leadId))
    return { leadId, consent }
  }
})
