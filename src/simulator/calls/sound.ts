const RATE_HZ = 8000
const TONE_HZ = 440
const SECONDS_MAX = 120

/** A tone of so many seconds, 120 at most. Source: Microsoft RIFF/WAVE, PCM of 16 bits, one channel. */
export function wavOf(seconds: number): Buffer {
  const samples = Math.min(seconds, SECONDS_MAX) * RATE_HZ
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE_HZ, 24)
  file.writeUInt32LE(RATE_HZ * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(samples * 2, 40)
  for (let sample = 0; sample < samples; sample++)
    file.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * TONE_HZ * sample) / RATE_HZ)), 44 + sample * 2)
  return file
}

/** Frame of MPEG-1 layer III, 32 kbit/s, 44.1 kHz, mono, that holds silence. Source: ISO/IEC 11172-3 section 2.4.1. */
const FRAME_BYTES = 104
const FRAMES_PER_SECOND = 44_100 / 1152

/** A silence of so many seconds, 120 at most. */
export function mp3Of(seconds: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES)
  frame.set([0xff, 0xfb, 0x10, 0xc4])
  const frames = Math.ceil(Math.min(seconds, SECONDS_MAX) * FRAMES_PER_SECOND)
  return Buffer.concat(Array<Buffer>(frames).fill(frame))
}
