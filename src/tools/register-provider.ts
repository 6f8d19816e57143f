import { ProviderRegistrationSchema, RegisteredProviderSchema } from '../schemas/provider.ts'
import { registerProvider } from '../services/provider-credentials.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_register_provider',
  title: 'Register a vendor account',
  description:
    "Have the organization, or one of its agents, served by its own account at a vendor instead of the server's. The vendor is asked first: what it refuses is not kept. The credentials are encrypted and never shown again. A sandbox organization knows only accounts of the simulated carrier.",
  profiles: ['operator'],
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: ProviderRegistrationSchema,
  output: RegisteredProviderSchema,
  run: (input, { deps, caller }) => registerProvider(deps, caller, input)
})
