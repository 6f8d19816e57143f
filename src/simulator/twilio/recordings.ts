import type { Recording } from '../calls/recording.ts'
import { mp3Of, wavOf } from '../calls/sound.ts'
import { type Answer, type Call, first, type Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { accountOf } from './account.ts'
import { notFound } from './failure.ts'
import { page } from './page.ts'
import { API_VERSION, accountPath, rfc2822 } from './wording.ts'

const BASE = '/2010-04-01/Accounts/:account'

/** The operations on recordings. Source: twilio.com/docs/voice/api/recording. */
export const recordingOperations: readonly Operation[] = [
  { name: 'ListRecording', method: 'GET', path: `${BASE}/Recordings.json`, run: list },
  { name: 'ListCallRecording', method: 'GET', path: `${BASE}/Calls/:call/Recordings.json`, run: list },
  { name: 'FetchRecording', method: 'GET', path: `${BASE}/Recordings/:sid.json`, run: withRecording(show) },
  { name: 'DeleteRecording', method: 'DELETE', path: `${BASE}/Recordings/:sid.json`, run: withRecording(remove) },
  {
    name: 'FetchRecordingSound',
    method: 'GET',
    path: `${BASE}/Recordings/:sid.wav`,
    run: withRecording((_world, { durationSeconds }) => sound('audio/x-wav', wavOf(durationSeconds)))
  },
  {
    name: 'FetchRecordingSound',
    method: 'GET',
    path: `${BASE}/Recordings/:sid.mp3`,
    run: withRecording((_world, { durationSeconds }) => sound('audio/mpeg', mp3Of(durationSeconds)))
  }
]

function sound(contentType: string, body: Buffer): Answer {
  return { status: 200, contentType, body }
}

function withRecording(use: (world: World, recording: Recording) => Answer): Operation['run'] {
  return (world, call) => {
    const recording = world.recordings.get(call.params['sid'] ?? '')
    const isThere = recording?.accountSid === accountOf(world, call) && !recording.deleted
    return recording && isThere ? use(world, recording) : notFound(call.path)
  }
}

function show(_world: World, recording: Recording): Answer {
  return { status: 200, body: recordingResource(recording) }
}

function remove(_world: World, recording: Recording): Answer {
  recording.deleted = true
  return { status: 204 }
}

function list(world: World, call: Call): Answer {
  const ofCall = call.params['call'] ?? first(call.query, 'CallSid')
  const account = accountOf(world, call)
  const found = world.recordings
    .list()
    .filter(
      (recording) =>
        recording.accountSid === account && !recording.deleted && (ofCall === undefined || recording.callSid === ofCall)
    )
  return page(call, 'recordings', found, recordingResource)
}

function recordingResource(recording: Recording): object {
  const { sid, accountSid, callSid, channels, source, startedAt, endedAt, durationSeconds } = recording
  const uri = `${accountPath(accountSid)}/Recordings/${sid}`
  return {
    ...{ sid, account_sid: accountSid, call_sid: callSid, conference_sid: null, channels, source },
    ...{ api_version: API_VERSION, price: null, price_unit: 'USD', error_code: null, encryption_details: null },
    status: endedAt ? 'completed' : 'in-progress',
    duration: endedAt && String(durationSeconds),
    track: 'both',
    start_time: rfc2822(startedAt),
    date_created: rfc2822(startedAt),
    date_updated: rfc2822(endedAt ?? startedAt),
    uri: `${uri}.json`,
    media_url: uri,
    subresource_uris: { transcriptions: `${uri}/Transcriptions.json` }
  }
}
