import { holderOf } from '../twilio/account.ts'
import type { World } from '../world.ts'
import type { Leg } from './leg.ts'
import { newCall } from './new-call.ts'
import { type Phone, phoneOf } from './phone.ts'
import { voiceForm } from './voice-form.ts'

/** Lets the phone of a number ring whose webhook then answers; undefined when nobody holds the number. */
export function receiveCall(
  world: World,
  incoming: { from: string; to: string; callerName?: string | undefined }
): { leg: Leg; phone: Phone } | undefined {
  const held = world.holdings.numbers.get(incoming.to)
  if (!held) return undefined
  const { from, to, callerName = '' } = incoming
  const leg = newCall(world, {
    accountSid: holderOf(world, held),
    ...{ direction: 'inbound', from, to, callerName, status: 'ringing' },
    statusCallback: held.statusCallback
  })
  const phone = phoneOf(
    leg,
    world.clock,
    () => world.behaviour.speechMsPerChar,
    () => world.switchboard.end(leg, leg.call.answeredAt ? 'completed' : 'no-answer')
  )
  void answer(world, leg, held.voiceUrl)
  return { leg, phone }
}

async function answer(world: World, leg: Leg, url: string): Promise<void> {
  if (url === '') return world.switchboard.end(leg, 'failed')
  const outcome = await world.switchboard.run(leg, { url, form: voiceForm(leg.call) })
  if (outcome === 'done') world.switchboard.end(leg, 'completed')
}
