import type { FastifyRequest } from 'fastify'
import type { Operation } from '../operation.ts'
import type { Wire } from '../serve.ts'
import { awakeZone } from './awake-zone.ts'

/** A day on which everybody of the simulated world had consented. */
const CONSENTED_AT = '2026-01-05T00:00:00.000Z'

/** Of a state whose rules for calls are no stricter than those of the country. */
const REGION = 'US-CA'

const lookUp: Operation = {
  name: 'LookUpContact',
  method: 'GET',
  path: '/directory/contacts/:contact',
  run: ({ clock }, { params }) => ({
    status: 200,
    body: {
      ...awakeZone(clock.now()),
      ...(params['contact']?.startsWith('+1') && { region: REGION }),
      lead: false,
      consents: [{ channel: 'any', purpose: 'any', kind: 'express', grantedAt: CONSENTED_AT, proof: 'simulated form' }]
    }
  })
}

/** The contact directory of the simulated world: everybody in it has consented, and is awake. */
export const directoryWire: Wire = {
  vendor: 'directory',
  authorize: ({ credentials }, request: FastifyRequest) =>
    request.headers.authorization === `Bearer ${credentials.authToken}`
      ? undefined
      : { status: 401, body: { error: 'unauthorized' } },
  failure: (status, _code, message) => ({ status, body: { error: message ?? 'failed' } }),
  operations: [lookUp]
}
