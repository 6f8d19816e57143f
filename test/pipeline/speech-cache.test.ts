import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Deps } from '../../src/deps.ts'
import { keyRing } from '../../src/lib/key-ring.ts'
import { cachedSpeech, forgetSpeech, keepSpeech } from '../../src/pipeline/speech-cache.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const HOUR_MS = 3_600_000

function cache() {
  const dataDir = mkdtempSync(join(tmpdir(), 'comms-speech-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const clock = virtualClock()
  const deps = { config: { dataDir } as Deps['config'], clock, sealer: keyRing('k'.repeat(32), []) }
  const keep = (hash: string, bytesMax?: number) =>
    keepSpeech(deps, hash, { audio: Buffer.alloc(1000, 7), contentType: 'audio/mpeg' }, bytesMax)
  return { deps, clock, keep, names: () => readdirSync(join(dataDir, 'speech')) }
}

test('what is kept is found whole under its hash, and under no other', async () => {
  const { deps, keep } = cache()
  await keep('a')

  expect(await cachedSpeech(deps, 'a')).toEqual({ audio: Buffer.alloc(1000, 7), contentType: 'audio/mpeg' })
  expect(await cachedSpeech(deps, 'b')).toBeUndefined()
})
test('after an hour it is not found, and goes', async () => {
  const { deps, clock, keep, names } = cache()
  await keep('a')
  await clock.advance(HOUR_MS)
  expect(await cachedSpeech(deps, 'a')).toBeDefined()

  await clock.advance(1)
  expect(await cachedSpeech(deps, 'a')).toBeUndefined()
  await forgetSpeech(deps)
  expect(names()).toEqual([])
})
test('what was sealed under another key is made again', async () => {
  const { deps, keep } = cache()
  await keep('a')

  expect(await cachedSpeech({ ...deps, sealer: keyRing('x'.repeat(32), []) }, 'a')).toBeUndefined()
})
test('the oldest make room where all together are too large', async () => {
  const { clock, keep, names } = cache()
  for (const hash of ['first', 'second', 'third', 'fourth']) {
    await keep(hash, 5000)
    await clock.advance(1000)
  }

  expect(names().sort()).toEqual(['fourth', 'third'])
})
