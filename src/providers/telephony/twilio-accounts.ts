import type { Twilio } from 'twilio'
import type { AccountInstance } from 'twilio/lib/rest/api/v2010/account.js'
import type { AccountProvider } from '../contracts.ts'
import { unreadableAnswer } from '../failures.ts'
import { TWILIO } from './twilio-errors.ts'

/** Operations of Twilio's API that this adapter uses, by their names in its OpenAPI document. */
export const operations = ['FetchAccount', 'CreateAccount', 'ListAccount', 'UpdateAccount'] as const

/** Subaccounts of a Twilio account. Source: https://www.twilio.com/docs/iam/api/subaccount-resource */
export function twilioAccounts(client: Twilio): AccountProvider {
  const { accounts } = client.api.v2010
  return {
    name: 'twilio',
    async plan() {
      const { type } = await accounts(client.accountSid).fetch()
      return type.toLowerCase()
    },
    async create(label) {
      return asSubaccount(await accounts.create({ friendlyName: label }))
    },
    async find(label) {
      const listed = await accounts.list({ friendlyName: label, status: 'active', limit: 1000 })
      // The account itself is on its own list, and the filter at Twilio is its own affair.
      const mine = listed.filter(({ sid, friendlyName }) => friendlyName === label && sid !== client.accountSid)
      return mine.map(asSubaccount)
    },
    async close(accountSid) {
      await accounts(accountSid).update({ status: 'closed' })
    }
  }
}

function asSubaccount({ sid, authToken }: AccountInstance) {
  if (!sid || !authToken) throw unreadableAnswer(TWILIO, false)
  return { accountSid: sid, authToken }
}
