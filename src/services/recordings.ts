import { and, desc, eq, inArray } from 'drizzle-orm'
import { recordings } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { soundOf } from '../pipeline/recordings.ts'
import type { Speech } from '../pipeline/speech-cache.ts'
import { mediaLink, readMediaLink } from './media-links.ts'

/** A short-lived link to the newest recording of a call; undefined where there is none any more. */
export async function recordingUrl(
  deps: Pick<Deps, 'db' | 'config' | 'clock' | 'publicUrl'>,
  callId: string
): Promise<string | undefined> {
  const [found] = await deps.db
    .select({ id: recordings.id })
    .from(recordings)
    .where(and(eq(recordings.callId, callId), inArray(recordings.state, ['unheard', 'available'])))
    .orderBy(desc(recordings.id))
    .limit(1)
  return found && mediaLink(deps, 'recordings', found.id)
}

/** The recording that a link leads to, as its carrier has it. */
export async function recordingAt(deps: Deps, token: string): Promise<Speech | undefined> {
  const id = readMediaLink(deps, 'recordings', token)
  if (id === undefined) return undefined
  const [recording] = await deps.db.select().from(recordings).where(eq(recordings.id, id))
  return recording && soundOf(deps, recording)
}
