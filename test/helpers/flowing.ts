import { until } from './until.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Milliseconds of the clock for each look; `until` looks every ten milliseconds, so that time flies never. */
const STEP_MS = 10

/** As `until`, while the clock goes on no faster than time itself. */
export const flowing = (clock: VirtualClock) => (condition: () => boolean | Promise<boolean>, what: string) =>
  until(async () => {
    await clock.advance(STEP_MS)
    return condition()
  }, what)

/** What comes of something that may wait for the clock, which goes on meanwhile. */
export async function whileFlowing<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let over = false
  const end = () => {
    over = true
  }
  work.then(end, end)
  await flowing(clock)(() => over, 'it comes to its end')
  return work
}
