import type { FastifyInstance, FastifyReply } from 'fastify'
import Type from 'typebox'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { recordingAt } from '../services/recordings.ts'
import { speechAt } from '../services/voice-message-steps.ts'

type Asked = { Params: { token: string } }

const params = Type.Object({ token: Type.String({ description: 'Secret part of the link.' }) })
const Sound = { description: 'A sound', content: { 'audio/*': { schema: Type.String({ format: 'binary' }) } } }

/** Serves sounds to whoever has a link to one, for as long as the link is valid: carriers, and people whom it is given to. */
export function serveMedia(app: FastifyInstance, deps: Deps): void {
  // A path gives a text whatever it holds.
  app.setValidatorCompiler(() => () => true)
  const response = { 200: Sound }
  const speech = { operationId: 'speechSound', summary: 'Speech of a call', tags: ['media'], params, response }
  app.get<Asked>('/v1/media/speech/:token', { schema: speech }, async ({ params: { token } }, reply) =>
    give(reply, await speechAt(deps, token))
  )
  const recording = { operationId: 'recordingSound', summary: 'Recording of a call', tags: ['media'], params, response }
  app.get<Asked>('/v1/media/recordings/:token', { schema: recording }, async ({ params: { token } }, reply) =>
    give(reply, await recordingAt(deps, token))
  )
}

/** @throws CommsError `not_found`, the same for a forged link and for one whose time is over */
function give(reply: FastifyReply, sound: { audio: Uint8Array; contentType: string } | undefined) {
  if (sound === undefined) throw new CommsError('not_found', 'There is no such sound, or no more.')
  const bytes = Buffer.from(sound.audio)
  return reply.type(sound.contentType).header('cache-control', 'no-store').send(bytes)
}
