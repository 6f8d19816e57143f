import type { Deps } from '../deps.ts'
import { actionDurationSeconds } from '../observability/metrics.ts'
import type { CallContent } from '../schemas/call.ts'
import { refuse } from './decision.ts'
import { askCarrier } from './dial-carrier.ts'
import type { CallRow, CallWish, PlacedCall } from './dial-draft.ts'
import { callIntent, judgeCall } from './dial-intent.ts'
import { requireNoLoop } from './dial-loop.ts'
import { dialFailure, firstCall, repeatedCall, resultOf } from './dial-result.ts'
import { intendedCall } from './dial-row.ts'
import { settleDial } from './dial-settle.ts'
import { callWrites } from './dial-writes.ts'
import type { Sender } from './draft.ts'
import { firstUnder, holderOf, type IntentKey, intentKey, trackFlight } from './idempotency.ts'
import { type Route, routeOf } from './recipient.ts'
import { type Reservation, reserve } from './reserve.ts'
import { organization } from './vendors.ts'

/**
 * Places one call for an agent; the only way in which a telephone rings.
 * The intent is a row before the carrier is asked, and it is asked once: what it refuses is given back, what may have
 * happened is `unknown` until its record settles it, and nobody is ever called twice for one wish.
 * @throws CommsError of the gate and of the carrier, `conflict` for somebody who is calling: nobody was called then
 */
export async function placeCall(deps: Deps, sender: Sender, wish: CallWish): Promise<PlacedCall> {
  const stop = actionDurationSeconds.startTimer({ action_type: 'call' })
  const { agent } = sender
  const route = await routeOf(deps, agent, { channel: 'voice', to: wish.to })
  const key = callKey(deps, route, wish)
  const { held, last } = await holderOf(deps, agent.id, key)
  if (held) return repeatedCall(deps, agent, await firstUnder(deps, held, key, firstCall(deps)), key)
  await requireNoLoop(deps, agent.id, route.contact)
  const { row, content, intent } = await intendCall(deps, sender, wish, route)
  const verdict = await judgeCall(deps, intent, wish.recipientTimezone)
  if (verdict.refusal) {
    // What forbids it may be the same call, asked for at once.
    const meanwhile = await repeatOf(deps, agent, key)
    if (meanwhile) return meanwhile
    throw await refuse(deps, intent, verdict, verdict.refusal)
  }
  const reservation = { intent, verdict, key, last, row, writes: callWrites(deps, row, content) }
  const flight = leave(deps, sender, { ...reservation, first: firstCall(deps) }, wish.answerStep)
  const result = await trackFlight(row.id, flight)
  if (result.callId === row.id) stop()
  return result
}

/** A call and a message are never the same intent. */
function callKey(deps: Pick<Deps, 'config'>, { contact }: Route, wish: CallWish): IntentKey {
  const { answerStep: _step, ...same } = wish
  const call = { ...same, channel: 'voice' }
  return intentKey(deps, contact, call)
}

/**
 * The call that this wish has led to already; undefined when it is new.
 * @throws CommsError what became of that call, and `idempotency_conflict` when its key stands for another wish
 */
export async function placedBefore(deps: Deps, { agent }: Sender, wish: CallWish): Promise<PlacedCall | undefined> {
  return repeatOf(deps, agent, callKey(deps, await routeOf(deps, agent, { channel: 'voice', to: wish.to }), wish))
}

async function repeatOf(deps: Deps, agent: Sender['agent'], key: IntentKey): Promise<PlacedCall | undefined> {
  const { held } = await holderOf(deps, agent.id, key)
  return held && repeatedCall(deps, agent, await firstUnder(deps, held, key, firstCall(deps)), key)
}

/** A call with all that the gate judges it by; nothing is stored. */
export async function intendCall(deps: Deps, { agent }: Sender, wish: CallWish, route: Route) {
  const org = await organization(deps, agent.orgId)
  const row = intendedCall(deps, { org, agent, wish, route, at: deps.clock.now() })
  const { context, voicemailText, greeting = agent.greeting ?? undefined } = wish
  const content: CallContent = { context, greeting, voicemailText }
  const said = [wish.greeting, voicemailText]
  const intent = await callIntent(deps, { action: wish.action ?? 'call', agent, row, said })
  return { row, content, intent }
}

/** From the reservation to the carrier's word; whoever repeats the intent meanwhile waits for the end of it. */
async function leave(
  deps: Deps,
  { agent }: Sender,
  reservation: Reservation<CallRow>,
  answerStep: string | undefined
): Promise<PlacedCall> {
  const { key, row } = reservation
  const reserved = await reserve(deps, reservation)
  if ('first' in reserved) return repeatedCall(deps, agent, reserved.first, key)
  const dialled = await askCarrier(deps, row, answerStep)
  const settled = await settleDial(deps, row, dialled)
  if (dialled.kind === 'unknown')
    deps.log.warn({ event: 'call_unknown', callId: row.id, err: dialled.error }, 'outcome unknown')
  if (dialled.kind === 'refused') throw dialFailure(row, dialled.error)
  return resultOf(settled, reserved.remaining)
}
