import type { FastifyRequest } from 'fastify'
import type { Wire } from '../serve.ts'
import type { World } from '../world.ts'
import { accountOperations, tokenOf } from './account.ts'
import { availableOperations } from './available.ts'
import { callOperations } from './calls.ts'
import { failure, notFound } from './failure.ts'
import { messagingOperations } from './messaging.ts'
import { numberOperations } from './numbers.ts'
import { recordingOperations } from './recordings.ts'
import { textOperations } from './texts.ts'

/** The part of Twilio's API that is simulated. */
export const twilioWire: Wire = {
  vendor: 'twilio',
  authorize,
  failure,
  operations: [
    ...accountOperations,
    ...availableOperations,
    ...numberOperations,
    ...textOperations,
    ...callOperations,
    ...recordingOperations,
    ...messagingOperations
  ]
}

/** The account may do all within itself and within its subaccounts, a subaccount all within itself. */
function authorize(world: World, request: FastifyRequest) {
  const caller = callerOf(world, request)
  if (caller === undefined) return failure(401, 20003)
  const { account } = request.params as { account?: string }
  const isMain = caller === world.credentials.accountSid
  // The messaging API names no account in its paths.
  if (account === undefined) return isMain || !/Accounts\.json/.test(request.url) ? undefined : failure(401, 20003)
  return account === caller || (isMain && world.holdings.accounts.has(account)) ? undefined : notFound(request.url)
}

function callerOf(world: World, request: FastifyRequest): string | undefined {
  const [, encoded = ''] = /^Basic (\S+)$/.exec(request.headers.authorization ?? '') ?? []
  const [sid = '', token] = Buffer.from(encoded, 'base64').toString().split(':')
  return token !== undefined && tokenOf(world, sid) === token ? sid : undefined
}
