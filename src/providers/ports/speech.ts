/** Speech from text. */
export interface TtsProvider {
  readonly name: string
  /** Streamed as it is made; the price is that of the characters given. */
  speak(speech: { text: string; language: string; voiceId?: string | undefined }): Promise<{
    audio: ReadableStream<Uint8Array>
    contentType: string
  }>
  /** Voices that can be asked for. */
  listVoices(query: {
    limit: number
  }): Promise<{ voiceId: string; name: string; language?: string | undefined; gender?: string | undefined }[]>
}

/** Text from speech. */
export interface SttProvider {
  readonly name: string
  transcribe(sound: {
    audio: Uint8Array
    contentType: string
    /** Where a vendor that prefers to fetch it finds the same sound, open to everybody; one with credentials is never told. */
    url?: string | undefined
    language?: string | undefined
  }): Promise<{
    text: string
    language: string | undefined
    durationSeconds: number | undefined
  }>
}
