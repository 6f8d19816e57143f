import type { FastifyPluginCallback, FastifyReply } from 'fastify'
import type { Deps } from '../deps.ts'
import { CommsError, type Failure } from '../errors.ts'
import { bearerToken } from '../lib/authorization.ts'
import type { Toolbox } from '../tools/call.ts'
import type { Tool } from '../tools/tool.ts'
import { bearerHook } from './bearer.ts'
import { answerError, setRetryAfter } from './error-handler.ts'
import type { Decorators } from './plugin.ts'

/** What the REST routes of tools are made of. */
export interface ToolRouteOptions {
  deps: Deps
  toolbox: Toolbox
  authenticate: Decorators['authenticate']
}

/** Mounts POST /v1/tools/<name> for every tool; the verdict is that of the toolbox, Fastify neither checks nor changes a body. */
export const toolRoutes: FastifyPluginCallback<ToolRouteOptions> = (app, options, ready) => {
  const { deps, toolbox, authenticate } = options
  app.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded'])
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  const unauthorized = 'This route needs a valid token.'
  app.addHook(
    'onRequest',
    bearerHook(authenticate, {
      tokenOf: ({ headers }) => bearerToken(headers.authorization),
      admit(request, caller) {
        request.caller = caller
      },
      refuse: (request, reply) => answerError(new CommsError('unauthorized', unauthorized), request, reply)
    })
  )
  for (const tool of toolbox.tools) {
    app.post(`/v1/tools/${tool.name}`, { schema: schemaOf(tool) }, async (request, reply) => {
      const { caller, log, body } = request
      if (!caller) throw new CommsError('unauthorized', unauthorized)
      const outcome = await toolbox.call(tool.name, body, { deps, caller, log, onGone: onGone(reply) })
      if (outcome.kind === 'result') return outcome.output
      const own = outcome.kind === 'failure' && toolbox.ownFailure(tool.name, outcome.failure, deps.clock.now())
      if (outcome.kind === 'failure' && own) {
        setRetryAfter(reply, outcome.failure, deps.clock.now())
        return (reply as FastifyReply).code(errorOf(outcome.failure).status).send(own)
      }
      const error = outcome.kind === 'failure' ? errorOf(outcome.failure) : needsClient(tool.name)
      return answerError(error, request, reply, deps.clock.now())
    })
  }
  ready()
}

const schemaOf = ({ name, title, description, input, output }: Tool) => ({
  operationId: name,
  summary: title,
  description,
  body: input,
  response: { 200: output }
})

const onGone =
  ({ raw }: FastifyReply) =>
  (listener: () => void) => {
    if (raw.destroyed) listener()
    else raw.once('close', listener)
  }

const errorOf = ({ code, message, ...extras }: Failure): CommsError => new CommsError(code, message, extras)

const needsClient = (name: string): CommsError =>
  new CommsError('needs_client', `${name} has to ask the model or the person behind the client, which REST cannot.`)
