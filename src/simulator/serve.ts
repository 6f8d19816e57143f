import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sleep } from '../lib/clock.ts'
import type { Fault } from './faults.ts'
import type { Answer, Form, Operation } from './operation.ts'
import type { World } from './world.ts'

/** What the wires of two vendors differ in. */
export interface Wire {
  vendor: 'twilio' | 'resend' | 'directory' | 'elevenlabs'
  /** The refusal of a call whose credential is not good; undefined when it is. */
  authorize(world: World, request: FastifyRequest): Answer | undefined
  /** The vendor's envelope around a failure. */
  failure(status: number, code?: string | number, message?: string): Answer
  operations: readonly Operation[]
}

/** Serves the operations of a vendor, each open to injected faults. */
export function serve(app: FastifyInstance, world: World, wire: Wire): void {
  for (const operation of wire.operations)
    app.route({
      method: operation.method,
      url: operation.path,
      async onRequest(request, reply) {
        const refusal = wire.authorize(world, request)
        if (refusal) return give(reply, refusal)
      },
      async handler(request, reply) {
        const fault = world.faults.take(wire.vendor, operation.name)
        if (fault) return suffer(world, wire, operation, fault, request, reply)
        return give(reply, run(world, operation, request))
      }
    })
}

function run(world: World, operation: Operation, request: FastifyRequest): Answer {
  return operation.run(world, {
    path: request.url.split('?', 1)[0] ?? '',
    params: request.params as Record<string, string>,
    query: request.query as Form,
    body: request.body,
    headers: request.headers
  })
}

async function suffer(
  world: World,
  wire: Wire,
  operation: Operation,
  fault: Fault,
  request: FastifyRequest,
  reply: FastifyReply
) {
  if (fault.delayMs) await sleep(world.clock, fault.delayMs)
  if (fault.dropConnection === 'before') return cut(request, reply)
  if (fault.status !== undefined) {
    if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter))
    return give(reply, wire.failure(fault.status, fault.code))
  }
  const answer = run(world, operation, request)
  return fault.dropConnection === 'after' ? cut(request, reply) : give(reply, answer)
}

function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

function give(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.status)
  if (answer.contentType !== undefined) reply.type(answer.contentType)
  return reply.send(answer.body)
}
