import type { Twilio } from 'twilio'
import { CommsError } from '../../errors.ts'
import { ignoreAbsent } from './twilio-errors.ts'

/** Operations of Twilio's API that this adapter uses, by their names in its OpenAPI document. */
export const operations = [
  'ListService',
  'ListUsAppToPerson',
  'FetchPhoneNumber',
  'CreatePhoneNumber',
  'ListTollfreeVerification'
] as const

/** Messaging services of an account that are looked at; a number may be in one of them. */
const SERVICES_MAX = 50
/** Toll-free area codes. Source: https://www.nanpa.com/numbering/8yy-code */
const TOLL_FREE = /^\+18(?:00|33|44|55|66|77|88)/

/**
 * Whether carriers take texts from an American number: it is in a messaging service whose campaign was verified, or its
 * toll-free verification was approved. A service that is named takes the number in; others are only looked at, for a
 * campaign is approved for one use.
 * Source: https://www.twilio.com/docs/messaging/api/usapptoperson-resource, https://www.twilio.com/docs/messaging/api/tollfree-verification-resource
 */
export async function registerAtTwilio(
  client: Twilio,
  { ref, number }: { ref: string; number: string },
  messagingServiceSid: string | undefined
): Promise<boolean> {
  const { v1 } = client.messaging
  if (TOLL_FREE.test(number)) {
    const found = await v1.tollfreeVerifications.list({ tollfreePhoneNumberSid: ref, limit: 20 })
    return found.some(({ status }) => status === 'TWILIO_APPROVED')
  }
  const listed = (await v1.services.list({ limit: SERVICES_MAX })).map(({ sid }) => sid)
  let takes = false
  for (const sid of listed) {
    const service = v1.services(sid)
    const campaigns = await service.usAppToPerson.list({ limit: 20 })
    if (!campaigns.some(({ campaignStatus }) => campaignStatus === 'VERIFIED')) continue
    if (await ignoreAbsent(service.phoneNumbers(ref).fetch(), undefined)) return true
    takes ||= sid === messagingServiceSid
  }
  if (!takes || messagingServiceSid === undefined) return false
  return takeIn(v1.services(messagingServiceSid).phoneNumbers.create({ phoneNumberSid: ref }))
}

/** Source: https://www.twilio.com/docs/api/errors/21710 (the number is in the messaging service already). */
const TAKEN_IN = '21710'

async function takeIn(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof CommsError && error.details?.['providerCode'] === TAKEN_IN) return true
    throw error
  }
}
