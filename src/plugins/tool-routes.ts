import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { CommsError, type Failure } from '../errors.ts'
import { bearerToken } from '../lib/authorization.ts'
import type { Toolbox } from '../tools/call.ts'
import { answersAsCalls } from '../tools/calls-answer.ts'
import type { Tool } from '../tools/tool.ts'
import { bearerHook } from './bearer.ts'
import { answerError } from './error-handler.ts'
import type { Decorators } from './plugin.ts'

/** What the REST routes of tools are made of. */
export interface ToolRouteOptions {
  deps: Deps
  toolbox: Toolbox
  authenticate: Decorators['authenticate']
}

const PATH = '/v1/tools/'

/** Mounts POST /v1/tools/<name> for every tool; the verdict is that of the toolbox, Fastify neither checks nor changes a body. */
export const toolRoutes: FastifyPluginCallback<ToolRouteOptions> = (app, options, ready) => {
  const { deps, toolbox, authenticate } = options
  app.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded'])
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const now = deps.clock.now()
    const name = request.routeOptions.url?.slice(PATH.length) ?? ''
    return answerError(error, request, reply, now, (failure) => toolbox.shownFailure(name, failure, now))
  }
  app.setErrorHandler(fail)
  app.addHook(
    'onRequest',
    bearerHook(authenticate, {
      tokenOf: ({ headers }) => bearerToken(headers.authorization),
      admit(request, caller) {
        request.caller = caller
      },
      refuse: (request, reply) => fail(unauthorized(), request, reply)
    })
  )
  for (const tool of toolbox.tools) {
    app.post(`${PATH}${tool.name}`, { schema: schemaOf(tool) }, async (request, reply) => {
      const { caller, log, body } = request
      if (!caller) throw unauthorized()
      const outcome = await toolbox.call(tool.name, body, { deps, caller, log, onGone: onGone(reply) })
      if (outcome.kind === 'result') return outcome.output
      return fail(outcome.kind === 'failure' ? errorOf(outcome.failure) : needsClient(tool.name), request, reply)
    })
  }
  ready()
}

const schemaOf = (tool: Tool) => ({
  operationId: tool.name,
  summary: tool.title,
  description: tool.description,
  ...(answersAsCalls(tool) && { tags: ['calls'] }),
  body: tool.input,
  response: { 200: tool.output }
})

const onGone =
  ({ raw }: FastifyReply) =>
  (listener: () => void) => {
    if (raw.destroyed) listener()
    else raw.once('close', listener)
  }

const unauthorized = () => new CommsError('unauthorized', 'This route needs a valid token.')

const errorOf = ({ code, message, ...extras }: Failure): CommsError => new CommsError(code, message, extras)

const needsClient = (name: string): CommsError =>
  new CommsError('needs_client', `${name} has to ask the model or the person behind the client, which REST cannot.`)
