import Type from 'typebox'
import { OneOf, Strict } from '../../schemas/common.ts'
import {
  DncStatusSchema,
  LEAD_CALL_STATES,
  LEAD_STATUSES,
  LeadConsentView,
  LeadDetailsSchema,
  LeadId
} from '../../schemas/lead.ts'
import { checkDnc } from '../../services/dnc.ts'
import { attemptsOf } from '../../services/lead-calls-read.ts'
import { consentOfLead, detailsOf, leadOf } from '../../services/leads.ts'
import { defineCallsTool } from '../calls-answer.ts'

const ATTEMPTS_MAX = 100

export default defineCallsTool({
  name: 'get_lead',
  title: 'Get a lead',
  description: 'What is on record of a lead: consent, do-not-call lists, and the calls to it, newest first.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ leadId: LeadId }),
  output: Strict({
    ...LeadDetailsSchema.properties,
    leadId: Type.String(),
    phone: Type.String(),
    source: Type.String(),
    status: OneOf(LEAD_STATUSES),
    consent: LeadConsentView,
    dncStatus: DncStatusSchema,
    callAttempts: Type.Array(
      Strict({
        timestamp: Type.String({ description: 'ISO 8601, UTC.' }),
        status: OneOf(LEAD_CALL_STATES),
        duration: Type.Optional(Type.Integer({ description: 'Seconds.' })),
        outcome: Type.Optional(Type.String({ description: 'Who or what ended it.' }))
      })
    )
  }),
  async run({ leadId }, { deps, caller }) {
    const lead = await leadOf(deps, caller.orgId, leadId)
    const { contact: phone, source, status } = lead
    const [{ lack: _lack, ...consent }, lists, callAttempts] = await Promise.all([
      consentOfLead(deps, lead),
      checkDnc(deps, caller, phone),
      attemptsOf(deps, caller.orgId, leadId, ATTEMPTS_MAX)
    ])
    const { onNationalRegistry, onInternalList, lastChecked } = lists
    const dncStatus = { onNationalRegistry, onInternalList, lastChecked }
    return { ...detailsOf(deps, lead), leadId, phone, source, status, consent, dncStatus, callAttempts }
  }
})
