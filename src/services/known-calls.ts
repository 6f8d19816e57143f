import type { LineCall } from '../delivery/line.ts'
import type { Deps } from '../deps.ts'
import { type FreshMap, freshMap } from '../lib/fresh-map.ts'

/** How long it is remembered whose call it is, which never changes, in milliseconds. */
const REMEMBERED_MS = 300_000
const REMEMBERED_MAX = 20_000
const remembered = new WeakMap<Deps['bus'], FreshMap<LineCall>>()

/** Whose the calls are that this process has opened or asked for lately; one memory for each bus. */
export function knownCalls({ bus, clock }: Pick<Deps, 'bus' | 'clock'>): FreshMap<LineCall> {
  const known = remembered.get(bus) ?? freshMap<LineCall>(clock, REMEMBERED_MS, REMEMBERED_MAX)
  remembered.set(bus, known)
  return known
}
