import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'

/** A whole sound. */
export interface Speech {
  audio: Uint8Array
  contentType: string
}

/** How long a sound is kept, in milliseconds: as long as content that was settled. */
const KEPT_MS = 3_600_000
/** All sounds together, in bytes on disk. */
const BYTES_MAX = 200 * 1024 * 1024

type Keeping = Pick<Deps, 'config' | 'clock' | 'sealer'>

const folderOf = ({ config }: Pick<Deps, 'config'>): string => join(config.dataDir, 'speech')

/** The sound under a hash, where this replica still has it. */
export async function cachedSpeech(deps: Keeping, hash: string): Promise<Speech | undefined> {
  try {
    const file = join(folderOf(deps), hash)
    if (deps.clock.now().getTime() - (await stat(file)).mtimeMs > KEPT_MS) return undefined
    const kept = JSON.parse(deps.sealer.open(await readFile(file, 'utf8'), hash)) as { audio: string; type: string }
    return { audio: Buffer.from(kept.audio, 'base64'), contentType: kept.type }
  } catch {
    // What cannot be read is made again.
    return undefined
  }
}

/** Keeps a sound, sealed, for an hour; older ones make room for it. */
export async function keepSpeech(
  deps: Keeping,
  hash: string,
  { audio, contentType: type }: Speech,
  bytesMax = BYTES_MAX
): Promise<void> {
  const folder = folderOf(deps)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const sealed = deps.sealer.seal(JSON.stringify({ audio: Buffer.from(audio).toString('base64'), type }), hash)
  const whole = join(folder, `${newId('job')}.new`)
  await writeFile(whole, sealed, { mode: 0o600 })
  const now = deps.clock.now()
  await utimes(whole, now, now)
  await rename(whole, join(folder, hash))
  await forgetSpeech(deps, bytesMax)
}

/** Worker step: removes sounds that were kept for their time, and the oldest of those that are too many. */
export async function forgetSpeech(deps: Pick<Deps, 'config' | 'clock'>, bytesMax = BYTES_MAX): Promise<void> {
  const folder = folderOf(deps)
  const names = await readdir(folder).catch(() => [])
  const files = await Promise.all(
    names.map(async (name) => {
      const { mtimeMs, size } = await stat(join(folder, name)).catch(() => ({ mtimeMs: 0, size: 0 }))
      return { name, mtimeMs, size }
    })
  )
  let bytes = 0
  for (const { name, mtimeMs, size } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    bytes += size
    const isOld = deps.clock.now().getTime() - mtimeMs > KEPT_MS
    if (isOld || bytes > bytesMax) await rm(join(folder, name), { force: true })
  }
}
