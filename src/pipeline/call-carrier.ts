import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { CallStep } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import type { CallRow } from './dial-draft.ts'
import { orgVendors } from './vendors.ts'

/**
 * Has the carrier end a call; it reports the end as it does every other.
 * @throws CommsError `conflict` while no carrier has confirmed the call, and what the carrier says
 */
export async function hangUp(deps: Deps, call: CallRow): Promise<void> {
  const { telephony, ref } = await carrierOf(deps, call)
  await telephony.endCall(ref)
}

/**
 * Has a live call go on with other steps, whatever it is doing.
 * @throws CommsError `conflict` while no carrier has confirmed the call, and what the carrier says
 */
export async function redirectCall(deps: Deps, call: CallRow, steps: readonly CallStep[]): Promise<void> {
  const { telephony, ref } = await carrierOf(deps, call)
  await telephony.redirectCall(ref, telephony.answer(steps))
}

async function carrierOf(deps: Deps, { providerRef, orgId, agentId }: CallRow) {
  if (providerRef === null)
    throw new CommsError('conflict', 'The carrier has not confirmed this call yet.', {
      retryable: true,
      nextAction: 'Try again in a few seconds.'
    })
  return {
    telephony: await openProvider(deps.providers, 'telephony', await orgVendors(deps, orgId, agentId)),
    ref: providerRef
  }
}
