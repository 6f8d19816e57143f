import type { Things } from './things.ts'

/** What a tool needs to succeed, and who may call it. */
export interface ToolCase {
  /** The least role. */
  role: 'agent' | 'org' | 'super'
  /** Arguments with which it succeeds for the owner of these things. */
  args(own: Things): Record<string, unknown>
}

/** A recipient who has not been written to yet. */
const somebody = (): string => `+1415${String(5_560_000 + people++)}`
let people = 0

/** Every tool, by hand: who may call it is declared here and in the tool, and both must agree. */
export const TOOL_CASES: Record<string, ToolCase> = {
  comms_send_message: {
    role: 'agent',
    args: ({ agentId }) => ({ agentId, channel: 'sms', to: somebody(), body: 'Hello' })
  },
  comms_make_call: {
    role: 'agent',
    args: ({ agentId }) => ({ agentId, to: somebody(), context: 'Ask for a table.', purpose: 'transactional' })
  },
  comms_send_voice_message: {
    role: 'agent',
    args: ({ agentId }) => ({
      ...{ agentId, to: somebody(), text: 'It is ready.', deliveryChannel: 'phone_call', purpose: 'transactional' }
    })
  },
  comms_send_digits: {
    role: 'agent',
    args: ({ agentId, liveCallId }) => ({ agentId, callId: liveCallId, digits: '1w2#' })
  },
  comms_transfer_call: {
    role: 'agent',
    args: ({ agentId, liveCallId }) => ({ agentId, callId: liveCallId, transferTo: somebody() })
  },
  comms_bridge_call: {
    role: 'agent',
    args: ({ agentId }) => ({
      ...{ agentId, fromNumber: somebody(), destinationNumber: somebody(), purpose: 'transactional' }
    })
  },
  comms_end_call: { role: 'agent', args: ({ agentId, callId }) => ({ agentId, callId }) },
  comms_get_call: { role: 'agent', args: ({ agentId, callId }) => ({ agentId, callId }) },
  comms_list_calls: { role: 'agent', args: ({ agentId }) => ({ agentId }) },
  comms_wait_for_events: { role: 'agent', args: ({ agentId }) => ({ agentId, waitSeconds: 0 }) },
  comms_reply_to_caller: {
    role: 'agent',
    args: ({ agentId, callId }) => ({ agentId, callId, text: 'Hello', listenSeconds: 0 })
  },
  comms_attend_calls: { role: 'agent', args: ({ agentId, callId }) => ({ agentId, callId, maxMinutes: 1 }) },
  comms_get_waiting_messages: { role: 'agent', args: ({ agentId }) => ({ agentId }) },
  comms_get_messages: { role: 'agent', args: ({ agentId }) => ({ agentId }) },
  comms_get_channel_status: { role: 'agent', args: ({ agentId }) => ({ agentId }) },
  comms_get_me: { role: 'agent', args: ({ agentId }) => ({ agentId }) },
  comms_ping: { role: 'agent', args: ({ agentId }) => ({ agentId, message: 'Hello' }) },
  comms_update_agent: { role: 'agent', args: ({ agentId }) => ({ agentId, greeting: 'Good day.' }) },
  comms_provision_channels: {
    role: 'org',
    args: () => ({
      displayName: 'New Agent',
      greeting: 'Hello.',
      systemPrompt: 'Be kind.',
      country: 'US',
      capabilities: { phone: true, email: true }
    })
  },
  comms_deprovision_channels: { role: 'org', args: ({ agentId }) => ({ agentId }) },
  comms_issue_token: { role: 'org', args: ({ agentId }) => ({ scope: 'agent', agentId }) },
  comms_rotate_token: { role: 'org', args: ({ tokenId }) => ({ tokenId, graceSeconds: 60 }) },
  comms_register_provider: {
    role: 'org',
    args: ({ agentId }) => ({ agentId, provider: 'resend', credentials: { apiKey: 're_nobody_knows_this_key' } })
  },
  comms_revoke_token: { role: 'org', args: ({ tokenId }) => ({ tokenId }) },
  comms_expand_agent_pool: { role: 'super', args: () => ({ maxAgents: 600 }) },
  comms_onboard_customer: {
    role: 'org',
    args: () => ({ displayName: 'Customer', capabilities: { phone: true, email: true } })
  },
  comms_create_organization: { role: 'super', args: () => ({ name: 'Acme', slug: `acme-${people++}` }) },
  comms_list_organizations: { role: 'super', args: () => ({ limit: 10 }) },
  comms_explain_decision: { role: 'agent', args: ({ agentId, decisionId }) => ({ agentId, decisionId }) },
  comms_get_usage_dashboard: { role: 'agent', args: ({ agentId }) => ({ agentId }) },
  comms_set_agent_limits: { role: 'org', args: ({ agentId }) => ({ agentId, limits: { maxActionsPerHour: 90_000 } }) },
  comms_get_billing_summary: { role: 'org', args: () => ({}) },
  comms_set_billing_config: { role: 'org', args: () => ({ billingEmail: 'bills@example.com' }) },
  comms_check_consent: {
    role: 'agent',
    args: ({ agentId }) => ({ agentId, contactAddress: somebody(), channel: 'sms' })
  },
  comms_revoke_consent: { role: 'agent', args: () => ({ contactAddress: somebody() }) },
  comms_record_consent: { role: 'org', args: () => ({ contactAddress: somebody(), channel: 'sms' }) },
  comms_check_dnc: { role: 'agent', args: () => ({ contact: somebody() }) },
  comms_add_dnc: { role: 'agent', args: () => ({ contact: somebody() }) },
  comms_request_erasure: { role: 'org', args: () => ({ contact: somebody() }) },
  initiate_call_with_compliance: {
    role: 'agent',
    args: ({ agentId, leadId, leadPhone, voiceAgentId }) => ({
      ...{ leadId, to: leadPhone, agentId: voiceAgentId, commsAgentId: agentId }
    })
  },
  get_call_status: { role: 'agent', args: ({ agentId, liveCallSid }) => ({ agentId, callSid: liveCallSid }) },
  end_call: { role: 'agent', args: ({ agentId, liveCallSid }) => ({ agentId, callSid: liveCallSid }) },
  get_call_history: { role: 'agent', args: ({ agentId, leadId }) => ({ agentId, leadId }) },
  list_active_calls: { role: 'agent', args: ({ agentId }) => ({ agentId }) },
  twilio_make_call: {
    role: 'agent',
    args: ({ agentId }) => ({ agentId, to: somebody(), url: 'https://example.com/document' })
  },
  twilio_get_call: { role: 'agent', args: ({ agentId, liveCallSid }) => ({ agentId, callSid: liveCallSid }) },
  twilio_end_call: { role: 'agent', args: ({ agentId, liveCallSid }) => ({ agentId, callSid: liveCallSid }) },
  twilio_record_call: { role: 'agent', args: ({ agentId, ringingCallSid }) => ({ agentId, callSid: ringingCallSid }) },
  elevenlabs_create_agent: {
    role: 'org',
    args: () => ({ name: 'Seller', voiceId: 'simulatedVoiceAda0001', systemPrompt: 'Be kind.' })
  },
  elevenlabs_update_agent: {
    role: 'org',
    args: ({ voiceAgentId }) => ({ agentId: voiceAgentId, updates: { name: 'Other' } })
  },
  elevenlabs_get_agent: { role: 'agent', args: ({ voiceAgentId }) => ({ agentId: voiceAgentId }) },
  elevenlabs_list_agents: { role: 'agent', args: () => ({ limit: 10 }) },
  elevenlabs_list_voices: { role: 'agent', args: () => ({ limit: 10 }) },
  elevenlabs_get_voice: { role: 'agent', args: () => ({ voiceId: 'simulatedVoiceAda0001' }) },
  check_tcpa_compliance: {
    role: 'agent',
    args: ({ agentId, leadId, leadPhone }) => ({ agentId, leadId, phone: leadPhone })
  },
  verify_consent: { role: 'agent', args: ({ leadId }) => ({ leadId }) },
  check_dnc_status: { role: 'agent', args: () => ({ phone: somebody() }) },
  save_lead: {
    role: 'org',
    args: () => ({ firstName: 'Ada', lastName: 'Example', phone: somebody(), source: 'web form' })
  },
  get_lead: { role: 'agent', args: ({ leadId }) => ({ leadId }) }
}
