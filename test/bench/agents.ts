import type { Child } from './child.ts'

/** An agent that was provisioned for the bench. */
export interface BenchAgent {
  agentId: string
  token: string
  /** E.164. */
  number: string
}

/** Provisions an agent with a number. @throws Error with the answer when the server refuses. */
export async function provision(server: Child, masterToken: string, displayName: string): Promise<BenchAgent> {
  const answer = await fetch(`${server.url}/v1/tools/comms_provision_channels`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${masterToken}` },
    body: JSON.stringify({ displayName, capabilities: { phone: true } })
  })
  if (!answer.ok) throw new Error(`provisioning: ${answer.status} ${await answer.text()}`)
  const made = (await answer.json()) as {
    agentId: string
    securityToken: string
    channels: { sms: { number: string } }
  }
  return { agentId: made.agentId, token: made.securityToken, number: made.channels.sms.number }
}
