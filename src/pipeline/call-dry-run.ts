import type { Deps } from '../deps.ts'
import type { CommsError } from '../errors.ts'
import { refuse } from './decision.ts'
import { intendCall } from './dial.ts'
import type { CallWish } from './dial-draft.ts'
import { judgeCall } from './dial-intent.ts'
import type { DryRun, Sender } from './draft.ts'
import { asked } from './dry-run.ts'
import { routeOf } from './recipient.ts'

/**
 * What would become of a call: the gate's verdict, the route and the price. Nobody is called, nothing reserved or counted.
 * @throws CommsError what `placeCall` throws for a call to nobody
 */
export async function dryRunCall(deps: Deps, sender: Sender, wish: CallWish): Promise<DryRun> {
  const route = await routeOf(deps, sender.agent, { channel: 'voice', to: wish.to })
  const { row, intent } = await intendCall(deps, sender, wish, route)
  const verdict = await judgeCall(deps, intent, wish.recipientTimezone)
  const { provider, costMicroUsd } = row
  return asked(deps, intent, verdict, { provider, segments: 0, costMicroUsd })
}

/**
 * The gate's refusal of a call that was about to be placed, on record as such; undefined where it lets it pass, which is
 * on record when it is placed. @throws CommsError what `placeCall` throws for a call to nobody
 */
export async function refusalOfCall(deps: Deps, sender: Sender, wish: CallWish): Promise<CommsError | undefined> {
  const route = await routeOf(deps, sender.agent, { channel: 'voice', to: wish.to })
  const { intent } = await intendCall(deps, sender, wish, route)
  const verdict = await judgeCall(deps, intent, wish.recipientTimezone)
  return verdict.refusal && refuse(deps, intent, verdict, verdict.refusal)
}
