import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { organization } from '../pipeline/vendors.ts'
import { isConfigured } from '../providers/index.ts'
import type { ProviderOverrides } from '../schemas/agent.ts'

/**
 * Lets an agent prefer a vendor of speech with which the operator has an account. Where nothing is paid for any may be.
 * @throws CommsError `capability_unavailable`
 */
export async function requireSpeechVendors(
  deps: Deps,
  orgId: string,
  { tts, stt }: ProviderOverrides = {}
): Promise<void> {
  if (tts === undefined && stt === undefined) return
  if ((await organization(deps, orgId)).mode === 'sandbox') return
  const missing = [tts, stt].filter((vendor) => vendor !== undefined && !isConfigured(deps.providers, vendor))
  if (missing.length > 0)
    throw new CommsError('capability_unavailable', `Nothing was changed: this server has no ${missing.join(', ')}.`, {
      nextAction: 'Choose another vendor in providerOverrides, or none to use the one of the server.'
    })
}
