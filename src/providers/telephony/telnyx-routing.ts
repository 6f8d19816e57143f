import { countriesWithNumbers } from '../../lib/phone.ts'
import type { NumberWebhooks } from '../contracts.ts'
import { unreadableAnswer } from '../failures.ts'
import type { TelnyxClient } from './telnyx-client.ts'
import { ignoreGone, TELNYX } from './telnyx-errors.ts'

/** Operations of Telnyx' API that this adapter uses, by their names in its OpenAPI document. */
export const operations = [
  'ListPhoneNumbers',
  'UpdatePhoneNumber',
  'UpdatePhoneNumberMessagingSettings',
  'FindTexmlApplications',
  'CreateTexmlApplication',
  'UpdateTexmlApplication',
  'ListMessagingProfiles',
  'CreateMessagingProfile',
  'UpdateMessagingProfile',
  'DeleteTexmlApplication',
  'DeleteMessagingProfile'
] as const

/** A number that the account holds. */
export interface HeldNumber {
  id: string
  phone_number: string
  customer_reference?: string | null
}

interface Named {
  id: string
  friendly_name?: string
  name?: string
}

/** Where they are, and by what they are found. */
const APPLICATIONS = ['/v2/texml_applications', 'filter[friendly_name]'] as const
const PROFILES = ['/v2/messaging_profiles', 'filter[name][eq]'] as const
const PAGE = ['page[size]', 250] as const

/** Numbers that the account holds: this one, or those under a label. */
export async function heldNumbers(
  ask: TelnyxClient,
  wanted: { number: string } | { label: string }
): Promise<HeldNumber[]> {
  const filter =
    'number' in wanted
      ? (['filter[phone_number]', wanted.number.replace('+', '')] as const)
      : (['filter[customer_reference]', wanted.label] as const)
  const { data = [] } = await ask<{ data?: HeldNumber[] }>({
    method: 'GET',
    path: '/v2/phone_numbers',
    query: [filter, PAGE]
  })
  // The filter at Telnyx is its own affair; ours is exact.
  return data.filter(({ phone_number, customer_reference }) =>
    'number' in wanted ? phone_number === wanted.number : customer_reference === wanted.label
  )
}

/**
 * Has a number post what happens on it here. Telnyx knows URLs of an application and of a messaging profile only, so that
 * each number has one of either, under its label; made once, and changed after that.
 */
export async function pointAt(
  ask: TelnyxClient,
  { id }: HeldNumber,
  webhooks: NumberWebhooks,
  label: string
): Promise<void> {
  const connection_id = await application(ask, webhooks, label)
  const messaging_profile_id = await profile(ask, webhooks, label)
  const number = `/v2/phone_numbers/${encodeURIComponent(id)}`
  await ask({ method: 'PATCH', path: number, json: { connection_id, customer_reference: label } })
  await ask({ method: 'PATCH', path: `${number}/messaging`, json: { messaging_profile_id } })
}

/** Source: https://developers.telnyx.com/api-reference/texml-applications/creates-a-texml-application */
function application(ask: TelnyxClient, { voiceUrl, statusUrl }: NumberWebhooks, label: string): Promise<string> {
  const settings = {
    ...{ friendly_name: label, voice_url: voiceUrl, voice_method: 'post' },
    ...{ status_callback: statusUrl, status_callback_method: 'post' }
  }
  return keep(ask, APPLICATIONS, label, settings)
}

/** Source: https://developers.telnyx.com/api-reference/profiles/create-a-messaging-profile */
function profile(ask: TelnyxClient, { smsUrl }: NumberWebhooks, label: string): Promise<string> {
  // Which countries are texted is decided here, before Telnyx is asked.
  const whitelisted_destinations = countriesWithNumbers()
  const settings = { name: label, webhook_url: smsUrl, webhook_api_version: '2', whitelisted_destinations }
  return keep(ask, PROFILES, label, settings)
}

/** Removes what `pointAt` made for a number that is no longer held. */
export async function forget(ask: TelnyxClient, label: string): Promise<void> {
  for (const [path, filter] of [APPLICATIONS, PROFILES])
    for (const { id } of await named(ask, path, [filter, label]))
      await ignoreGone(ask({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}` }), {})
}

async function named(ask: TelnyxClient, path: string, [filter, name]: readonly [string, string]): Promise<Named[]> {
  const { data = [] } = await ask<{ data?: Named[] }>({ method: 'GET', path, query: [[filter, name]] })
  // Telnyx compares more loosely.
  return data.filter((one) => (one.friendly_name ?? one.name) === name)
}

/** The id of what has this name, made or changed so that it has these settings. */
async function keep(
  ask: TelnyxClient,
  [path, filter]: readonly [string, string],
  name: string,
  settings: { friendly_name?: string; name?: string }
): Promise<string> {
  const [known] = await named(ask, path, [filter, name])
  if (known) {
    await ask({ method: 'PATCH', path: `${path}/${encodeURIComponent(known.id)}`, json: settings })
    return known.id
  }
  const made = await ask<{ data?: Named }>({ method: 'POST', path, json: settings })
  if (!made.data?.id) throw unreadableAnswer(TELNYX, false)
  return made.data.id
}
