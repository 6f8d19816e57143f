import type { Clock } from './clock.ts'

/** A bounded cache whose entries are forgotten after a while. */
export interface FreshMap<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
  clear(): void
}

/** Makes a cache of at most `max` entries, none of which is given out when it is older than `maxAgeMs`. */
export function freshMap<V>(clock: Pick<Clock, 'now'>, maxAgeMs: number, max: number): FreshMap<V> {
  const entries = new Map<string, { at: number; value: V }>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      const ageMs = clock.now().getTime() - entry.at
      if (ageMs >= 0 && ageMs < maxAgeMs) return entry.value
      entries.delete(key)
      return undefined
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, { at: clock.now().getTime(), value })
      if (entries.size > max) entries.delete(entries.keys().next().value ?? key)
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear()
  }
}
