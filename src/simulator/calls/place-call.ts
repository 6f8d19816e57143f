import { sleep } from '../../lib/clock.ts'
import { postForm } from '../twilio/callback.ts'
import type { World } from '../world.ts'
import type { Entry, Leg } from './leg.ts'
import { lifeOf } from './lives.ts'
import { report } from './report.ts'
import { voiceForm } from './voice-form.ts'

/** How a call is placed. */
export interface Placing {
  /** Asked for the document when somebody answers, or the document itself. */
  answer: { url: string } | { twiml: string }
  ringSeconds: number
  /** The carrier ends the call after this many seconds. */
  limitSeconds: number
  machineDetection?: 'Enable' | 'DetectMessageEnd' | undefined
  /** Told of what was detected, while the document is executed already; absent: the document waits for it. */
  detectionUrl?: string | undefined
}

/** Places a call and executes its document when it is answered. */
export async function placeCall(world: World, leg: Leg, placing: Placing): Promise<void> {
  report(world, leg, 'initiated')
  if (!(await world.switchboard.ring(leg, placing.ringSeconds))) return
  const stopLimit = world.clock.after(placing.limitSeconds * 1000, () => world.switchboard.end(leg, 'completed'))
  leg.over.addEventListener('abort', stopLimit)
  const { machineDetection, detectionUrl } = placing
  if (machineDetection !== undefined) {
    const detected = detect(world, leg, machineDetection)
    if (detectionUrl === undefined) await detected
    else void detected.then((ms) => tell(world, leg, detectionUrl, ms))
  }
  if (leg.over.aborted) return
  const outcome = await world.switchboard.run(leg, entryOf(leg, placing))
  if (outcome === 'done') world.switchboard.end(leg, 'completed')
}

const entryOf = ({ call }: Leg, { answer }: Placing): Entry =>
  'twiml' in answer ? answer : { url: answer.url, form: voiceForm(call) }

/** Source: twilio.com/docs/voice/answering-machine-detection. */
async function detect(world: World, leg: Leg, mode: 'Enable' | 'DetectMessageEnd'): Promise<number> {
  const startedAt = world.clock.now().getTime()
  const { machine } = world.scripts.has(leg.call.to) ? { machine: 'human' as const } : lifeOf(leg.call.to)
  await sleep(world.clock, world.behaviour.statusDelayMs * 4, leg.over)
  if (machine === 'machine' && mode === 'DetectMessageEnd') await leg.tone
  const verdict = mode === 'Enable' ? 'machine_start' : 'machine_end_beep'
  leg.call.answeredBy = machine === 'machine' ? verdict : machine
  leg.note('detected', leg.call.answeredBy)
  return world.clock.now().getTime() - startedAt
}

function tell(world: World, leg: Leg, url: string, ms: number): void {
  if (leg.over.aborted) return
  const form = {
    CallSid: leg.call.sid,
    AccountSid: leg.call.accountSid,
    AnsweredBy: leg.call.answeredBy ?? 'unknown',
    MachineDetectionDuration: String(ms)
  }
  leg.note('posted', { url, form })
  postForm(world, { kind: 'call.detected', reference: leg.call.sid, url }, form)
}
