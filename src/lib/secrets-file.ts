import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Returns the secrets kept in a file (mode 600), creating it with `make` when it is absent.
 * Two processes that start at once end up with the same secrets: only one of them can create the file.
 */
export function readOrCreateSecrets<T extends Record<string, string>>(path: string, make: () => T): T {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, `${JSON.stringify(make(), null, 2)}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  chmodSync(path, 0o600)
  return JSON.parse(readFileSync(path, 'utf8')) as T
}
