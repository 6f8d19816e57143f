import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import type { Intent } from '../policy/check.ts'
import { judge, type Verdict } from '../policy/index.ts'
import type { Purpose } from '../schemas/policy.ts'
import { refuse } from './decision.ts'
import { intendCall } from './dial.ts'
import { askCarrier } from './dial-carrier.ts'
import type { CallRow, PlacedCall } from './dial-draft.ts'
import { dialFailure, firstCall, repeatedCall, resultOf } from './dial-result.ts'
import { failUnplaced, settleDial } from './dial-settle.ts'
import { callWrites } from './dial-writes.ts'
import type { DryRun, Sender } from './draft.ts'
import { asked } from './dry-run.ts'
import { firstUnder, holderOf, type IntentKey, intentKey, trackFlight } from './idempotency.ts'
import { routeOf } from './recipient.ts'
import { type Reservation, reserve } from './reserve.ts'
import { insertTransfer } from './transfer.ts'
import type { TransferRow } from './transfer-draft.ts'

/** After this a leg that was never dialled is given back, in milliseconds: who is called first has answered by then. */
const DIALLED_WITHIN_MS = 180_000

/** Two people who are to be joined. */
export interface BridgeWish {
  /** Who is called first: E.164, or the id of an agent of the same organization. */
  first: string
  /** Who is dialled when the first has answered. */
  second: string
  label?: string | undefined
  purpose?: Purpose | undefined
  maxDurationMinutes?: number | undefined
  idempotencyKey?: string | undefined
}

interface Leg {
  row: CallRow
  intent: Intent
}

/**
 * Calls one person, and dials another when he answers. Both are judged before anybody is called, and both are paid for
 * in advance.
 * @throws CommsError of the gate and of the carrier: nobody was called then
 */
export async function bridgeCall(deps: Deps, sender: Sender, wish: BridgeWish): Promise<PlacedCall> {
  const { agent } = sender
  const { first, second } = await legsOf(deps, sender, wish)
  const key = bridgeKey(deps, first, second, wish)
  const { held, last } = await holderOf(deps, agent.id, key)
  if (held) return repeatedCall(deps, agent, await firstUnder(deps, held, key, firstCall(deps)), key)
  const verdicts = { first: await passed(deps, first), second: await passed(deps, second) }
  const reservation = {
    ...{ intent: first.intent, verdict: verdicts.first, key, last, row: first.row, first: firstCall(deps) },
    writes: [
      ...callWrites(deps, first.row, { context: wish.label }),
      insertTransfer(deps, bridgeRow(first.row, second.row))
    ]
  }
  const joining = { second, verdict: verdicts.second }
  return trackFlight(first.row.id, leave(deps, sender, { reservation, first, joining }))
}

interface Leaving {
  reservation: Reservation<CallRow>
  first: Leg
  joining: { second: Leg; verdict: Verdict }
}

/** From the reservation to the carrier's word; whoever repeats the intent meanwhile waits for the end of it. */
async function leave(deps: Deps, { agent }: Sender, { reservation, first, joining }: Leaving): Promise<PlacedCall> {
  const reserved = await reserve(deps, reservation)
  if ('first' in reserved) return repeatedCall(deps, agent, reserved.first, reservation.key)
  const { second, verdict } = joining
  const remaining = await reserveSecond(deps, first, second, verdict)
  return dialFirst(deps, first.row, second.row, remaining)
}

/** What would become of a bridge: the verdict on the first that is refused, the price of both. */
export async function dryRunBridge(deps: Deps, sender: Sender, wish: BridgeWish): Promise<DryRun> {
  const { first, second } = await legsOf(deps, sender, wish)
  const costMicroUsd = first.row.costMicroUsd + second.row.costMicroUsd
  const offer = { provider: first.row.provider, segments: 0, costMicroUsd }
  const told = await asked(deps, first.intent, await judge(deps.db, first.intent), offer)
  return told.verdict === 'refused' ? told : asked(deps, second.intent, await judge(deps.db, second.intent), offer)
}

async function legsOf(deps: Deps, sender: Sender, wish: BridgeWish): Promise<{ first: Leg; second: Leg }> {
  const { purpose, maxDurationMinutes } = wish
  const legTo = async (to: string): Promise<Leg> => {
    const route = await routeOf(deps, sender.agent, { channel: 'voice', to })
    const { row, intent } = await intendCall(deps, sender, { to, purpose, maxDurationMinutes, recorded: false }, route)
    return { row, intent }
  }
  const [first, second] = [await legTo(wish.first), await legTo(wish.second)]
  if (first.row.contact === second.row.contact)
    throw new CommsError('invalid_recipient', 'Nobody was called: nobody can be joined with himself.', {
      nextAction: 'Name two numbers.'
    })
  const dueAt = new Date(second.row.createdAt.getTime() + DIALLED_WITHIN_MS)
  return {
    first: { ...first, row: { ...first.row, peerCallId: second.row.id } },
    second: { ...second, row: { ...second.row, whenVoicemail: 'ignore', peerCallId: first.row.id, dueAt } }
  }
}

async function passed(deps: Deps, { intent }: Leg): Promise<Verdict> {
  const verdict = await judge(deps.db, intent)
  if (verdict.refusal) throw await refuse(deps, intent, verdict, verdict.refusal)
  return verdict
}

function bridgeKey(deps: Pick<Deps, 'config'>, { row }: Leg, { row: other }: Leg, wish: BridgeWish): IntentKey {
  const bridge = { ...wish, to: row.contact, channel: 'voice', second: other.contact }
  return intentKey(deps, row.contact, bridge)
}

const bridgeRow = ({ id: callId, orgId, agentId, createdAt }: CallRow, { id: legId }: CallRow): TransferRow => ({
  ...{ id: newId('trf', createdAt), orgId, agentId, callId, legId, kind: 'bridge', state: 'waiting', sealed: null },
  ...{ createdAt, updatedAt: createdAt }
})

/** One key for each bridge: the second leg is reserved once, with the first. */
async function reserveSecond(deps: Deps, first: Leg, second: Leg, verdict: Verdict): Promise<number> {
  const key = { key: `b:${first.row.id}`, argsHash: second.row.id, given: true, lastsMs: DIALLED_WITHIN_MS }
  try {
    const reserved = await reserve(deps, {
      ...{ intent: second.intent, verdict, key, row: second.row, first: firstCall(deps) },
      writes: callWrites(deps, second.row, {})
    })
    return 'remaining' in reserved ? reserved.remaining : 0
  } catch (error) {
    await failUnplaced(deps, first.row, error instanceof CommsError ? error.code : 'unavailable')
    throw error
  }
}

async function dialFirst(deps: Deps, first: CallRow, second: CallRow, remaining: number): Promise<PlacedCall> {
  const dialled = await askCarrier(deps, first, 'bridge')
  const settled = await settleDial(deps, first, dialled)
  if (dialled.kind === 'refused') {
    await failUnplaced(deps, second, dialled.error.code)
    throw dialFailure(first, dialled.error)
  }
  const costMicroUsd = first.costMicroUsd + second.costMicroUsd
  return { ...resultOf(settled, remaining), costMicroUsd }
}
