import { postForm } from '../twilio/callback.ts'
import { rfc2822 } from '../twilio/wording.ts'
import type { World } from '../world.ts'
import type { Leg } from './leg.ts'
import { durationSeconds, type PhoneCall } from './phone-call.ts'
import { voiceForm } from './voice-form.ts'

/** The four stations of a call. */
export type Station = 'initiated' | 'ringing' | 'answered' | 'completed'

/** Posts that a call came to a station, if that was asked for. Source: twilio.com/docs/voice/api/call-resource#statuscallbackevent. */
export function report(world: World, leg: Leg, station: Station): void {
  const { call } = leg
  const sequence = call.sequence++
  const { reorder, lostReports } = world.behaviour
  const asked = call.statusCallback !== '' && call.statusEvents.includes(station)
  if (asked && !lostReports.includes(station)) {
    const form = formOf(world, call, station, sequence)
    const post = () => {
      leg.note('posted', { url: call.statusCallback, form })
      postForm(world, { kind: `call.${station}`, reference: call.sid, url: call.statusCallback }, form)
    }
    if (reorder) leg.heldBack.unshift(post)
    else post()
  }
  if (station === 'completed') for (const post of leg.heldBack.splice(0)) post()
}

const SIP_CODES: Partial<Record<PhoneCall['status'], string>> = {
  completed: '200',
  busy: '486',
  'no-answer': '487',
  failed: '404',
  canceled: '487'
}

function formOf(world: World, call: PhoneCall, station: Station, sequence: number): Record<string, string> {
  const seconds = durationSeconds(call)
  return {
    ...voiceForm(call),
    ...(station === 'initiated' && { CallStatus: 'initiated' }),
    Timestamp: rfc2822(world.clock.now()),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(sequence),
    ...(station === 'completed' && {
      CallDuration: String(seconds),
      // Minutes, as the vendor bills them.
      Duration: String(Math.ceil(seconds / 60)),
      SipResponseCode: SIP_CODES[call.status] ?? '200'
    })
  }
}
