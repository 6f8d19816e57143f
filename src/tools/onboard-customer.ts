import { BUSINESS } from '../schemas/edition.ts'
import { OnboardedSchema, OnboardingSchema } from '../schemas/onboarding.ts'
import { onboardCustomer } from '../services/onboarding.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_onboard_customer',
  title: 'Onboard a customer',
  description:
    'Make an agent for a customer in one step and get all that is needed to go on: its channels, its token (shown this once), the DNS records of its email domain, ready client configurations, and what is left to do. comms_provision_channels makes the agent alone, with more to choose. All or nothing, both of them.',
  profiles: ['operator'],
  role: 'org',
  editions: BUSINESS,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: OnboardingSchema,
  output: OnboardedSchema,
  run: (input, { deps, caller }) => onboardCustomer(deps, caller, input)
})
