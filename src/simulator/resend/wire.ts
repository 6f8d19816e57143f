import type { FastifyRequest } from 'fastify'
import type { Wire } from '../serve.ts'
import type { World } from '../world.ts'
import { domainOperations } from './domains.ts'
import { emailOperations } from './emails.ts'
import { failure } from './failure.ts'
import { receivingOperations } from './receiving.ts'
import { webhookOperations } from './webhooks.ts'

/** The part of Resend's API that is simulated. */
export const resendWire: Wire = {
  vendor: 'resend',
  authorize,
  failure,
  operations: [...emailOperations, ...receivingOperations, ...domainOperations, ...webhookOperations]
}

function authorize({ credentials }: World, request: FastifyRequest) {
  const { authorization } = request.headers
  if (authorization === undefined) return failure(401, 'missing_api_key')
  return authorization === `Bearer ${credentials.resendApiKey}` ? undefined : failure(403, 'invalid_api_key')
}
