import type { AgentRow } from '../pipeline/draft.ts'
import { registrationsOf } from '../policy/registrations.ts'
import type { AgentChannels, AgentView } from '../schemas/agent-view.ts'
import { domainOf } from './agent-address.ts'

/** The channels of an agent; a number serves calls and SMS alike. */
export function channelsOf(agent: AgentRow): AgentChannels {
  const phone = { number: agent.phoneNumber, status: agent.phoneStatus, ...pendingNote(agent) }
  return {
    phone,
    sms: phone,
    whatsapp: { number: null, status: 'none' },
    email: { address: agent.emailAddress, status: agent.emailStatus, ...pendingDomainNote(agent) },
    voiceAi: { status: voiceOf(agent) }
  }
}

/** Whoever has a number takes calls and places them, unless its owner wants none. */
function voiceOf({ phoneNumber, blockedChannels, status, voiceStatus }: AgentRow): AgentChannels['voiceAi']['status'] {
  if (phoneNumber === null || blockedChannels.includes('voice')) return 'unavailable'
  return status === 'suspended' || voiceStatus === 'suspended' ? 'suspended' : 'active'
}

/** Says plainly what a number may do that is not registered yet. */
function pendingNote({ phoneNumber, phoneStatus, country }: AgentRow): { note?: string } {
  if (phoneStatus !== 'pending_registration' || phoneNumber === null) return {}
  const lacking = registrationsOf(phoneNumber, country, 'sms').map(({ name, without }) => `${name}. ${without}`)
  return { note: `It may receive and call, but not text until it is registered: ${lacking.join(' ')}` }
}

function pendingDomainNote({ emailAddress, emailStatus }: AgentRow): { note?: string } {
  if (emailStatus !== 'pending_registration' || emailAddress === null) return {}
  return {
    note: `No email leaves until the domain ${domainOf(emailAddress)} is verified at the email vendor by its DNS records. That is looked up every five minutes.`
  }
}

/** An agent without what is secret or of the house. */
export const toAgentView = (agent: AgentRow): AgentView => ({
  agentId: agent.id,
  displayName: agent.displayName,
  status: agent.status,
  greeting: agent.greeting,
  systemPrompt: agent.systemPrompt,
  country: agent.country,
  language: agent.language,
  voiceId: agent.voiceId,
  callbackUrl: agent.callbackUrl,
  brainUrl: agent.brainUrl,
  identityMode: agent.identityMode,
  channels: channelsOf(agent),
  blockedChannels: agent.blockedChannels,
  storage: agent.storage,
  routeDuplication: agent.routeDuplication,
  providerOverrides: agent.providerOverrides,
  voice: agent.voice,
  provisionedAt: agent.provisionedAt?.toISOString() ?? null
})
