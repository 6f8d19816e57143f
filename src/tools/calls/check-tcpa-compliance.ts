import Type from 'typebox'
import { CommsError } from '../../errors.ts'
import { AgentId, OneOf, Strict } from '../../schemas/common.ts'
import { ComplianceChecksSchema, LeadId, Phone } from '../../schemas/lead.ts'
import { resolveAgent } from '../../services/agents.ts'
import { contactOf } from '../../services/contacts.ts'
import { checkLead } from '../../services/lead-compliance.ts'
import { leadOf } from '../../services/leads.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'check_tcpa_compliance',
  title: 'Check whether a lead may be called',
  description:
    'Whether a lead may be called at this moment in order to sell, by the checks that a call would meet, and every reason why not. Nobody is called; what was found is kept.',
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent that would call; the one of the token by default.')),
    leadId: LeadId,
    phone: Phone('Number of the lead, E.164.')
  }),
  output: Strict({
    complianceStatus: OneOf(['approved', 'blocked']),
    checks: ComplianceChecksSchema,
    blockReasons: Type.Array(Type.String()),
    decisionId: Type.Optional(Type.String({ description: 'Takes comms_explain_decision to the facts of the gate.' }))
  }),
  async run({ agentId, leadId, phone }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const lead = await leadOf(deps, caller.orgId, leadId)
    if (contactOf(phone, 'voice') !== lead.contact)
      throw new CommsError('invalid_recipient', 'This is not the number of the lead.', {
        nextAction: 'Give the number that the lead has, or change it with save_lead.'
      })
    const { verdict } = await checkLead(deps, caller, { agent, lead })
    const { approved, checks, blockReasons, details } = verdict
    const { decisionId } = details
    return {
      complianceStatus: approved ? ('approved' as const) : ('blocked' as const),
      ...{ checks, blockReasons },
      ...(typeof decisionId === 'string' && { decisionId })
    }
  }
})
