import type { Deps } from '../deps.ts'
import { ERROR_CODES } from '../errors.ts'
import type { Intent } from '../policy/check.ts'
import { judge, type Verdict } from '../policy/index.ts'
import { recordDryRun } from './decision.ts'
import type { DryRun, OutboundDraft, Sender } from './draft.ts'
import { contentOf } from './email-thread.ts'
import { priceOf } from './intended-row.ts'
import { intentOf } from './intent.ts'
import { limitRefusal, remainingNow } from './limits-left.ts'
import { routeOf } from './recipient.ts'

/**
 * What would become of a message: the gate's verdict, the route and the price. Nothing is sent, reserved or counted.
 * @throws CommsError what `sendMessage` throws for a draft that has no recipient
 */
export async function dryRun(deps: Deps, sender: Sender, draft: OutboundDraft): Promise<DryRun> {
  const { agent } = sender
  const route = await routeOf(deps, agent, draft)
  const content = await contentOf(deps, agent, draft, route.contact)
  const price = priceOf(agent, draft, route)
  const { channel, purpose = 'conversational' } = draft
  const intent = await intentOf(deps, { agent, channel, purpose, content, ...route, ...price })
  const verdict = await judge(deps.db, intent)
  return asked(deps, intent, verdict, { provider: route.provider, ...price })
}

/** What an effect would be carried by, and the most that it would cost. */
interface Offer {
  provider: string
  segments: number
  costMicroUsd: number
}

/** Records that the gate was only asked, and tells what it said, the limits included. */
export async function asked(deps: Deps, intent: Intent, verdict: Verdict, offer: Offer): Promise<DryRun> {
  const { provider, ...price } = offer
  const refusal = verdict.refusal ?? (await limitRefusal(deps, intent, intent.at))
  const decisionId = await recordDryRun(deps, intent, { ...verdict, refusal })
  return {
    decisionId,
    verdict: refusal ? 'refused' : 'allowed',
    reasons: refusal ? [refusal.message] : [],
    ...(refusal && {
      code: refusal.code,
      check: refusal.check,
      ...(refusal.details && { details: refusal.details }),
      nextAction: refusal.nextAction ?? ERROR_CODES[refusal.code].nextAction
    }),
    route: {
      ...{ provider, simulated: intent.simulated, country: intent.country },
      ...{ from: intent.ownAddress, to: intent.contact }
    },
    ...price,
    rateLimitRemaining: await remainingNow(deps, intent.agent),
    at: intent.at
  }
}
