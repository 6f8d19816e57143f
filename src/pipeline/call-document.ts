import type { Deps } from '../deps.ts'
import type { CallDocument, CallStep } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import { orgVendors } from './vendors.ts'

/** The document that makes the carrier of an agent do this on a call, in the carrier's own dialect. */
export async function callDocument(
  deps: Deps,
  { orgId, agentId }: { orgId: string; agentId: string },
  steps: readonly CallStep[]
): Promise<CallDocument> {
  const telephony = await openProvider(deps.providers, 'telephony', await orgVendors(deps, orgId, agentId))
  return telephony.answer(steps)
}
