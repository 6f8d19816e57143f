import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import { calls, recordings } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { openProvider } from '../providers/index.ts'
import type { AgentRow } from './draft.ts'
import { isPseudonym } from './intent.ts'
import { keepDays } from './settle.ts'
import { orgVendors } from './vendors.ts'

/** A recording of a call. */
export type RecordingRow = typeof recordings.$inferSelect

/** What a carrier says of a recording that it made. */
interface MadeRecording {
  callId: string
  provider: string
  /** The carrier's id of the recording. */
  providerRef: string
  /** The carrier's id of the call. */
  callRef: string
  state: 'unheard' | 'available' | 'absent'
  durationSeconds: number
}

const DAY_MS = 86_400_000
/** How long a recording that nobody opted in to keep can be fetched, in milliseconds. */
const FETCHED_WITHIN_MS = 3_600_000
/** Recordings that one turn of the job deletes. */
const BATCH = 20

/**
 * Records, once, that a carrier has recorded a call of this agent. The sound stays with the carrier: as long as the
 * owner opted in to keep recordings, and otherwise for an hour; of somebody who was erased it is deleted unheard.
 */
export async function receiveRecording(
  deps: Deps,
  agent: AgentRow,
  { callId, provider, providerRef, callRef, state, durationSeconds }: MadeRecording
): Promise<'accepted' | 'duplicate' | 'ignored'> {
  const isCall = and(eq(calls.id, callId), eq(calls.agentId, agent.id), eq(calls.providerRef, callRef))
  const [call] = await deps.db.select({ orgId: calls.orgId, contact: calls.contact }).from(calls).where(isCall)
  if (!call) return 'ignored'
  const createdAt = deps.clock.now()
  const erased = isPseudonym(call.contact)
  const keptForMs = erased ? 0 : keptMs(deps, agent)
  const [first] = await deps.db
    .insert(recordings)
    .values({
      ...{ id: newId('rec', createdAt), callId, orgId: call.orgId, agentId: agent.id, provider, providerRef },
      ...{ state: erased && state === 'unheard' ? 'available' : state, durationSeconds, createdAt },
      wipeAt: state === 'absent' ? null : new Date(createdAt.getTime() + keptForMs)
    })
    .onConflictDoNothing({ target: [recordings.provider, recordings.providerRef] })
    .returning({ id: recordings.id })
  return first ? 'accepted' : 'duplicate'
}

function keptMs(deps: Pick<Deps, 'config'>, { storage, routeDuplication }: AgentRow): number {
  const opted = storage.voice?.bodies === true || routeDuplication.liveCall?.recordingStorage !== undefined
  return opted ? (storage.voice?.retentionDays ?? keepDays(deps)) * DAY_MS : FETCHED_WITHIN_MS
}

/** The sound of a recording, fetched from its carrier with our credentials; undefined where it is gone. */
export async function soundOf(
  deps: Deps,
  { orgId, agentId, providerRef, state }: RecordingRow
): Promise<{ audio: Uint8Array; contentType: string } | undefined> {
  if (state === 'deleted' || state === 'absent') return undefined
  const carrier = await openProvider(deps.providers, 'recordings', await orgVendors(deps, orgId, agentId))
  return carrier.fetchRecording(providerRef)
}

/** Worker step: deletes, here and at their carriers, recordings whose time is up; what a carrier refuses comes again. */
export async function deleteDueRecordings(deps: Deps): Promise<void> {
  const isDue = and(lte(recordings.wipeAt, deps.clock.now()), inArray(recordings.state, ['unheard', 'available']))
  const due = await deps.db.select().from(recordings).where(isDue).orderBy(asc(recordings.wipeAt)).limit(BATCH)
  for (const recording of due) await deleteRecording(deps, recording)
}

async function deleteRecording(deps: Deps, { id, orgId, agentId, providerRef }: RecordingRow): Promise<void> {
  try {
    const carrier = await openProvider(deps.providers, 'recordings', await orgVendors(deps, orgId, agentId))
    await carrier.deleteRecording(providerRef)
    await deps.db.update(recordings).set({ state: 'deleted', wipeAt: null }).where(eq(recordings.id, id))
  } catch (err) {
    deps.log.warn({ event: 'recording_kept', recordingId: id, err }, 'the carrier did not delete it; tried again')
    // Others are not held up by one that cannot be deleted.
    const wipeAt = new Date(deps.clock.now().getTime() + FETCHED_WITHIN_MS)
    await deps.db.update(recordings).set({ wipeAt }).where(eq(recordings.id, id))
  }
}
