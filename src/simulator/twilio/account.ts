import type { Operation } from '../operation.ts'
import { accountPath, rfc2822 } from './wording.ts'

const OPENED = new Date('2026-01-05T00:00:00Z')

/** The operations on the account itself. */
export const accountOperations: readonly Operation[] = [
  {
    name: 'FetchAccount',
    method: 'GET',
    path: '/2010-04-01/Accounts/:account.json',
    run: ({ credentials: { accountSid, authToken } }) => ({
      status: 200,
      body: {
        sid: accountSid,
        owner_account_sid: accountSid,
        friendly_name: 'Simulated account',
        status: 'active',
        type: 'Full',
        auth_token: authToken,
        date_created: rfc2822(OPENED),
        date_updated: rfc2822(OPENED),
        uri: `${accountPath(accountSid)}.json`,
        subresource_uris: {
          messages: `${accountPath(accountSid)}/Messages.json`,
          incoming_phone_numbers: `${accountPath(accountSid)}/IncomingPhoneNumbers.json`
        }
      }
    })
  },
  {
    name: 'FetchBalance',
    method: 'GET',
    path: '/2010-04-01/Accounts/:account/Balance.json',
    run: ({ credentials: { accountSid } }) => ({
      status: 200,
      body: { account_sid: accountSid, balance: '1000.00', currency: 'USD' }
    })
  }
]
