import { randomBytes } from 'node:crypto'
import type { HeldAccount, HeldNumber } from '../holdings.ts'
import { type Answer, type Call, type Form, first, type Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { notFound, refused } from './failure.ts'
import { page } from './page.ts'
import { accountPath, newSid, rfc2822 } from './wording.ts'

const OPENED = '2026-01-05T00:00:00Z'

/** The operations on the account and on those within it. Source: twilio.com/docs/iam/api/account and /subaccount-resource. */
export const accountOperations: readonly Operation[] = [
  { name: 'CreateAccount', method: 'POST', path: '/2010-04-01/Accounts.json', run: open },
  { name: 'ListAccount', method: 'GET', path: '/2010-04-01/Accounts.json', run: list },
  { name: 'FetchAccount', method: 'GET', path: '/2010-04-01/Accounts/:account.json', run: withAccount(show) },
  { name: 'UpdateAccount', method: 'POST', path: '/2010-04-01/Accounts/:account.json', run: withAccount(update) },
  {
    name: 'FetchBalance',
    method: 'GET',
    path: '/2010-04-01/Accounts/:account/Balance.json',
    run: (world, call) => ({
      status: 200,
      body: { account_sid: accountOf(world, call), balance: '1000.00', currency: 'USD' }
    })
  }
]

/** The account that a call is about. */
export const accountOf = ({ credentials }: World, call: Call): string =>
  call.params['account'] ?? credentials.accountSid

/** What signs for an account: undefined when it was never opened, or was closed. */
export function tokenOf({ credentials, holdings }: World, accountSid: string): string | undefined {
  if (accountSid === credentials.accountSid) return credentials.authToken
  const held = holdings.accounts.get(accountSid)
  return held?.status === 'active' ? held.authToken : undefined
}

/** The account that holds a number. */
export const holderOf = ({ credentials }: World, held: HeldNumber): string => held.accountSid ?? credentials.accountSid

function withAccount(use: (world: World, account: HeldAccount, call: Call) => Answer): Operation['run'] {
  return (world, call) => {
    const account = everyAccount(world).find(({ sid }) => sid === accountOf(world, call))
    return account ? use(world, account, call) : notFound(call.path)
  }
}

const everyAccount = ({ credentials: { accountSid, authToken }, holdings }: World): HeldAccount[] => [
  ...[...holdings.accounts.values()].reverse(),
  { sid: accountSid, authToken, friendlyName: 'Simulated account', status: 'active', createdAt: OPENED }
]

function open(world: World, call: Call): Answer {
  const account: HeldAccount = {
    sid: newSid('AC'),
    authToken: randomBytes(16).toString('hex'),
    friendlyName: first((call.body ?? {}) as Form, 'FriendlyName') ?? 'SubAccount',
    status: 'active',
    createdAt: world.clock.now().toISOString()
  }
  world.holdings.accounts.set(account.sid, account)
  world.holdings.save()
  return { ...show(world, account), status: 201 }
}

function list(world: World, call: Call): Answer {
  const [name, status] = [first(call.query, 'FriendlyName'), first(call.query, 'Status')]
  const found = everyAccount(world).filter(
    (account) =>
      (name === undefined || account.friendlyName === name) && (status === undefined || account.status === status)
  )
  return page(call, 'accounts', found, (account) => resource(world, account))
}

function show(world: World, account: HeldAccount): Answer {
  return { status: 200, body: resource(world, account) }
}

/** A closed account gives back all its numbers and cannot be opened again. */
function update(world: World, account: HeldAccount, call: Call): Answer {
  const status = first((call.body ?? {}) as Form, 'Status') ?? account.status
  if (status !== 'active' && status !== 'closed') return refused(20001, `Status: ${status} is not served here`)
  if (!world.holdings.accounts.has(account.sid) || (account.status === 'closed' && status === 'active'))
    return refused(20001, 'The status of this account cannot be changed')
  const changed: HeldAccount = { ...account, status }
  world.holdings.accounts.set(account.sid, changed)
  if (status === 'closed')
    for (const held of [...world.holdings.numbers.values()])
      if (held.accountSid === account.sid) world.holdings.numbers.delete(held.number)
  world.holdings.save()
  return show(world, changed)
}

function resource({ credentials }: World, { sid, authToken, friendlyName, status, createdAt }: HeldAccount): object {
  return {
    sid,
    owner_account_sid: credentials.accountSid,
    friendly_name: friendlyName,
    status,
    type: 'Full',
    auth_token: authToken,
    date_created: rfc2822(new Date(createdAt)),
    date_updated: rfc2822(new Date(createdAt)),
    uri: `${accountPath(sid)}.json`,
    subresource_uris: {
      messages: `${accountPath(sid)}/Messages.json`,
      incoming_phone_numbers: `${accountPath(sid)}/IncomingPhoneNumbers.json`
    }
  }
}
