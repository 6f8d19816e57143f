import { sleep } from '../../lib/clock.ts'
import type { World } from '../world.ts'
import { bridge } from './bridge.ts'
import type { Leg } from './leg.ts'
import { type Life, lifeOf } from './lives.ts'
import { type Phone, phoneOf } from './phone.ts'
import { receiveCall } from './receive-call.ts'
import { report } from './report.ts'
import { followScript, type ScriptStep } from './script.ts'

/** Rings until somebody answers; false when nobody did. A number that the account holds rings at its webhook. */
export async function ring(world: World, leg: Leg, ringSeconds: number): Promise<boolean> {
  const { clock, behaviour } = world
  const script = world.scripts.get(leg.call.to)
  const nature = script ? scripted(script) : lifeOf(leg.call.to)
  await sleep(clock, behaviour.statusDelayMs, leg.over)
  if (leg.over.aborted) return false
  if (nature.answers === 'failed') return fail(world, leg, 'failed')
  leg.become('ringing')
  report(world, leg, 'ringing')
  if (world.holdings.numbers.has(leg.call.to)) return ringAgent(world, leg, ringSeconds * 1000)
  const isUnanswered = nature.answers === 'no-answer' || behaviour.ringMs > ringSeconds * 1000
  await sleep(clock, isUnanswered ? ringSeconds * 1000 : behaviour.ringMs, leg.over)
  if (leg.over.aborted) return false
  if (isUnanswered) return fail(world, leg, 'no-answer')
  if (nature.answers === 'busy') return fail(world, leg, 'busy')
  const phone = pickUp(world, leg)
  void nature.life(phone, world)
  return true
}

function fail(world: World, leg: Leg, status: 'failed' | 'busy' | 'no-answer'): false {
  world.switchboard.end(leg, status)
  return false
}

function pickUp(world: World, leg: Leg): Phone {
  leg.become('in-progress')
  report(world, leg, 'answered')
  return phoneOf(
    leg,
    world.clock,
    () => world.behaviour.speechMsPerChar,
    () => world.switchboard.end(leg, 'completed')
  )
}

async function ringAgent(world: World, leg: Leg, timeoutMs: number): Promise<boolean> {
  const { from, to } = leg.call
  const twin = receiveCall(world, { from, to })
  if (!twin) return fail(world, leg, 'failed')
  const hangUp = () => world.switchboard.end(twin.leg, twin.leg.call.answeredAt ? 'completed' : 'no-answer')
  leg.over.addEventListener('abort', hangUp, { once: true })
  const stopRinging = world.clock.after(timeoutMs, hangUp)
  const isAnswered = await twin.leg.answered
  stopRinging()
  if (leg.over.aborted) return false
  if (!isAnswered) return fail(world, leg, twin.leg.call.status === 'busy' ? 'busy' : 'no-answer')
  const phone = pickUp(world, leg)
  bridge(phone, twin.phone)
  return true
}

const scripted = (steps: readonly ScriptStep[]): Life => ({
  answers: 'person',
  machine: 'human',
  life: (phone, { behaviour }) => followScript(phone, behaviour, [...steps])
})
