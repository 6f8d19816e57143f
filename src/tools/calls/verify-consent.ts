import Type from 'typebox'
import { Strict } from '../../schemas/common.ts'
import { LeadId } from '../../schemas/lead.ts'
import { consentOfLead, leadOf } from '../../services/leads.ts'
import { defineCallsTool } from '../calls-answer.ts'

const OrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export default defineCallsTool({
  name: 'verify_consent',
  title: 'Verify the consent of a lead',
  description: 'Whether written consent of a lead to be called in order to sell is on record and in force.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ leadId: LeadId }),
  output: Strict({
    leadId: Type.String(),
    consent: Strict({
      hasWrittenConsent: Type.Boolean(),
      consentDate: OrNull('When it was recorded, ISO 8601, UTC.'),
      consentMethod: OrNull('How it was given.'),
      consentSource: OrNull('Where it was given.'),
      expiresAt: OrNull('When it ends, ISO 8601, UTC; null: it does not.')
    })
  }),
  async run({ leadId }, { deps, caller }) {
    const { lack: _, ...consent } = await consentOfLead(deps, await leadOf(deps, caller.orgId, leadId))
    return { leadId, consent }
  }
})
