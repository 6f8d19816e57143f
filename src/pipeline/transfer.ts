import { eq } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { calls, callTransfers } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import type { Intent } from '../policy/check.ts'
import { judge } from '../policy/index.ts'
import { extendHold } from './call-holds.ts'
import { refuse } from './decision.ts'
import type { CallRow } from './dial-draft.ts'
import { callIntent } from './dial-intent.ts'
import { throwIfUnplaced } from './dial-result.ts'
import { intendedCall } from './dial-row.ts'
import { failUnplaced } from './dial-settle.ts'
import { callWrites } from './dial-writes.ts'
import type { DryRun, Sender } from './draft.ts'
import { asked } from './dry-run.ts'
import { type FirstAction, firstUnder, holderOf, type IntentKey, intentKey } from './idempotency.ts'
import { remainingNow } from './limits-left.ts'
import { routeOf } from './recipient.ts'
import { reserve } from './reserve.ts'
import type { ReservedTransfer, TransferRow, TransferWish } from './transfer-draft.ts'
import { organization } from './vendors.ts'

/** How long it takes at most until whoever is dialled has taken the call, or not, in seconds: ringing and the question. */
const TAKEN_WITHIN_SECONDS = 60
/** After this a leg that was never dialled is given back, in milliseconds: what is announced has been said by then. */
const DIALLED_WITHIN_MS = 180_000

/**
 * Sets all aside that handing a live call over takes, in one transaction: decision, row, leg and money. Nobody is called
 * yet.
 * @throws CommsError of the gate: nothing happened then
 */
export async function reserveTransfer(
  deps: Deps,
  sender: Sender,
  call: CallRow,
  wish: TransferWish
): Promise<ReservedTransfer> {
  const { agent } = sender
  const { leg, intent } = await intended(deps, sender, call, wish)
  const key = intentKey(deps, leg.contact, { ...wish, ...{ transfer: call.id } })
  const { held, last } = await holderOf(deps, agent.id, key)
  if (held) return repeated(deps, sender, await firstUnder(deps, held, key, firstLeg(deps)), key)
  const verdict = await judge(deps.db, intent)
  if (verdict.refusal) throw await refuse(deps, intent, verdict, verdict.refusal)
  const transfer = transferRow(deps, call, leg, wish)
  const writes = [...callWrites(deps, leg, {}), insertTransfer(deps, transfer)]
  const reserved = await reserve(deps, { intent, verdict, key, last, row: leg, writes, first: firstLeg(deps) })
  if ('first' in reserved) return repeated(deps, sender, reserved.first, key)
  if (!(await extendHold(deps, call.id, TAKEN_WITHIN_SECONDS + leg.maxDurationSeconds))) {
    await failUnplaced(deps, leg, 'rate_limited')
    throw new CommsError('rate_limited', 'Nobody was called: the budget does not pay for this call to go on so long.', {
      nextAction: 'Ask for a shorter maxDurationMinutes; an owner can raise the budget with comms_set_agent_limits.'
    })
  }
  return { transfer, costMicroUsd: leg.costMicroUsd, rateLimitRemaining: reserved.remaining }
}

/** What would become of a transfer; nobody is called, nothing reserved or counted. */
export async function dryRunTransfer(deps: Deps, sender: Sender, call: CallRow, wish: TransferWish): Promise<DryRun> {
  const { leg, intent } = await intended(deps, sender, call, wish)
  const { provider, costMicroUsd } = leg
  return asked(deps, intent, await judge(deps.db, intent), { provider, segments: 0, costMicroUsd })
}

async function intended(
  deps: Deps,
  { agent }: Sender,
  call: CallRow,
  wish: TransferWish
): Promise<{ leg: CallRow; intent: Intent }> {
  const route = await routeOf(deps, agent, { channel: 'voice', to: wish.to })
  if (route.contact === call.contact || route.contact === call.ownAddress)
    throw new CommsError('invalid_recipient', 'Nobody was called: the call cannot be handed to one who is on it.', {
      nextAction: 'Hand it to somebody else.'
    })
  const org = await organization(deps, agent.orgId)
  const { to, maxDurationMinutes } = wish
  // Who takes over calls for the agent awaits them.
  const legWish = {
    to,
    maxDurationMinutes,
    whenVoicemail: 'ignore',
    purpose: 'transactional',
    recorded: false
  } as const
  const at = deps.clock.now()
  const row = intendedCall(deps, { org, agent, wish: { ...legWish, language: call.language }, route, at })
  const leg = { ...row, peerCallId: call.id, dueAt: new Date(at.getTime() + DIALLED_WITHIN_MS) }
  return { leg, intent: await callIntent(deps, { action: 'transfer', agent, row: leg, said: [wish.announcement] }) }
}

function transferRow(deps: Pick<Deps, 'sealer'>, call: CallRow, leg: CallRow, wish: TransferWish): TransferRow {
  const id = newId('trf', leg.createdAt)
  const { kind, announcement } = wish
  return {
    ...{ id, orgId: call.orgId, agentId: call.agentId, callId: call.id, legId: leg.id, kind, state: 'waiting' },
    sealed: announcement === undefined ? null : deps.sealer.seal(announcement, id),
    ...{ createdAt: leg.createdAt, updatedAt: leg.createdAt }
  }
}

/** A statement that stores a transfer. */
export const insertTransfer = ({ db }: Pick<Deps, 'db'>, row: TransferRow): Built =>
  db.insert(callTransfers).values(row)

/** The leg is the action under the key; a repeat does not wait until it is dialled. */
const firstLeg = ({ db }: Pick<Deps, 'db'>): FirstAction<CallRow> => ({
  read: async (id) => (await db.select().from(calls).where(eq(calls.id, id)))[0],
  isOpen: () => false
})

async function repeated(deps: Deps, { agent }: Sender, leg: CallRow, key: IntentKey): Promise<ReservedTransfer> {
  throwIfUnplaced(leg)
  const [transfer] = await deps.db.select().from(callTransfers).where(eq(callTransfers.legId, leg.id))
  if (!transfer) throw new CommsError('unavailable', 'The same transfer is just being stored.')
  return {
    ...{ transfer, costMicroUsd: leg.costMicroUsd, rateLimitRemaining: await remainingNow(deps, agent) },
    repeated: key.given ? {} : { duplicateOf: transfer.id }
  }
}
