import type { HeldNumber } from '../holdings.ts'
import type { Stock } from '../inventory.ts'
import { API_VERSION, accountPath, rfc2822 } from './wording.ts'

/** A number of the account as the API shows it. Source: twilio.com/docs/phone-numbers/api/incomingphonenumber-resource. */
export function numberResource(accountSid: string, held: HeldNumber): object {
  const uri = `${accountPath(accountSid)}/IncomingPhoneNumbers/${held.sid}`
  return {
    sid: held.sid,
    account_sid: accountSid,
    friendly_name: held.friendlyName,
    phone_number: held.number,
    ...{ voice_url: held.voiceUrl, voice_method: 'POST', voice_fallback_url: '', voice_fallback_method: 'POST' },
    ...{ voice_caller_id_lookup: false, voice_application_sid: null, voice_receive_mode: 'voice' },
    ...{ sms_url: held.smsUrl, sms_method: 'POST', sms_fallback_url: '', sms_fallback_method: 'POST' },
    sms_application_sid: null,
    ...{ status_callback: held.statusCallback, status_callback_method: 'POST' },
    capabilities: { voice: held.voice, sms: held.sms, mms: held.sms, fax: false },
    ...{ address_requirements: 'none', address_sid: null, identity_sid: null, bundle_sid: null, trunk_sid: null },
    ...{ emergency_status: 'Inactive', emergency_address_sid: null, emergency_address_status: 'unregistered' },
    ...{ beta: false, origin: 'twilio', status: 'in-use', type: held.kind === 'tollFree' ? 'toll-free' : held.kind },
    api_version: API_VERSION,
    date_created: rfc2822(new Date(held.createdAt)),
    date_updated: rfc2822(new Date(held.updatedAt)),
    uri: `${uri}.json`,
    subresource_uris: { assigned_add_ons: `${uri}/AssignedAddOns.json` }
  }
}

/** A number for sale as the API shows it. Source: twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource. */
export const availableResource = (number: string, stock: Stock): object => ({
  friendly_name: number,
  phone_number: number,
  lata: null,
  locality: stock.locality || null,
  rate_center: null,
  ...{ latitude: null, longitude: null },
  region: stock.region || null,
  postal_code: stock.postalCode || null,
  iso_country: stock.country,
  address_requirements: 'none',
  beta: false,
  capabilities: { voice: true, SMS: stock.sms, MMS: stock.sms, fax: false }
})
