import { and, eq, inArray } from 'drizzle-orm'
import { messages } from '../db/schema/index.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { reconciledTotal } from '../observability/metrics.ts'
import type { VendorMessage } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import type { OutboundContent } from './dispatch.ts'
import type { AgentRow, MessageRow } from './draft.ts'
import { sendAgain } from './repeat.ts'
import { MAX_ATTEMPTS, MAY_HAVE_HAPPENED, settleFailed, settleSent } from './settle.ts'
import { applyStatus } from './status.ts'
import { orgVendors } from './vendors.ts'

/** How long a message may be missing from the vendor's record before it counts as never taken, in milliseconds. */
const ABSENT_AFTER_MS = 90_000
/** After this a send that the vendor's record cannot settle is given up, in milliseconds. */
const GIVE_UP_MS = 24 * 3_600_000
/** How far the vendor's clock may be behind ours, in milliseconds. */
const CLOCK_SKEW_MS = 30_000
/** How long Resend remembers an idempotency key, in milliseconds. Source: https://resend.com/docs/dashboard/emails/idempotency-keys */
const EMAIL_KEY_MS = 24 * 3_600_000

/**
 * Settles one send of unknown outcome. SMS: by the vendor's record; what is surely not in it is sent again.
 * Email: by asking again under the same idempotency key, which the vendor answers with the first result.
 */
export async function reconcile(deps: Deps, row: MessageRow, agent: AgentRow, content: OutboundContent): Promise<void> {
  if (row.channel === 'email') return repeatEmail(deps, row, agent, content)
  const org = await orgVendors(deps, row.orgId, row.agentId)
  const telephony = await openProvider(deps.providers, 'telephony', org)
  const since = new Date(row.createdAt.getTime() - CLOCK_SKEW_MS)
  const listed = await telephony.listSms({ from: row.ownAddress, to: row.contact, since })
  const age = deps.clock.now().getTime() - row.updatedAt.getTime()
  // Without a list to look into nothing is sent again: the report, which carries our row, settles it.
  if (listed === undefined) return age > GIVE_UP_MS ? giveUp(deps, row, agent) : undefined
  const open = await unclaimed(deps, row.provider, listed)
  const found = open.find(({ body }) => body === content.body) ?? open.find(({ body }) => body.endsWith(content.body))
  if (found) return claim(deps, row, agent, found)
  if (age > GIVE_UP_MS) return giveUp(deps, row, agent)
  if (age < ABSENT_AFTER_MS || open.length > 0) return
  reconciledTotal.inc({ outcome: 'absent' })
  if (row.attempts >= MAX_ATTEMPTS) return giveUp(deps, row, agent)
  const repeated = await sendAgain(deps, { ...row, status: 'queued' }, agent, content)
  if (repeated) reconciledTotal.inc({ outcome: 'repeated' })
}

/** What may have happened all the same stays counted. */
async function giveUp(deps: Deps, row: MessageRow, agent: AgentRow): Promise<void> {
  await settleFailed(deps, row, agent, MAY_HAVE_HAPPENED)
  reconciledTotal.inc({ outcome: 'given_up' })
}

/**
 * Messages on the vendor's record that belong to no row of ours, oldest first. One that says something else may still
 * be ours, rewritten by the vendor (a trial prefix, another encoding): while there is such, nothing is sent again.
 */
async function unclaimed(deps: Deps, provider: string, listed: VendorMessage[]): Promise<VendorMessage[]> {
  if (listed.length === 0) return []
  const refs = listed.map((message) => message.ref)
  const taken = await deps.db
    .select({ ref: messages.providerRef })
    .from(messages)
    .where(and(eq(messages.provider, provider), inArray(messages.providerRef, refs)))
  const ours = new Set(taken.map(({ ref }) => ref))
  return listed.filter(({ ref }) => !ours.has(ref)).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
}

async function claim(deps: Deps, row: MessageRow, agent: AgentRow, found: VendorMessage): Promise<void> {
  await settleSent(deps, row, agent, found)
  if (found.status !== 'queued' && found.status !== 'sent') {
    const { status, ref: providerRef, errorCode } = found
    await deps.db.transaction((tx) => applyStatus(deps, tx, row, { status, providerRef, errorCode }))
    await announce(deps, row.agentId)
  }
  reconciledTotal.inc({ outcome: 'found' })
}

async function repeatEmail(deps: Deps, row: MessageRow, agent: AgentRow, content: OutboundContent): Promise<void> {
  const age = deps.clock.now().getTime() - row.createdAt.getTime()
  if (age > EMAIL_KEY_MS) return giveUp(deps, row, agent)
  const outcome = await sendAgain(deps, row, agent, content)
  if (outcome?.kind === 'sent') reconciledTotal.inc({ outcome: 'found' })
}
