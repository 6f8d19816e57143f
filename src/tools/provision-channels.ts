import { ProvisionedSchema, ProvisioningSchema } from '../schemas/provisioning.ts'
import { provisionChannels } from '../services/provisioning.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_provision_channels',
  title: 'Provision an agent',
  description:
    'Make a new agent with a phone number, an email address, or both, and its own token. All or nothing: when a step fails, what was bought is given back and the slot is free. A phone number serves SMS and live calls, which come as call.incoming to comms_wait_for_events; WhatsApp is refused, because this server has no provider for it. An email channel is pending_registration until its domain is verified at the email vendor.',
  profiles: ['operator'],
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: ProvisioningSchema,
  output: ProvisionedSchema,
  run: (input, { deps, caller }) => provisionChannels(deps, caller, input)
})
