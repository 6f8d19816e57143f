import type { HeldNumber } from './holdings.ts'
import { stockOf } from './inventory.ts'
import { newSid } from './twilio/wording.ts'
import type { World } from './world.ts'

/** A number as it is given to the account. */
export type NumberGrant = Pick<HeldNumber, 'number'> &
  Partial<Pick<HeldNumber, 'accountSid' | 'friendlyName' | 'smsUrl' | 'voiceUrl' | 'statusCallback'>>

/** Gives the account a number, in the place of one of the same digits that it may hold. */
export function holdNumber(world: Pick<World, 'clock' | 'holdings'>, grant: NumberGrant): HeldNumber {
  const stock = stockOf(grant.number)
  const now = world.clock.now().toISOString()
  const held: HeldNumber = {
    sid: newSid('PN'),
    kind: stock?.kind ?? 'local',
    friendlyName: grant.number,
    ...{ sms: stock?.sms ?? true, voice: true, smsUrl: '', voiceUrl: '', statusCallback: '' },
    ...grant,
    ...{ createdAt: now, updatedAt: now }
  }
  world.holdings.numbers.set(held.number, held)
  world.holdings.save()
  return held
}
