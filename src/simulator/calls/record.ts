import { postForm } from '../twilio/callback.ts'
import { API_VERSION, accountPath, newSid } from '../twilio/wording.ts'
import type { World } from '../world.ts'
import type { Leg } from './leg.ts'
import type { Recording } from './recording.ts'

/** Begins to record a call. */
export function startRecording(world: World, leg: Leg, source: Recording['source'], channels: number): Recording {
  const recording: Recording = {
    sid: newSid('RE'),
    accountSid: leg.call.accountSid,
    callSid: leg.call.sid,
    ...{ source, channels },
    startedAt: world.clock.now(),
    endedAt: null,
    durationSeconds: 0,
    deleted: false
  }
  world.recordings.add(recording.sid, recording)
  return recording
}

/** Where the sound of a recording is, without the ending that says in which format. */
export const recordingUrl = (world: World, { accountSid, sid }: Recording): string =>
  `${world.url()}${accountPath(accountSid)}/Recordings/${sid}`

/** Ends a recording and says so where that was asked for. Source: twilio.com/docs/voice/twiml/recording (callback). */
export function endRecording(world: World, leg: Leg, recording: Recording, callback: string | undefined): void {
  recording.endedAt = world.clock.now()
  recording.durationSeconds = Math.max(
    1,
    Math.round((recording.endedAt.getTime() - recording.startedAt.getTime()) / 1000)
  )
  if (callback === undefined) return
  const form = {
    AccountSid: recording.accountSid,
    ApiVersion: API_VERSION,
    CallSid: recording.callSid,
    RecordingSid: recording.sid,
    RecordingUrl: recordingUrl(world, recording),
    RecordingStatus: 'completed',
    RecordingDuration: String(recording.durationSeconds),
    RecordingChannels: String(recording.channels),
    RecordingSource: recording.source === 'RecordVerb' ? 'RecordVerb' : 'StartCallRecordingTwiML',
    RecordingStartTime: recording.startedAt.toUTCString().replace('GMT', '+0000'),
    RecordingTrack: 'both',
    ErrorCode: '0'
  }
  leg.note('posted', { url: callback, form })
  postForm(world, { kind: 'recording.completed', reference: recording.sid, url: callback }, form)
}
