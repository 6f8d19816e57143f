import type { TtsProvider } from '../contracts.ts'

const SAMPLES_PER_SECOND = 8000
/** A character of speech lasts about as long, in seconds. */
const SECONDS_PER_CHARACTER = 0.06
const SECONDS_MAX = 120
const HEADER_BYTES = 44
/** Loudness of the tone, of 128. */
const LOUDNESS = 40

/**
 * Stands for speech where nothing may be paid for: a tone of a pitch of its own for every text, as long as the text
 * takes to say. The same text gives the same bytes.
 */
export const toneSpeech: TtsProvider = {
  name: 'tone',
  speak: async ({ text }) => ({ audio: new Blob([wav(text)]).stream(), contentType: 'audio/wav' }),
  listVoices: async ({ limit }) => [{ voiceId: 'tone', name: 'Tone' }].slice(0, limit)
}

/** Source: http://soundfile.sapp.org/doc/WaveFormat, PCM of 8 bits, one channel. */
function wav(text: string): Uint8Array<ArrayBuffer> {
  const seconds = Math.min(Math.max(1, [...text].length * SECONDS_PER_CHARACTER), SECONDS_MAX)
  const samples = Math.round(seconds * SAMPLES_PER_SECOND)
  const bytes = Buffer.alloc(HEADER_BYTES + samples)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(HEADER_BYTES - 8 + samples, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8]
  ] as const)
    bytes.writeUInt16LE(value, at)
  bytes.writeUInt32LE(SAMPLES_PER_SECOND, 24)
  bytes.writeUInt32LE(SAMPLES_PER_SECOND, 28)
  bytes.write('data', 36)
  bytes.writeUInt32LE(samples, 40)
  const hertz = 300 + ([...text].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 500)
  for (let n = 0; n < samples; n++)
    bytes[HEADER_BYTES + n] = 128 + Math.round(LOUDNESS * Math.sin((2 * Math.PI * hertz * n) / SAMPLES_PER_SECOND))
  return new Uint8Array(bytes)
}
