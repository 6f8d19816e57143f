import { isCheckViolation, isUniqueViolation } from '../db/batch.ts'
import { builtOnce, placeholders } from '../db/built-once.ts'
import { sealContent } from '../db/content.ts'
import { messageBodies, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { conversationIdOf, newId } from '../lib/ids.ts'
import { smsSegments } from '../lib/segments.ts'
import { actionDurationSeconds } from '../observability/metrics.ts'
import type { Intent, Purpose } from '../policy/check.ts'
import { judge, type Verdict } from '../policy/index.ts'
import { allow, refuse, refuseForLimit } from './decision.ts'
import { dispatch, type OutboundContent } from './dispatch.ts'
import type { OutboundDraft, Sender, SendResult } from './draft.ts'
import { mirrorOf } from './duplication.ts'
import { contentOf } from './email-thread.ts'
import { firstUnder, holderOf, type IntentKey, intentKey, takeKey, trackFlight } from './idempotency.ts'
import { type Route, routeOf } from './recipient.ts'
import { failureOf, repeatOf } from './result.ts'
import { settle } from './settle.ts'
import { organization } from './vendors.ts'
import { remainingNow, remainingOf, takeAction } from './windows.ts'

/** What is charged until the vendor names its price, in micro-US-dollars. Source: CONTRACT part 3. */
const ESTIMATE_MICRO_USD = { sms: 7900, email: 1000 }
/** After this a row that is still `sending` is taken for the remains of a crash, in milliseconds. */
const CRASHED_AFTER_MS = 60_000

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
  const key = intentKey(route.contact, draft)
  const [held, org] = await Promise.all([holderOf(deps, agent.id, key), organization(deps, agent.orgId)])
  if (held) return repeatOf(deps, await firstUnder(deps, held, key), key)
  const intent: Intent = {
    org,
    agent,
    action: 'message',
    channel: draft.channel,
    contact: route.contact,
    purpose: draft.purpose ?? 'message'
  }
  const [verdict, content] = await Promise.all([judge(deps.db, intent), contentOf(deps, agent, draft)])
  if (verdict.refusal) throw await refuse(deps, intent, verdict, verdict.refusal)
  const row = intendedRow(deps, sender, draft, route)
  const reserved = await reserve(deps, intent, verdict, key, row, content)
  if ('first' in reserved) return repeatOf(deps, reserved.first, key)
  const status = await trackFlight(row.id, sendRow(deps, sender, row, content))
  stop()
  mirror(deps, sender, draft, row)
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
  const status = await settle(deps, row, agent, outcome)
  if (outcome.kind === 'unknown')
    deps.log.warn({ event: 'send_unknown', messageId: row.id, err: outcome.error }, 'outcome unknown')
  if (status === 'failed' && outcome.kind !== 'sent' && outcome.kind !== 'unknown') throw failureOf(row, outcome.error)
  return status as SendResult['status']
}

type MessageRow = typeof messages.$inferSelect

const resultOf = (row: MessageRow, status: SendResult['status']) => ({
  messageId: row.id,
  channel: row.channel as SendResult['channel'],
  status,
  costMicroUsd: row.costMicroUsd,
  createdAt: row.createdAt
})

function intendedRow(deps: Deps, { agent }: Sender, draft: OutboundDraft, { contact, ownAddress }: Route): MessageRow {
  const now = deps.clock.now()
  const segments = draft.channel === 'sms' ? smsSegments(draft.body).segments : 1
  return {
    id: newId('msg', now),
    orgId: agent.orgId,
    agentId: agent.id,
    channel: draft.channel,
    direction: 'outbound',
    contact,
    ownAddress,
    conversationId: conversationIdOf(agent.id, contact),
    status: 'sending',
    purpose: draft.purpose ?? 'message',
    provider: deps.config.vendors[draft.channel === 'sms' ? 'telephony' : 'email'],
    providerRef: null,
    errorCode: null,
    segments,
    costMicroUsd: ESTIMATE_MICRO_USD[draft.channel] * segments,
    attempts: 0,
    dueAt: new Date(now.getTime() + CRASHED_AFTER_MS),
    replyToMessageId: draft.replyToMessageId ?? null,
    emailMessageId: null,
    createdAt: now,
    updatedAt: now
  }
}

const insertMessage = builtOnce((db) =>
  db.insert(messages).values({
    ...placeholders('id', 'orgId', 'agentId', 'channel', 'direction', 'contact', 'ownAddress', 'conversationId'),
    ...placeholders('status', 'purpose', 'provider', 'segments', 'costMicroUsd', 'attempts', 'dueAt'),
    ...placeholders('replyToMessageId', 'createdAt', 'updatedAt')
  })
)
const insertBody = builtOnce((db) => db.insert(messageBodies).values(placeholders('messageId', 'orgId', 'sealed')))

/** One transaction: the decision, the key, the action taken from the windows, the row and its content. All or none. */
async function reserve(
  deps: Deps,
  intent: Intent,
  verdict: Verdict,
  key: IntentKey,
  row: MessageRow,
  content: OutboundContent
): Promise<{ remaining: number } | { first: MessageRow }> {
  const of = { orgId: row.orgId, agentId: row.agentId }
  const sealed = sealContent(deps.sealer, row.id, content)
  const windows = limited(intent.purpose) ? [takeAction(deps, of, row.createdAt)] : []
  try {
    const results = await deps.db.batch([
      ...takeKey(deps, of, key, row.id),
      allow(deps, intent, verdict, row.id),
      insertMessage(deps.db, row),
      insertBody(deps.db, { messageId: row.id, orgId: row.orgId, sealed }),
      // Last: every other send of the agent waits for these rows until the commit.
      ...windows
    ])
    return {
      remaining: windows.length > 0 ? remainingOf(results.at(-1)?.rows ?? []) : await remainingNow(deps, row.agentId)
    }
  } catch (error) {
    if (isCheckViolation(error)) throw await refuseForLimit(deps, intent, verdict, row.createdAt)
    if (!isUniqueViolation(error)) throw error
    const held = await holderOf(deps, row.agentId, key)
    if (!held)
      throw new CommsError('unavailable', 'The same message is just being sent by somebody else.', { cause: error })
    return { first: await firstUnder(deps, held, key) }
  }
}

/** What the contact's own STOP or HELP calls for is no action of the agent. */
const limited = (purpose: Purpose): boolean => purpose === 'message'
