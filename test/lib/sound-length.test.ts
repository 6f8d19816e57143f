import { expect, test } from 'vitest'
import { soundSeconds } from '../../src/lib/sound-length.ts'
import { toneSpeech } from '../../src/providers/tts/tone.ts'
import { soundOf } from '../providers/speech.contract.ts'

/** One frame of silence by its head, as long as the head says. */
function frame(head: number, bytes: number): Buffer {
  const sound = Buffer.alloc(bytes)
  sound.writeUInt32BE(head)
  return sound
}
/** MPEG 2 layer III at 32 kbit/s and 22,050 Hz; MPEG 1 layer III at 128 kbit/s and 44,100 Hz. */
const SMALL = frame(0xfff34000, 104)
const LARGE = frame(0xfffb9000, 417)

test('the length of MP3 is that of its frames, whatever stands between them', () => {
  const seconds = (sound: Buffer[]) => soundSeconds(Buffer.concat(sound), 'audio/mpeg')

  expect(seconds(Array(100).fill(SMALL))).toBeCloseTo((100 * 576) / 22_050, 6)
  expect(seconds(Array(100).fill(LARGE))).toBeCloseTo((100 * 1152) / 44_100, 6)
  expect(seconds([Buffer.from('ID3\u0004 a name'), SMALL, Buffer.alloc(7), LARGE])).toBeCloseTo(
    576 / 22_050 + 1152 / 44_100,
    6
  )
})
test('the length of WAV is that of its samples', async () => {
  const { audio, contentType } = await toneSpeech.speak({ text: 'x'.repeat(50), language: 'en' })

  expect(soundSeconds(await soundOf(audio), contentType)).toBeCloseTo(3, 6)
})
test.each([
  ['audio/mpeg', ''],
  ['audio/mpeg', 'not a sound at all, and longer than a head'],
  ['audio/wav', 'RIFF'],
  ['audio/wav', `RIFF${'\0'.repeat(60)}`]
])('of what is no %s nothing is said: %j', (type, text) => {
  expect(soundSeconds(Buffer.from(text), type)).toBeUndefined()
})
