import type { Deps } from '../deps.ts'
import { ERROR_CODES } from '../errors.ts'
import { judge } from '../policy/index.ts'
import { recordDryRun } from './decision.ts'
import type { DryRun, OutboundDraft, Sender } from './draft.ts'
import { contentOf } from './email-thread.ts'
import { priceOf, providerOf } from './intended-row.ts'
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
  const price = priceOf(deps, agent, draft, route.contact)
  const { channel, purpose = 'conversational' } = draft
  const intent = await intentOf(deps, { agent, channel, purpose, content, ...route, ...price })
  const verdict = await judge(deps.db, intent)
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
      provider: providerOf(deps, draft.channel),
      simulated: intent.simulated,
      from: route.ownAddress,
      to: route.contact,
      country: intent.country
    },
    ...price,
    rateLimitRemaining: await remainingNow(deps, agent),
    at: intent.at
  }
}
