import type { Deps } from '../deps.ts'
import { actionDurationSeconds } from '../observability/metrics.ts'
import { judge } from '../policy/index.ts'
import { refuse } from './decision.ts'
import { dispatch, type OutboundContent } from './dispatch.ts'
import type { MessageRow, OutboundDraft, Sender, SendResult } from './draft.ts'
import { mirrorOf } from './duplication.ts'
import { contentOf } from './email-thread.ts'
import { firstMessage, firstUnder, holderOf, intentKey, trackFlight } from './idempotency.ts'
import { intendedRow } from './intended-row.ts'
import { intentOf } from './intent.ts'
import { messageWrites } from './message-writes.ts'
import { routeOf } from './recipient.ts'
import { type Reservation, reserve } from './reserve.ts'
import { failureOf, repeatOf } from './result.ts'
import { settle } from './settle.ts'

/**
 * Sends one message for an agent; the only way out of the system.
 * The intent is a row before the vendor is called, and the vendor is called once for it. What is known not to have
 * happened is repeated by the worker; what may have happened is `unknown` until the vendor's record settles it.
 * @throws CommsError of the gate and of the vendor: nothing was sent then
 */
export async function sendMessage(deps: Deps, sender: Sender, draft: OutboundDraft): Promise<SendResult> {
  const stop = actionDurationSeconds.startTimer({ action_type: 'message' })
  const { agent } = sender
  const route = await routeOf(deps, agent, draft)
  const key = intentKey(deps, route.contact, draft)
  const [{ held, last }, content] = await Promise.all([
    holderOf(deps, agent.id, key),
    contentOf(deps, agent, draft, route.contact)
  ])
  if (held) return repeatOf(deps, agent, await firstUnder(deps, held, key, firstMessage(deps)), key)
  const row = intendedRow(deps, sender, draft, route)
  const intent = await intentOf(deps, { ...row, agent, content })
  const verdict = await judge(deps.db, intent)
  if (verdict.refusal) throw await refuse(deps, intent, verdict, verdict.refusal)
  const reservation = { intent, verdict, key, last, row, writes: messageWrites(deps, row, content) }
  const flight = leave(deps, sender, { ...reservation, first: firstMessage(deps) }, content)
  const result = await trackFlight(row.id, flight)
  if (result.messageId !== row.id) return result
  stop()
  mirror(deps, sender, draft, row)
  return result
}

/** From the reservation to the vendor's word; whoever repeats the intent meanwhile waits for the end of it. */
async function leave(
  deps: Deps,
  sender: Sender,
  reservation: Reservation<MessageRow>,
  content: OutboundContent
): Promise<SendResult> {
  const { key, row } = reservation
  const reserved = await reserve(deps, reservation)
  if ('first' in reserved) return repeatOf(deps, sender.agent, reserved.first, key)
  const status = await sendRow(deps, sender, row, content)
  return { ...resultOf(row, status), rateLimitRemaining: reserved.remaining }
}

/** Best effort, through the same gate: what becomes of the copy does not change the result. */
function mirror(deps: Deps, sender: Sender, draft: OutboundDraft, row: MessageRow): void {
  const copy = mirrorOf(sender, draft, row)
  if (!copy) return
  sendMessage(deps, copy.sender, copy.draft).catch((error: unknown) =>
    deps.log.warn({ event: 'mirror_failed', messageId: row.id, err: error }, 'the copy was not sent')
  )
}

async function sendRow(deps: Deps, { agent }: Sender, row: MessageRow, content: OutboundContent) {
  const outcome = await dispatch(deps, row, content)
  // Who asked is told by the answer, and by no event.
  const status = await settle(deps, row, agent, outcome, { tell: false })
  if (outcome.kind === 'unknown')
    deps.log.warn({ event: 'send_unknown', messageId: row.id, err: outcome.error }, 'outcome unknown')
  if (status === 'failed' && outcome.kind !== 'sent' && outcome.kind !== 'unknown') throw failureOf(row, outcome.error)
  return status as SendResult['status']
}

const resultOf = (row: MessageRow, status: SendResult['status']) => ({
  messageId: row.id,
  channel: row.channel as SendResult['channel'],
  status,
  costMicroUsd: row.costMicroUsd,
  createdAt: row.createdAt
})
