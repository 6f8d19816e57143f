import { and, asc, eq } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { agents, calls, recordings } from '../db/schema/index.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { unitPriceMicroUsd } from '../policy/prices/index.ts'
import { hearingVendor, openProvider } from '../providers/index.ts'
import { tellTaken } from './call-message.ts'
import { type RecordingRow, soundOf } from './recordings.ts'
import { payForSpeech } from './speech-payment.ts'
import { speechVendors } from './vendors.ts'

/** Recordings that one turn of the job writes down. */
const BATCH = 5
/** For how long a vendor that is out of order is asked again, in milliseconds. */
const PATIENCE_MS = 600_000
const NOT_WRITTEN =
  'They answered with a recording that could not be written down; comms_get_call says where to listen to it.'

/** Worker step: writes down what was answered to voice messages, and tells the agents, each once. */
export async function hearDue(deps: Deps): Promise<void> {
  const unheard = eq(recordings.state, 'unheard')
  const due = await deps.db.select().from(recordings).where(unheard).orderBy(asc(recordings.id)).limit(BATCH)
  for (const recording of due) await hear(deps, recording)
}

async function hear(deps: Deps, recording: RecordingRow): Promise<void> {
  const [call] = await deps.db.select().from(calls).where(eq(calls.id, recording.callId))
  try {
    const heard = call && (await transcribed(deps, recording, call.language))
    await deps.db.transaction((tx) => tell(deps, tx, recording, call, heard))
  } catch (err) {
    const waited = deps.clock.now().getTime() - recording.createdAt.getTime()
    if (err instanceof CommsError && err.retryable && waited < PATIENCE_MS) return
    deps.log.warn({ event: 'recording_unheard', recordingId: recording.id, err }, 'it is told of without its words')
    await deps.db.transaction((tx) => tell(deps, tx, recording, call, undefined))
  }
  await announce(deps, recording.agentId)
}

/** What was said, and by whom it was written down; undefined where nobody listens. */
async function transcribed(deps: Deps, recording: RecordingRow, language: string) {
  const [agent] = await deps.db.select().from(agents).where(eq(agents.id, recording.agentId))
  if (!agent) return undefined
  const org = await speechVendors(deps, agent)
  const vendor = hearingVendor(deps.providers, org)
  const sound = vendor && (await soundOf(deps, recording))
  if (!sound) return undefined
  const { text } = await (await openProvider(deps.providers, 'stt', org)).transcribe({ ...sound, language })
  const minutes = Math.ceil(Math.max(1, recording.durationSeconds) / 60)
  return { text, costMicroUsd: minutes * unitPriceMicroUsd(vendor, 'stt', null) }
}

async function tell(
  deps: Deps,
  tx: Queries,
  { id, orgId, agentId }: RecordingRow,
  call: typeof calls.$inferSelect | undefined,
  heard: { text: string; costMicroUsd: number } | undefined
): Promise<void> {
  const mine = and(eq(recordings.id, id), eq(recordings.state, 'unheard'))
  const first = await tx.update(recordings).set({ state: 'available' }).where(mine).returning({ id: recordings.id })
  if (first.length === 0 || !call) return
  const message = heard?.text.trim() ?? ''
  const summary = message === '' ? NOT_WRITTEN : 'They answered your voice message.'
  await tellTaken(deps, tx, call, { summary, message })
  if (heard) await payForSpeech(tx, { orgId, agentId, createdAt: call.createdAt }, heard.costMicroUsd)
}
