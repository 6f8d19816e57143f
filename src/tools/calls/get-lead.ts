import Type from 'typebox'
import { OneOf, Strict } from '../../schemas/common.ts'
import { LEAD_CALL_STATES, LEAD_STATUSES, LeadDetailsSchema, LeadId } from '../../schemas/lead.ts'
import { attemptsOf } from '../../services/lead-calls-read.ts'
import { detailsOf, leadOf } from '../../services/leads.ts'
import { defineCallsTool } from '../calls-answer.ts'

const ATTEMPTS_MAX = 100

export default defineCallsTool({
  name: 'get_lead',
  title: 'Get a lead',
  description: 'What is on record of a lead, and the calls to it, newest first.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ leadId: LeadId }),
  output: Strict({
    ...LeadDetailsSchema.properties,
    leadId: Type.String(),
    phone: Type.String(),
    source: Type.String(),
    status: OneOf(LEAD_STATUSES),
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
    const callAttempts = await attemptsOf(deps, caller.orgId, leadId, ATTEMPTS_MAX)
    const { contact: phone, source, status } = lead
    return { ...detailsOf(deps, lead), leadId, phone, source, status, callAttempts }
  }
})
