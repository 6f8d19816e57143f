import type { Caller, Deps } from '../deps.ts'
import { organization, orgVendors } from '../pipeline/vendors.ts'
import { openProvider } from '../providers/index.ts'
import type { Onboarded, Onboarding } from '../schemas/onboarding.ts'
import { domainOf } from './agent-address.ts'
import { clientConfigs } from './onboarding-configs.ts'
import { provisionChannels } from './provisioning.ts'

type Email = NonNullable<Onboarded['email']>

/**
 * Makes an agent for a customer, or nothing, and puts together all that is needed to go on: its token, the DNS records of its
 * email domain, configurations for clients, and what is left to do.
 * @throws CommsError as `provisionChannels`.
 */
export async function onboardCustomer(deps: Deps, caller: Caller, input: Onboarding): Promise<Onboarded> {
  const { agentId, channels, securityToken, poolSlotsRemaining } = await provisionChannels(deps, caller, input)
  const address = channels.email.address
  const [email, owner] = await Promise.all([
    address === null ? undefined : recordsOf(deps, caller.orgId, domainOf(address)),
    organization(deps, caller.orgId)
  ])
  const configs = clientConfigs(deps, securityToken)
  return {
    ...{ agentId, channels, token: securityToken, poolSlotsRemaining },
    ...(email && { email }),
    clientConfigs: configs,
    nextSteps: [
      ...(email ? stepsFor(email) : []),
      ...(channels.sms.status === 'pending_registration'
        ? [`Register the number ${channels.sms.number} for business texting; until then it receives and does not send.`]
        : []),
      ...(owner.mode === 'sandbox'
        ? ['The organization is in the sandbox: messages go to the simulated carrier. Ask the operator to review it.']
        : []),
      'Keep the token where secrets are kept: it is shown this once.',
      'Put one of clientConfigs into the client of the agent, and have it call comms_get_me, then comms_wait_for_events.'
    ]
  }
}

/** The agent is made by now: a vendor that does not answer leaves a gap, and undoes nothing. */
async function recordsOf(deps: Deps, orgId: string, domain: string): Promise<Email> {
  try {
    const port = await openProvider(deps.providers, 'email', await orgVendors(deps, orgId))
    const { status, records } = await port.checkDomain(domain)
    const dnsRecords = records.map(({ priority, ...record }) => ({
      ...record,
      ...(priority !== undefined && { priority })
    }))
    return { domain, status, dnsRecords }
  } catch (err) {
    deps.log.warn({ event: 'domain_check_failed', err }, 'onboarded without the DNS records')
    return { domain, status: 'unknown', dnsRecords: [] }
  }
}

function stepsFor({ domain, status, dnsRecords }: Email): string[] {
  if (status === 'verified') return []
  if (status === 'absent') return [`Add the domain ${domain} at the email vendor, then set the DNS records it names.`]
  if (status === 'unknown') return [`Ask for the DNS records of ${domain} again: the email vendor did not answer.`]
  return [`Set the ${dnsRecords.length} DNS records of ${domain}; email is sent once the vendor has verified them.`]
}
