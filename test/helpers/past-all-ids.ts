import { decodeTime } from 'ulid'
import { newId } from '../../src/lib/ids.ts'
import type { VirtualClock } from './virtual-clock.ts'

/**
 * Moves a clock an hour past the latest instant of which this process has made an id: ids never go back in time, and what
 * else runs here makes them by the time of day.
 */
export async function pastAllIds(clock: VirtualClock): Promise<void> {
  const latest = decodeTime(newId('evt', new Date(0)).slice('evt_'.length))
  await clock.advance(Math.max(0, latest - clock.now().getTime()) + 3_600_000)
}
