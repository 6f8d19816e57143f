import { and, asc, eq, inArray } from 'drizzle-orm'
import { recordings } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { soundOf } from '../pipeline/recordings.ts'
import type { Speech } from '../pipeline/speech-cache.ts'
import { mediaLink, readMediaLink } from './media-links.ts'

type Linking = Pick<Deps, 'db' | 'config' | 'clock' | 'publicUrl'>

/** A short-lived link to the newest recording of a call; undefined where there is none any more. */
export const recordingUrl = async (deps: Linking, callId: string): Promise<string | undefined> =>
  (await recordingUrls(deps, [callId])).get(callId)

/** The same of many calls at once, by call; those without a recording are left out. */
export async function recordingUrls(deps: Linking, callIds: string[]): Promise<Map<string, string>> {
  if (callIds.length === 0) return new Map()
  const found = await deps.db
    .select({ id: recordings.id, callId: recordings.callId })
    .from(recordings)
    .where(and(inArray(recordings.callId, callIds), inArray(recordings.state, ['unheard', 'available'])))
    .orderBy(asc(recordings.id))
  return new Map(found.map(({ id, callId }) => [callId, mediaLink(deps, 'recordings', id)]))
}

/** The recording that a link leads to, as its carrier has it. */
export async function recordingAt(deps: Deps, token: string): Promise<Speech | undefined> {
  const id = readMediaLink(deps, 'recordings', token)
  if (id === undefined) return undefined
  const [recording] = await deps.db.select().from(recordings).where(eq(recordings.id, id))
  return recording && soundOf(deps, recording)
}
