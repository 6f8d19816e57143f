import type { Caller } from '../../src/deps.ts'

/** A caller with a token of the organization. */
export const orgCaller = (orgId: string): Caller => ({ role: 'org', orgId, tokenId: 'tok_of_org' })
/** A super-admin that acts for the organization. */
export const superCaller = (orgId: string): Caller => ({ role: 'super', orgId, tokenId: 'master' })
/** A caller with a token of the agent. */
export const agentCaller = (agent: { id: string; orgId: string }): Caller => ({
  role: 'agent',
  orgId: agent.orgId,
  agentId: agent.id,
  tokenId: 'tok_of_agent'
})
