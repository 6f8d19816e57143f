import type { HappeningKind, PhoneCall } from '../src/simulator/calls/phone-call.ts'
import type { ScriptStep } from '../src/simulator/calls/script.ts'
import type { Stage } from './demo-stage.ts'

/** How long the demo waits for something that must happen in the simulated world, in milliseconds. */
const PATIENCE_MS = 60_000

/** Asks the simulated world, or has it do something. @throws Error when it refuses. */
export async function world<T = unknown>(stage: Stage, path: string, body?: object): Promise<T> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(stage.server.world + path, body && post)
  if (!response.ok) throw new Error(`the simulated world answered ${response.status} to ${path}`)
  return (await response.json()) as T
}

/** A person calls a number of ours; returns the carrier's id of the call. */
export const ring = async (stage: Stage, from: string, to: string, script: ScriptStep[]): Promise<string> =>
  (await world<{ sid: string }>(stage, '/calls', { from, to, script })).sid

/** The call on the carrier's record once it is as wanted. @throws Error when it never is. */
export async function carried(stage: Stage, isIt: (call: PhoneCall) => boolean): Promise<PhoneCall> {
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; ) {
    const { calls } = await world<{ calls: PhoneCall[] }>(stage, '/calls')
    const found = calls.find(isIt)
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the call never came to that')
}

/** The call once it is over. */
export const over = (stage: Stage, sid: string): Promise<PhoneCall> =>
  carried(stage, (call) => call.sid === sid && call.endedAt !== null)

/** What happened of one kind on a call. */
export const course = <T>({ course }: PhoneCall, what: HappeningKind): T[] =>
  course.filter((each) => each.what === what).map(({ detail }) => detail as T)

/** What the person heard, each thing that was said as one text. */
export const heard = (call: PhoneCall): string[] => course<{ text: string }>(call, 'heard').map(({ text }) => text)

/** A text of several lines, as one. */
export const oneLine = (text = ''): string => text.replace(/\s+/g, ' ').trim()
