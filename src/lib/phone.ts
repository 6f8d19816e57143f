import { type CountryCode, getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** An E.164 number: a plus, no leading zero, 7 to 15 digits. Source: ITU-T E.164 clause 6. */
const E164 = /^\+[1-9]\d{6,14}$/
/** One mailbox; no spaces, no control characters, no display name. Source: RFC 5321 section 4.1.2 (the part in common use). */
const EMAIL = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/iu

/** Whether the text is written as an E.164 number. */
export const isE164 = (text: string): boolean => E164.test(text)

/** Whether the text is one bare email address of at most 254 characters. */
export const isEmail = (text: string): boolean => text.length <= 254 && EMAIL.test(text)

/** The form under which a contact is stored and compared: E.164 as it is, email in lower case. */
export const contactKey = (address: string): string => (address.includes('@') ? address.toLowerCase() : address)

/** The country of a number as ISO 3166-1 alpha-2; undefined when the number is valid nowhere. */
export const countryOf = (e164: string): CountryCode | undefined => parsePhoneNumberFromString(e164)?.country

/** In use for numbers and not assigned by ISO 3166-1. */
const UNASSIGNED: readonly string[] = ['AC', 'TA', 'XK']

/** Countries that have phone numbers, as ISO 3166-1 alpha-2. */
export const countriesWithNumbers = (): string[] => getCountries().filter((country) => !UNASSIGNED.includes(country))
