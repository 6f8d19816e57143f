import { isE164 } from '../../lib/phone.ts'
import { newCall } from '../calls/new-call.ts'
import { type Placing, placeCall } from '../calls/place-call.ts'
import { type Answer, type Call, every, type Form, first } from '../operation.ts'
import type { World } from '../world.ts'
import { accountOf, holderOf } from './account.ts'
import { callResource } from './call-resource.ts'
import { refused } from './failure.ts'

const TWIML_MAX = 4000
const RING_SECONDS = 60
const LIMIT_SECONDS = 14_400
/** Numbers that Twilio documents for tests of calls. Source: twilio.com/docs/iam/test-credentials. */
const REFUSED: Record<string, [code: number, message: string]> = {
  '+15005550001': [21217, 'Phone number is not valid'],
  '+15005550002': [21214, "'To' phone number cannot be reached"],
  '+15005550003': [21215, 'Account not authorized to call this number'],
  '+15005550004': [21216, 'Account not allowed to call this number']
}

/** Places a call, or refuses it as the carrier would; `Record` is passed over, as at the vendor. Source: twilio.com/docs/voice/api/call-resource. */
export function createCall(world: World, call: Call): Answer {
  const form = (call.body ?? {}) as Form
  const [to, from] = [first(form, 'To'), first(form, 'From')]
  const accountSid = accountOf(world, call)
  if (to === undefined) return refused(21201, 'No to number specified')
  if (from === undefined) return refused(21213, "'From' number is required")
  const refusal = refuseNumbers(world, accountSid, from, to) ?? refuseUrls(form)
  if (refusal) return refusal
  const events = every(form, 'StatusCallbackEvent').flatMap((event) => event.split(/[\s,]+/))
  const leg = newCall(world, {
    ...{ accountSid, direction: 'outbound-api', from, to },
    statusCallback: first(form, 'StatusCallback') ?? '',
    ...(events.length > 0 && { statusEvents: events })
  })
  const answer = { status: 201, body: callResource(leg.call) }
  world.later(0, () => void placeCall(world, leg, placingOf(form)))
  return answer
}

function placingOf(form: Form): Placing {
  const [url, twiml] = [first(form, 'Url'), first(form, 'Twiml')]
  const detection = first(form, 'MachineDetection')
  const isAsync = first(form, 'AsyncAmd') === 'true'
  return {
    // A document that is given is ignored when an address is given as well.
    answer: url === undefined ? { twiml: twiml ?? '' } : { url },
    ringSeconds: Number(first(form, 'Timeout') ?? RING_SECONDS),
    limitSeconds: Number(first(form, 'TimeLimit') ?? LIMIT_SECONDS),
    machineDetection: detection === 'Enable' || detection === 'DetectMessageEnd' ? detection : undefined,
    detectionUrl: isAsync ? first(form, 'AsyncAmdStatusCallback') : undefined
  }
}

function refuseNumbers(world: World, accountSid: string, from: string, to: string): Answer | undefined {
  if (!isE164(to)) return refused(21211, `Invalid 'To' Phone Number: ${to}`)
  if (!isE164(from)) return refused(21212, `Invalid From Number (caller ID): ${from}`)
  const held = world.holdings.numbers.get(from)
  if (held?.voice !== true || holderOf(world, held) !== accountSid)
    return refused(21210, `The source phone number provided, ${from}, is not yet verified for your account`)
  if (from === to) return refused(21266, "'To' and 'From' number cannot be the same")
  const known = REFUSED[to]
  return known && refused(...known)
}

/** Source: twilio.com/docs/api/errors/21205 and /21218. */
function refuseUrls(form: Form): Answer | undefined {
  const [url, twiml] = [first(form, 'Url'), first(form, 'Twiml')]
  if (url === undefined && twiml === undefined) return refused(21205, 'Url parameter is required')
  if (twiml !== undefined && twiml.length > TWIML_MAX) return refused(20001, `Twiml exceeds ${TWIML_MAX} characters`)
  for (const name of ['Url', 'StatusCallback', 'AsyncAmdStatusCallback']) {
    const value = first(form, name)
    if (value !== undefined && !/^https?:\/\/\S+$/.test(value))
      return refused(21205, `${name} is not a valid URL: ${value}`)
  }
  for (const name of ['Method', 'StatusCallbackMethod', 'AsyncAmdStatusCallbackMethod'])
    if ((first(form, name) ?? 'POST') !== 'POST') return refused(20001, `${name}: only POST is served here`)
  return undefined
}
