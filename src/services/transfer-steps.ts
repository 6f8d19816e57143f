import { and, desc, eq, inArray, notInArray } from 'drizzle-orm'
import { calls, callTransfers } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { RING_SECONDS } from '../pipeline/dial-carrier.ts'
import type { TransferRow } from '../pipeline/transfer-draft.ts'
import type { CallStep } from '../providers/contracts.ts'
import { TERMINAL_STATES } from '../schemas/call.ts'
import type { CallRow } from './call-sessions.ts'
import { transferSentences } from './transfer-sentences.ts'

/** How long somebody who is asked to take a call has to press the key, in seconds. */
const ASKED_SECONDS = 10
/** How long after its longest duration a call is looked into whose end nobody has reported, in milliseconds. */
const OVERDUE_MS = 120_000
const HANG_UP: CallStep[] = [{ do: 'hangup' }]

/** The transfer for which a call was let go and that has not come about yet; undefined when there is none. */
export async function openTransfer(deps: Pick<Deps, 'db'>, callId: string): Promise<TransferRow | undefined> {
  const isOpen = inArray(callTransfers.state, ['waiting', 'dialling'])
  const [row] = await deps.db
    .select()
    .from(callTransfers)
    .where(and(eq(callTransfers.callId, callId), isOpen))
    .orderBy(desc(callTransfers.id))
    .limit(1)
  return row
}

/** The transfer of an agent for which this leg is dialled. */
export async function transferOfLeg(
  deps: Pick<Deps, 'db'>,
  agentId: string,
  legId: string
): Promise<TransferRow | undefined> {
  const [row] = await deps.db
    .select()
    .from(callTransfers)
    .where(and(eq(callTransfers.legId, legId), eq(callTransfers.agentId, agentId)))
  return row
}

/** What is announced, and undefined where nothing is. */
const announcementOf = ({ sealer }: Pick<Deps, 'sealer'>, { id, sealed }: TransferRow): string | undefined =>
  sealed === null ? undefined : sealer.open(sealed, id)

/** Has the carrier dial whoever the call is handed to; undefined when that was given up, and its money with it. */
export async function dialSteps(
  deps: Deps,
  call: CallRow,
  transfer: TransferRow,
  { announce = false } = {}
): Promise<CallStep[] | undefined> {
  const [leg] = await deps.db.select().from(calls).where(eq(calls.id, transfer.legId))
  if (!leg) return undefined
  const now = deps.clock.now()
  // Both last as long as the one that was dialled may.
  const dueAt = new Date(now.getTime() + (RING_SECONDS + leg.maxDurationSeconds) * 1000 + OVERDUE_MS)
  const live = notInArray(calls.state, [...TERMINAL_STATES])
  const isDialled = await deps.db.transaction(async (tx) => {
    const [still] = await tx
      .update(calls)
      .set({ dueAt })
      .where(and(eq(calls.id, leg.id), live))
      .returning({ id: calls.id })
    if (!still) return false
    await tx
      .update(calls)
      .set({ dueAt })
      .where(and(eq(calls.id, call.id), live))
    await tx
      .update(callTransfers)
      .set({ state: 'dialling', updatedAt: now })
      .where(and(eq(callTransfers.id, transfer.id), eq(callTransfers.state, 'waiting')))
    return true
  })
  if (!isDialled) return undefined
  const text = spokenToCaller(deps, call, transfer, announce)
  const { language, voiceId } = call
  return [
    ...(text === undefined ? [] : [{ do: 'say', text, language, voiceId: voiceId ?? undefined } as const]),
    dial(deps, call, leg, transfer)
  ]
}

function spokenToCaller(deps: Deps, call: CallRow, transfer: TransferRow, announce: boolean): string | undefined {
  if (transfer.kind === 'bridge') return transferSentences(call.language).connecting
  return announce && transfer.kind === 'cold' ? announcementOf(deps, transfer) : undefined
}

function dial(deps: Pick<Deps, 'publicUrl'>, call: CallRow, leg: CallRow, { kind }: TransferRow): CallStep {
  const base = `${deps.publicUrl()}/webhooks/${call.agentId}`
  return {
    do: 'dial',
    number: leg.contact,
    callerId: call.ownAddress,
    actionUrl: `${base}/voice?c=${leg.id}&step=joined`,
    whisperUrl: kind === 'warm' ? `${base}/voice?c=${leg.id}&step=whisper` : undefined,
    statusUrl: `${base}/call-status?c=${leg.id}`,
    ringSeconds: RING_SECONDS,
    limitSeconds: leg.maxDurationSeconds
  }
}

/** Asks whoever was dialled, alone, whether he takes the call. */
export function whisperSteps(deps: Deps, leg: CallRow, transfer: TransferRow): CallStep[] {
  const announcement = announcementOf(deps, transfer)
  const ask = transferSentences(leg.language).takeIt
  return [
    {
      do: 'gather',
      actionUrl: `${deps.publicUrl()}/webhooks/${leg.agentId}/voice?c=${leg.id}&step=taken`,
      text: announcement === undefined ? ask : `${announcement} ${ask}`,
      language: leg.language,
      digits: 1,
      timeoutSeconds: ASKED_SECONDS
    },
    ...HANG_UP
  ]
}

/** Joins whoever pressed 1 with the caller; anybody else is hung up on. */
export async function takenSteps(deps: Deps, transfer: TransferRow, digits: string | undefined): Promise<CallStep[]> {
  if (digits !== '1') return HANG_UP
  await markTransfer(deps, transfer, 'taken')
  return []
}

/** Moves a transfer that is under way; what has come about stays. */
export async function markTransfer(
  deps: Pick<Deps, 'db' | 'clock'>,
  { id }: TransferRow,
  state: 'taken' | 'returned'
): Promise<void> {
  await deps.db
    .update(callTransfers)
    .set({ state, updatedAt: deps.clock.now() })
    .where(and(eq(callTransfers.id, id), inArray(callTransfers.state, ['waiting', 'dialling'])))
}
