import Type, { type Static } from 'typebox'
import { AgentChannelsSchema } from './agent-view.ts'
import { OneOf, Strict } from './common.ts'
import { ProvisioningSchema } from './provisioning.ts'

const { displayName, greeting, systemPrompt, country, capabilities, emailDomain } = ProvisioningSchema.properties

/** What it takes to serve a new customer. */
export const OnboardingSchema = Strict({
  displayName,
  capabilities,
  emailDomain,
  greeting,
  systemPrompt,
  country
})
/** What it takes to serve a new customer. */
export type Onboarding = Static<typeof OnboardingSchema>

const DnsRecord = Strict({
  type: Type.String({ description: 'MX, TXT, CNAME.' }),
  name: Type.String(),
  value: Type.String(),
  priority: Type.Optional(Type.Integer()),
  status: Type.String({ description: 'What the email vendor says of it.' })
})

/** Everything that a new customer needs to go on. */
export const OnboardedSchema = Strict({
  agentId: Type.String(),
  channels: AgentChannelsSchema,
  token: Type.String({ description: 'Bearer token of the agent. Shown this once.' }),
  poolSlotsRemaining: Type.Integer({ description: 'Agents that the organization may still provision.' }),
  email: Type.Optional(
    Strict({
      domain: Type.String(),
      status: OneOf(
        ['verified', 'pending', 'failed', 'absent', 'unknown'],
        'absent: the email vendor does not have the domain; unknown: it did not answer.'
      ),
      dnsRecords: Type.Array(DnsRecord, { description: 'Records that the domain needs; none once it is set up.' })
    })
  ),
  clientConfigs: Strict(
    {
      mcp: Type.String({ description: 'For MCP clients that take a URL and headers, as JSON.' }),
      mcpStdio: Type.String({ description: 'For MCP clients that start a program, by way of mcp-remote, as JSON.' }),
      sse: Type.String({ description: 'For older clients of HTTP+SSE, as JSON.' }),
      rest: Type.String({ description: 'A first call over REST, for a shell.' })
    },
    { description: 'Each holds the token.' }
  ),
  nextSteps: Type.Array(Type.String(), { description: 'What is left to do, in order.' })
})
/** Everything that a new customer needs to go on. */
export type Onboarded = Static<typeof OnboardedSchema>
