import type { Behaviour } from '../behaviour.ts'
import type { HeldNumber } from '../holdings.ts'

const BASE = 'https://messaging.twilio.com/v1'
const OPENED = '2026-01-05T00:00:00Z'

/** A SID that belongs to another one: its letters before the same digits. */
const derived = (kind: string, sid: string): string => `${kind}${sid.slice(2)}`

/** The one messaging service of the simulated account. */
export const serviceSid = (accountSid: string): string => derived('MG', accountSid)

/** Source: twilio.com/docs/messaging/api/service-resource. */
export function serviceResource(accountSid: string): object {
  const sid = serviceSid(accountSid)
  const url = `${BASE}/Services/${sid}`
  return {
    ...{ sid, account_sid: accountSid, friendly_name: 'Simulated service', date_created: OPENED, date_updated: OPENED },
    ...{ inbound_request_url: null, inbound_method: 'POST', fallback_url: null, fallback_method: 'POST' },
    ...{ status_callback: null, sticky_sender: true, mms_converter: true, smart_encoding: false },
    ...{ scan_message_content: 'inherit', fallback_to_long_code: false, area_code_geomatch: true },
    ...{ synchronous_validation: false, validity_period: 36_000, usecase: 'undeclared' },
    ...{ us_app_to_person_registered: true, use_inbound_webhook_on_number: true },
    url,
    links: { phone_numbers: `${url}/PhoneNumbers`, us_app_to_person: `${url}/Compliance/Usa2p` }
  }
}

/** Source: twilio.com/docs/messaging/api/usapptoperson-resource. */
export function campaignResource(accountSid: string, status: Behaviour['campaign']): object {
  const sid = derived('QE', accountSid)
  const service = serviceSid(accountSid)
  return {
    ...{
      sid,
      account_sid: accountSid,
      brand_registration_sid: derived('BN', accountSid),
      messaging_service_sid: service
    },
    description: 'Agents write to people of the simulated world about their own business.',
    message_samples: ['Your table is booked for 19:00.', 'Your order is ready to be collected.'],
    ...{ us_app_to_person_usecase: 'MIXED', has_embedded_links: true, has_embedded_phone: false },
    ...{ subscriber_opt_in: true, age_gated: false, direct_lending: false },
    ...{ campaign_status: status, campaign_id: 'CSIMULATED', is_externally_registered: false, rate_limits: {} },
    message_flow: 'Everybody in the simulated world has consented.',
    ...{ opt_in_message: '', opt_out_message: '', help_message: '' },
    ...{ opt_in_keywords: ['START'], opt_out_keywords: ['STOP'], help_keywords: ['HELP'] },
    ...{ date_created: OPENED, date_updated: OPENED },
    url: `${BASE}/Services/${service}/Compliance/Usa2p/${sid}`,
    mock: false,
    errors: []
  }
}

/** Source: twilio.com/docs/messaging/api/phonenumber-resource. */
export function memberResource(accountSid: string, held: HeldNumber): object {
  const service = serviceSid(accountSid)
  return {
    ...{ sid: held.sid, account_sid: accountSid, service_sid: service },
    ...{ date_created: held.createdAt, date_updated: held.updatedAt, phone_number: held.number, country_code: 'US' },
    capabilities: held.sms ? ['Voice', 'SMS', 'MMS'] : ['Voice'],
    url: `${BASE}/Services/${service}/PhoneNumbers/${held.sid}`
  }
}

const VERIFICATION_STATUS = {
  VERIFIED: 'TWILIO_APPROVED',
  IN_PROGRESS: 'IN_REVIEW',
  FAILED: 'TWILIO_REJECTED'
} satisfies Record<Behaviour['campaign'], string>

const UNSAID = [
  ...['customer_profile_sid', 'trust_product_sid', 'regulated_item_sid', 'business_street_address'],
  ...['business_street_address2', 'business_city', 'business_state_province_region', 'business_postal_code'],
  ...['business_website', 'business_contact_first_name', 'business_contact_last_name', 'business_contact_email'],
  ...['business_contact_phone', 'notification_email', 'additional_information', 'rejection_reason', 'error_code'],
  ...['edit_expiration', 'edit_allowed', 'rejection_reasons', 'resource_links', 'external_reference_id'],
  ...['business_registration_number', 'business_registration_authority', 'business_registration_country'],
  ...['business_type', 'business_registration_phone_number', 'doing_business_as', 'age_gated_content'],
  ...['help_message_sample', 'opt_in_confirmation_message', 'opt_in_keywords', 'privacy_policy_url'],
  ...['terms_and_conditions_url', 'vetting_id', 'vetting_id_expiration', 'vetting_provider']
]

/** Source: twilio.com/docs/messaging/api/tollfree-verification-resource. */
export function verificationResource(accountSid: string, held: HeldNumber, status: Behaviour['campaign']): object {
  const sid = derived('HH', held.sid)
  return {
    ...Object.fromEntries(UNSAID.map((name) => [name, null])),
    ...{ sid, account_sid: accountSid, date_created: held.createdAt, date_updated: held.updatedAt },
    ...{ business_name: 'Simulated business', business_country: 'US', use_case_categories: ['CUSTOMER_CARE'] },
    ...{ use_case_summary: 'Agents answer people.', production_message_sample: 'Your table is booked.' },
    ...{ opt_in_image_urls: [], opt_in_type: 'WEB_FORM', message_volume: '1,000' },
    ...{ tollfree_phone_number_sid: held.sid, tollfree_phone_number: held.number },
    status: VERIFICATION_STATUS[status],
    url: `${BASE}/Tollfree/Verifications/${sid}`
  }
}
