import { expect, test } from 'vitest'
import type { RecordingProvider } from '../../src/providers/contracts.ts'
import { failuresContract } from './failures.contract.ts'
import type { Stage } from './stage.ts'

/** What every vendor that records calls must do. `ref` names a recording that it has, `none` one that it has not. */
export function recordingsContract(
  open: () => Promise<Stage<RecordingProvider>>,
  { ref, none }: { ref: string; none: string }
): void {
  test('a recording is fetched whole, byte by byte', async () => {
    const { provider } = await open()

    expect(await provider.fetchRecording(ref)).toEqual({ audio: SOUND, contentType: 'audio/mpeg' })
  })
  test('what the vendor does not have is no failure: it has no sound, and is deleted already', async () => {
    const { provider } = await open()

    expect(await provider.fetchRecording(none)).toBeUndefined()
    await provider.deleteRecording(ref)
    await provider.deleteRecording(ref)
    expect(await provider.fetchRecording(ref)).toBeUndefined()
  })
  failuresContract('recordings', open, {
    does: (provider) => provider.deleteRecording(ref),
    reads: (provider) => provider.fetchRecording(ref)
  })
}

/** The sound of every recording here, which is no text. */
export const SOUND = Buffer.from([0x49, 0x44, 0x33, 0xff, 0xfb, 0x00, 0x80, 0xc3, 0x28])
