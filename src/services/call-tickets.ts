import { randomBytes } from 'node:crypto'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { calls, callTickets } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { sha256 } from '../lib/crypto.ts'

/** How long a carrier may take to open its socket, in milliseconds. */
const VALID_MS = 60_000
const BYTES = 32

type Row = Pick<typeof calls.$inferSelect, 'id' | 'agentId'>

/** The `wss://` URL at which the carrier may open one socket of a call, once, within a minute. */
export async function socketUrl(deps: Pick<Deps, 'db' | 'clock' | 'publicUrl'>, call: Row): Promise<string> {
  const ticket = randomBytes(BYTES).toString('base64url')
  const expiresAt = new Date(deps.clock.now().getTime() + VALID_MS)
  await deps.db.insert(callTickets).values({ hash: sha256(ticket), callId: call.id, agentId: call.agentId, expiresAt })
  return `${socketBase(deps)}/webhooks/${call.agentId}/voice-ws/${ticket}`
}

/** The public URL as carriers write it for sockets, whether or not a proxy ends the encryption before us. */
export const socketBase = (deps: Pick<Deps, 'publicUrl'>): string => deps.publicUrl().replace(/^https?:/, 'wss:')

interface Shown {
  agentId: string
  ticket: string
}

/** Which vendor carries the call that a ticket is for; undefined for one that was used, is too old, or of another agent. */
export async function ticketVendor(
  deps: Pick<Deps, 'db' | 'clock'>,
  shown: Shown
): Promise<{ provider: string } | undefined> {
  const [row] = await deps.db
    .select({ provider: calls.provider })
    .from(callTickets)
    .innerJoin(calls, eq(calls.id, callTickets.callId))
    .where(isValid(deps, shown))
  return row
}

/** The call that a ticket is for; of all who show it, one gets it. */
export async function takeTicket(deps: Pick<Deps, 'db' | 'clock'>, shown: Shown): Promise<string | undefined> {
  const [row] = await deps.db
    .update(callTickets)
    .set({ usedAt: deps.clock.now() })
    .where(isValid(deps, shown))
    .returning({ callId: callTickets.callId })
  return row?.callId
}

const isValid = ({ clock }: Pick<Deps, 'clock'>, { agentId, ticket }: Shown) =>
  and(
    eq(callTickets.hash, sha256(ticket)),
    eq(callTickets.agentId, agentId),
    isNull(callTickets.usedAt),
    gt(callTickets.expiresAt, clock.now())
  )
