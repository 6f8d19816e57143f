/** Recordings of calls, which stay with the vendor that made them. */
export interface RecordingProvider {
  /** The whole sound; undefined where the vendor does not have it, or no more. */
  fetchRecording(ref: string): Promise<{ audio: Uint8Array; contentType: string } | undefined>
  /** Deletes a recording for good; safe to call twice. */
  deleteRecording(ref: string): Promise<void>
}
