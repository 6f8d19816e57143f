import { onTestFinished } from 'vitest'
import type { Behaviour } from '../../src/simulator/behaviour.ts'
import type { HappeningKind, PhoneCall } from '../../src/simulator/calls/phone-call.ts'
import type { ScriptStep } from '../../src/simulator/calls/script.ts'
import { openTestApp, type TestApp } from './test-app.ts'
import { until } from './until.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Everything on the phone at once: a test says what takes time. */
export const SWIFT: Partial<Behaviour> = {
  speechMsPerChar: 0,
  ringMs: 5,
  actionDelayMs: 5,
  statusDelayMs: 2,
  patienceMs: 200
}

/** Somebody outside who may call and be called. */
const CALLER = '+14155550123'

/** A call as a test plays and watches it. */
interface PlayedCall {
  /** The carrier's id. */
  sid: string
  /** The call on the carrier's record, at this moment. */
  now(): PhoneCall
  /** Has the caller do more, after what they still do. */
  act(...script: ScriptStep[]): void
  /** What the caller heard so far, each thing that was said as one text. */
  heard(): string[]
  /** What happened of one kind. */
  course<T = Record<string, unknown>>(what: HappeningKind): T[]
  /** Frames of the relay: `sent` by the carrier, `got` from us. */
  frames(way: 'sent' | 'got'): ({ type: string } & Record<string, unknown>)[]
  /** What the carrier was given to say after this frame. */
  tokensAfter(frame: object | undefined): unknown[]
  /** Waits until the caller has heard something that fits. */
  hears(what: string | RegExp): Promise<void>
  /** Waits for the end of the call. */
  over(): Promise<PhoneCall>
}

/** Plays the people on the phones of a simulated carrier. */
export function phones(simulator: TestApp['simulator']) {
  const watched = (sid: string): PlayedCall => {
    const now = () => {
      const call = simulator.calls().find((each) => each.sid === sid)
      if (!call) throw new Error(`the carrier has no call ${sid} on record`)
      return call
    }
    const course = <T>(what: HappeningKind) =>
      now()
        .course.filter((each) => each.what === what)
        .map(({ detail }) => detail as T)
    const heard = () => course<{ text: string }>('heard').map(({ text }) => text)
    return {
      ...{ sid, now, course, heard },
      act: (...script) => simulator.act({ sid, script }),
      frames: (way) => course(way),
      tokensAfter(frame) {
        const { course: all } = now()
        const after = all.slice(all.findIndex(({ detail }) => detail === frame) + 1)
        return after.flatMap(({ what, detail }) => (what === 'got' ? [(detail as { token?: string }).token] : []))
      },
      hears: (what) =>
        until(
          () => heard().some((text) => (typeof what === 'string' ? text.includes(what) : what.test(text))),
          `the caller hears ${what}`
        ),
      async over() {
        await until(() => now().endedAt !== null, `the call ${sid} ends`)
        return now()
      }
    }
  }
  return {
    watched,
    /** Lets somebody call a number of ours and do this. */
    ring: (to: string, script: ScriptStep[] = [], from = CALLER): PlayedCall =>
      watched(simulator.call({ from, to, script }).sid),
    /** The newest call that we placed to a number. */
    async placed(to: string): Promise<PlayedCall> {
      await until(() => simulator.calls({ to, direction: 'outbound' }).length > 0, `a call to ${to} is placed`)
      return watched(simulator.calls({ to, direction: 'outbound' })[0]?.sid ?? '')
    },
    /** What the carrier found wrong with what we did; a test of calls ends with none. */
    violations: () => simulator.violations()
  }
}

/** The whole server, listening, with a simulated carrier whose people are on the phone at once; by the clock that is given. */
export async function callHouse(env: Record<string, string> = {}, clock?: VirtualClock) {
  const opened = await openTestApp(env, clock)
  onTestFinished(async () => {
    // What is being said on a call is said to its end.
    const flow = setInterval(() => void clock?.advance(100), 5)
    await opened.close()
    clearInterval(flow)
  })
  opened.simulator.behave(SWIFT)
  return { ...opened, ...phones(opened.simulator) }
}
