import type { FastifyRequest } from 'fastify'
import type { Wire } from '../serve.ts'
import type { World } from '../world.ts'
import { accountOperations } from './account.ts'
import { availableOperations } from './available.ts'
import { failure, notFound } from './failure.ts'
import { messagingOperations } from './messaging.ts'
import { numberOperations } from './numbers.ts'
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
    ...messagingOperations
  ]
}

function authorize({ credentials }: World, request: FastifyRequest) {
  const { accountSid, authToken } = credentials
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  if (request.headers.authorization !== expected) return failure(401, 20003)
  const { account } = request.params as { account?: string }
  // The messaging API names no account in its paths.
  return account === undefined || account === accountSid ? undefined : notFound(request.url)
}
