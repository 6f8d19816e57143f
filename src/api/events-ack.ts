import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { ack } from '../delivery/ack.ts'
import type { Caller, Deps } from '../deps.ts'
import { Strict } from '../schemas/common.ts'
import { resolveAgent } from '../services/agents.ts'

const Body = Strict({
  ack: Type.String({
    pattern: '^lse_[0-9A-HJKMNP-TV-Z]{26}$',
    description: 'The `id` of an event of the stream.'
  }),
  agentId: Type.Optional(Type.String({ description: 'Whose events; the agent of the token by default.' }))
})

const schema = {
  operationId: 'acknowledgeEvents',
  summary: 'Acknowledges events of the stream while it is open',
  description:
    'Settles the inbox events that GET /v1/events/stream brought up to and with this id; without it they come again after 60 seconds. Safe to repeat.',
  body: Body,
  response: { 204: { type: 'null', description: 'Acknowledged' } }
}

/** Serves `POST /v1/events/ack` to callers that the hooks of this scope let in. */
export function serveEventsAck(app: FastifyInstance, deps: Deps, callerOf: (request: object) => Caller): void {
  app.post<{ Body: { ack: string; agentId?: string } }>('/v1/events/ack', { schema }, async (request, reply) => {
    const agent = await resolveAgent(deps, callerOf(request), request.body.agentId)
    await ack(deps, agent, request.body.ack)
    return reply.code(204).send()
  })
}
