import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** How often a file that another process has begun is looked at again, and how long apart in milliseconds. */
const LOOKS_MAX = 100
const LOOK_EVERY_MS = 10

/**
 * Returns the secrets kept in a file (mode 600), creating it with `make` when it is absent; of a file that is damaged, what
 * can be read. Two processes that start at once end up with the same secrets: only one of them can create the file.
 */
export function readOrCreateSecrets(path: string, make: () => Record<string, string>): Record<string, string> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, `${JSON.stringify(make(), null, 2)}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  chmodSync(path, 0o600)
  return secretsIn(readWhole(path))
}

/** Who creates the file may not have written it yet. */
function readWhole(path: string): string {
  const nothing = new Int32Array(new SharedArrayBuffer(4))
  for (let looks = 1; ; looks++) {
    const text = readFileSync(path, 'utf8')
    if (text !== '' || looks === LOOKS_MAX) return text
    Atomics.wait(nothing, 0, 0, LOOK_EVERY_MS)
  }
}

function secretsIn(text: string): Record<string, string> {
  try {
    const entries = Object.entries(JSON.parse(text) as object)
    return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string' && value !== ''))
  } catch {
    return {}
  }
}
