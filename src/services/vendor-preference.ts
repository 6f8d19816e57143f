import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import { isConfigured, isSimulated, telephonyVendor } from '../providers/index.ts'
import type { ProviderOverrides } from '../schemas/agent.ts'

/**
 * Lets an agent prefer a vendor of speech with which the operator has an account, and name the carrier that serves it.
 * Where nothing is paid for any vendor of speech may be preferred.
 * @throws CommsError `capability_unavailable`
 */
export async function requireVendors(
  deps: Deps,
  of: { orgId: string; agentId?: string },
  { telephony, tts, stt }: ProviderOverrides = {}
): Promise<void> {
  if (telephony === undefined && tts === undefined && stt === undefined) return
  const org = await orgVendors(deps, of.orgId, of.agentId)
  const carrier = telephonyVendor(deps.providers, org)
  if (telephony !== undefined && telephony !== carrier)
    throw new CommsError('capability_unavailable', `Nothing was changed: SMS and calls go over ${carrier} here.`, {
      nextAction: 'Leave providerOverrides.telephony out; the operator chooses with PROVIDER_TELEPHONY.'
    })
  if (isSimulated(org)) return
  const missing = [tts, stt].filter((vendor) => vendor !== undefined && !isConfigured(deps.providers, vendor))
  if (missing.length > 0)
    throw new CommsError('capability_unavailable', `Nothing was changed: this server has no ${missing.join(', ')}.`, {
      nextAction: 'Choose another vendor in providerOverrides, or none to use the one of the server.'
    })
}
