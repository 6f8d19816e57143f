import Type from 'typebox'
import { OneOf, Strict } from '../../schemas/common.ts'
import { LEAD_STATUSES, LeadInput } from '../../schemas/lead.ts'
import { saveLead } from '../../services/leads.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'save_lead',
  title: 'Write down a lead',
  description:
    'Write down somebody to be called with initiate_call_with_compliance, with written consent where you have it; the number tells who it is, so that a repeat brings the lead up to date. Details are kept encrypted.',
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: LeadInput,
  output: Strict({ leadId: Type.String(), phone: Type.String(), status: OneOf(LEAD_STATUSES) }),
  async run(input, { deps, caller }) {
    const { id, contact } = await saveLead(deps, caller, input)
    return { leadId: id, phone: contact, status: input.status ?? 'new' }
  }
})
