import { sleep } from '../../lib/clock.ts'
import type { Leg } from './leg.ts'
import { newCall } from './new-call.ts'
import { durationSeconds } from './phone-call.ts'
import { entryAt, type Next, type Stage, type Verb } from './stage.ts'
import { Violation } from './twiml.ts'
import type { Element } from './xml.ts'

const RING_SECONDS = 30

/** Calls somebody and joins both. Source: twilio.com/docs/voice/twiml/dial and /number. */
export const dial: Verb = async (stage, element) => {
  const { world, signal } = stage
  const [number] = element.children
  const to = (number?.text ?? element.text).trim()
  if (!/^\+\d{7,15}$/.test(to)) throw new Violation(13223, `${to} is no number to dial`)
  const child = openChild(stage, element, number, to)
  const hangUpChild = () => world.switchboard.end(child, child.call.answeredAt ? 'completed' : 'no-answer')
  signal.addEventListener('abort', hangUpChild, { once: true })
  const isAnswered = await world.switchboard.ring(child, Number(element.attributes['timeout'] ?? RING_SECONDS))
  const isJoined = isAnswered && (await whispered(stage, child, number)) && !signal.aborted
  if (isJoined) await joined(stage, child, Number(element.attributes['timeLimit'] ?? 14_400) * 1000)
  signal.removeEventListener('abort', hangUpChild)
  return afterDial(stage, element, child, isJoined)
}

function openChild({ world, leg, url }: Stage, element: Element, number: Element | undefined, to: string): Leg {
  const from = element.attributes['callerId'] ?? leg.call.from
  if (from !== leg.call.from && !world.holdings.numbers.has(from))
    throw new Violation(13214, `${from} is no number of the account`)
  const callback = number?.attributes['statusCallback']
  return newCall(world, {
    ...{ accountSid: leg.call.accountSid, direction: 'outbound-dial', parentSid: leg.call.sid, from, to },
    statusCallback: callback === undefined ? '' : new URL(callback, url || undefined).href,
    statusEvents: (number?.attributes['statusCallbackEvent'] ?? 'completed').split(' ')
  })
}

/** What the dialled person hears alone; false when the leg did not outlast it. */
async function whispered(stage: Stage, child: Leg, number: Element | undefined): Promise<boolean> {
  const target = number?.attributes['url']
  if (target === undefined) return !child.over.aborted
  const outcome = await stage.world.switchboard.run(child, entryAt({ ...stage, leg: child }, target))
  return outcome === 'done' && !child.over.aborted
}

async function joined({ world, leg, signal }: Stage, child: Leg, limitMs: number): Promise<void> {
  join(leg, child)
  join(child, leg)
  await sleep(world.clock, limitMs, AbortSignal.any([signal, child.over]))
  leg.ear = undefined
  world.switchboard.end(child, 'completed')
}

/** What is said and pressed at the first leg is heard at the second. */
function join(from: Leg, to: Leg): void {
  from.ear = {
    starts: () => undefined,
    said: (text) => to.mouth.pass(text),
    digit: (digit) => to.mouth.passDigits(digit)
  }
}

function afterDial(stage: Stage, { attributes }: Element, { call }: Leg, isJoined: boolean): Next {
  if (attributes['action'] === undefined || stage.signal.aborted) return undefined
  return entryAt(stage, attributes['action'], {
    DialCallSid: call.sid,
    DialCallStatus: call.answeredAt ? 'completed' : call.status,
    DialBridged: String(isJoined),
    ...(call.answeredAt && { DialCallDuration: String(durationSeconds(call)) })
  })
}
