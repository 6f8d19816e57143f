import type { HeldNumber } from '../holdings.ts'
import { type Answer, type Call, first, type Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { notFound } from './failure.ts'
import {
  campaignResource,
  memberResource,
  serviceResource,
  serviceSid,
  verificationResource
} from './messaging-resources.ts'

/** Carriers ask for a campaign of North American numbers alone. */
const isLong = ({ number, kind }: HeldNumber): boolean => number.startsWith('+1') && kind !== 'tollFree'

/**
 * What registers senders: the account has one messaging service, whose campaign takes in each of its long numbers, and
 * its toll-free numbers are verified, while `campaign` is VERIFIED.
 */
export const messagingOperations: readonly Operation[] = [
  {
    name: 'ListService',
    method: 'GET',
    path: '/v1/Services',
    run: ({ credentials }, call) => list(call, 'services', [serviceResource(credentials.accountSid)])
  },
  {
    name: 'ListUsAppToPerson',
    method: 'GET',
    path: '/v1/Services/:service/Compliance/Usa2p',
    run: ofService(({ credentials, behaviour }, call) =>
      list(call, 'compliance', [campaignResource(credentials.accountSid, behaviour.campaign)])
    )
  },
  {
    name: 'FetchPhoneNumber',
    method: 'GET',
    path: '/v1/Services/:service/PhoneNumbers/:sid',
    run: ofService((world, call) => {
      const held = heldOf(world, call.params['sid'])
      if (!held || !isLong(held)) return notFound(call.path)
      return { status: 200, body: memberResource(world.credentials.accountSid, held) }
    })
  },
  {
    name: 'ListTollfreeVerification',
    method: 'GET',
    path: '/v1/Tollfree/Verifications',
    run(world, call) {
      const { credentials, behaviour } = world
      const held = heldOf(world, first(call.query, 'TollfreePhoneNumberSid'))
      const found =
        held?.kind === 'tollFree' ? [verificationResource(credentials.accountSid, held, behaviour.campaign)] : []
      return list(call, 'verifications', found)
    }
  }
]

function ofService(run: Operation['run']): Operation['run'] {
  return (world, call) =>
    call.params['service'] === serviceSid(world.credentials.accountSid) ? run(world, call) : notFound(call.path)
}

function heldOf(world: World, sid: string | undefined): HeldNumber | undefined {
  return [...world.holdings.numbers.values()].find((held) => held.sid === sid)
}

/** All of a short list, in the envelope of this part of the API. */
function list(call: Call, key: string, items: readonly object[]): Answer {
  const url = `https://messaging.twilio.com${call.path}?PageSize=50&Page=0`
  const meta = { page: 0, page_size: 50, first_page_url: url, previous_page_url: null, next_page_url: null, key, url }
  return { status: 200, body: { [key]: items, meta } }
}
