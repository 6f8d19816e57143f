import { randomBytes } from 'node:crypto'

/** Version of the API that all paths and webhooks name. */
export const API_VERSION = '2010-04-01'

/** Path of the account's resources. */
export const accountPath = (accountSid: string): string => `/${API_VERSION}/Accounts/${accountSid}`

/** A fresh identifier of the vendor: two letters and 32 hex digits. */
export const newSid = (prefix: 'SM' | 'MM' | 'PN' | 'AC' | 'CA' | 'RE' | 'VX'): string =>
  `${prefix}${randomBytes(16).toString('hex')}`

/** An instant as the vendor writes it. Source: RFC 2822 section 3.3. */
export const rfc2822 = (at: Date): string => at.toUTCString().replace('GMT', '+0000')
