/** A recording of a call. */
export interface Recording {
  sid: string
  accountSid: string
  callSid: string
  source: 'StartCallRecordingAPI' | 'RecordVerb'
  channels: number
  startedAt: Date
  /** Null while it is being made. */
  endedAt: Date | null
  durationSeconds: number
  deleted: boolean
}
