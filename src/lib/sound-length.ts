/** Bitrates of layer III in kilobits a second, of version 1 and of versions 2 and 2.5. Source: ISO/IEC 11172-3 and 13818-3. */
const KILOBITS = [
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
] as const
/** Samples a second by the two bits of the version: 2.5, none, 2, 1. */
const RATES = [[11_025, 12_000, 8000], [], [22_050, 24_000, 16_000], [44_100, 48_000, 32_000]] as const

/** How long a sound of MP3 or WAV lasts, in seconds; undefined where it cannot be told. */
export function soundSeconds(bytes: Uint8Array, contentType: string): number | undefined {
  const sound = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const seconds = /^audio\/(?:x-)?wav/.test(contentType) ? wavSeconds(sound) : mp3Seconds(sound)
  return seconds > 0 ? seconds : undefined
}

function wavSeconds(sound: Buffer): number {
  if (sound.length < 44 || sound.toString('latin1', 0, 4) !== 'RIFF') return 0
  const bytesPerSecond = sound.readUInt32LE(28)
  return bytesPerSecond > 0 ? (sound.length - 44) / bytesPerSecond : 0
}

/** The lengths of all frames; what is between them is passed over. */
function mp3Seconds(sound: Buffer): number {
  let [seconds, at] = [0, 0]
  while (at + 4 <= sound.length) {
    const frame = frameAt(sound, at)
    seconds += frame?.seconds ?? 0
    at += frame?.bytes ?? 1
  }
  return seconds
}

function frameAt(sound: Buffer, at: number): { bytes: number; seconds: number } | undefined {
  const head = sound.readUInt32BE(at)
  // Eleven bits of the mark, and layer III.
  if (head >>> 21 !== 0x7ff || ((head >>> 17) & 3) !== 1) return undefined
  const version = (head >>> 19) & 3
  const rate = RATES[version]?.[(head >>> 10) & 3]
  const kilobits = KILOBITS[version === 3 ? 0 : 1][((head >>> 12) & 15) - 1]
  if (rate === undefined || kilobits === undefined) return undefined
  const samples = version === 3 ? 1152 : 576
  const bytes = Math.floor((samples / 8) * ((kilobits * 1000) / rate)) + ((head >>> 9) & 1)
  return { bytes, seconds: samples / rate }
}
