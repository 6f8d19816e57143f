import Type from 'typebox'
import { Instant, Prose, Strict } from '../schemas/common.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_ping',
  title: 'Ping',
  description: 'Check that the server answers and that your token is valid. Returns your message and the time.',
  profiles: ['agent', 'operator', 'calls'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    message: Type.Optional(Prose(1000, 'Text to be returned.'))
  }),
  output: Strict({
    pong: Type.Boolean(),
    message: Type.Optional(Type.String()),
    at: Instant('Time at the server.')
  }),
  async run({ message }, { deps }) {
    return { pong: true, ...(message !== undefined && { message }), at: deps.clock.now().toISOString() }
  }
})
