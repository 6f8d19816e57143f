import { and, desc, eq, gte, inArray, lt, type SQL } from 'drizzle-orm'
import { callContents, calls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { firstIdAt } from '../lib/ids.ts'
import { type CallContent, type CallState, type CallView, isTerminal } from '../schemas/call.ts'
import type { CallRow } from './call-sessions.ts'
import { dollars } from './limits.ts'
import { recordingUrl } from './recordings.ts'

/** How far the clock of another replica may be behind, in milliseconds. */
const SKEW_MS = 600_000

/** Which calls of an agent are wanted; the newest come first. */
export interface CallsQuery {
  status?: CallState | undefined
  since?: Date | undefined
  limit: number
  /** Id of the last call of the page before. */
  cursor?: string | undefined
}

/**
 * A call of this agent by our id, or by the carrier's.
 * @throws CommsError `not_found` for one that is not there, or is somebody else's
 */
export async function callOfAgent(
  deps: Pick<Deps, 'db'>,
  agentId: string,
  named: { callId?: string | undefined; callSid?: string | undefined }
): Promise<CallRow> {
  const { callId, callSid } = named
  if (callId === undefined && callSid === undefined)
    throw new CommsError('invalid_input', 'callId: is required; callSid may take its place')
  const isIt = and(
    callId === undefined ? undefined : eq(calls.id, callId),
    callSid === undefined ? undefined : isCarriers(callSid)
  )
  const [row] = await deps.db
    .select()
    .from(calls)
    .where(and(isIt, eq(calls.agentId, agentId)))
  if (!row)
    throw new CommsError('not_found', 'There is no call with this id.', {
      nextAction: 'Check the id; comms_list_calls lists the calls of the agent.'
    })
  return row
}

/** Whether a call is the carrier's of this id; every carrier is named, so that one index finds it. */
export const isCarriers = (callSid: string): SQL | undefined =>
  and(inArray(calls.provider, ['twilio', 'telnyx']), eq(calls.providerRef, callSid))

/** One call as agents get it, with what is kept of what was said. */
export async function viewCall(
  deps: Pick<Deps, 'db' | 'sealer' | 'config' | 'clock' | 'publicUrl'>,
  row: CallRow
): Promise<CallView> {
  const [stored] = await deps.db.select().from(callContents).where(eq(callContents.callId, row.id))
  const content = stored ? (JSON.parse(deps.sealer.open(stored.sealed, row.id)) as CallContent) : {}
  const listen = row.recorded ? await recordingUrl(deps, row.id) : undefined
  const summary = content.summary ?? content.taken?.summary
  return {
    ...asView(row),
    ...(listen !== undefined && { recordingUrl: listen }),
    ...(summary !== undefined && { summary }),
    ...(content.transcript && { transcript: content.transcript })
  }
}

/**
 * One page of an agent's calls, without what was said. Every filter is a range of one index, so that a page costs the
 * same however many calls there are.
 */
export async function listCalls(
  deps: Pick<Deps, 'db'>,
  agentId: string,
  { status, since, limit, cursor }: CallsQuery
): Promise<{ calls: CallView[]; cursor?: string }> {
  const rows = await deps.db
    .select()
    .from(calls)
    .where(
      and(
        eq(calls.agentId, agentId),
        status && eq(calls.state, status),
        since && and(gte(calls.id, earliestId(since)), gte(calls.createdAt, since)),
        cursor === undefined ? undefined : lt(calls.id, cursor)
      )
    )
    .orderBy(desc(calls.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { calls: page.map(asView), ...(rows.length > limit && last && { cursor: last.id }) }
}

/** Ids of calls that began then are not below this one, whichever replica made them. */
export const earliestId = (since: Date): string => firstIdAt('cal', new Date(since.getTime() - SKEW_MS))

function asView(row: CallRow): CallView {
  const [from, to] = row.direction === 'inbound' ? [row.contact, row.ownAddress] : [row.ownAddress, row.contact]
  return {
    callId: row.id,
    ...(row.providerRef !== null && { callSid: row.providerRef }),
    ...{ direction: row.direction, from, to, conversationId: row.conversationId },
    ...{ state: row.state, terminal: isTerminal(row.state) },
    ...(row.answeredBy !== null && { answeredBy: row.answeredBy }),
    ...(row.endedBy !== null && { endedBy: row.endedBy }),
    ...(row.errorCode !== null && { errorCode: row.errorCode }),
    startedAt: row.createdAt.toISOString(),
    ...(row.answeredAt !== null && { answeredAt: row.answeredAt.toISOString() }),
    ...(row.endedAt !== null && { endedAt: row.endedAt.toISOString() }),
    ...(row.durationSeconds !== null && { durationSeconds: row.durationSeconds }),
    turns: row.turns,
    cost: dollars(row.costMicroUsd),
    costMicroUsd: row.costMicroUsd
  }
}
