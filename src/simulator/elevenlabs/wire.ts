import type { FastifyRequest } from 'fastify'
import { type Newest, newest } from '../newest.ts'
import type { Call, Operation } from '../operation.ts'
import type { Wire } from '../serve.ts'
import type { World } from '../world.ts'

/** An agent as it was made. */
interface SimulatedAgent {
  agent_id: string
  name: string
  conversation_config: Record<string, unknown>
}

const AGENTS_MAX = 1000
const books = new WeakMap<World, Newest<SimulatedAgent>>()

function bookOf(world: World): Newest<SimulatedAgent> {
  const known = books.get(world)
  if (known) return known
  const book = newest<SimulatedAgent>({ items: AGENTS_MAX, weight: Number.POSITIVE_INFINITY }, () => 0)
  books.set(world, book)
  return book
}

const VOICES = [
  { voice_id: 'simulatedVoiceAda0001', name: 'Ada', category: 'premade', labels: { gender: 'female', language: 'en' } },
  { voice_id: 'simulatedVoiceBen0002', name: 'Ben', category: 'premade', labels: { gender: 'male', language: 'de' } }
]

const notFound = (what: string) => ({
  status: 404,
  body: { detail: { status: 'not_found', message: `There is no such ${what}.` } }
})
const shown = (agent: SimulatedAgent) => ({ ...agent, metadata: { created_at_unix_secs: 0, updated_at_unix_secs: 0 } })
const bodyOf = ({ body }: Call) => (body ?? {}) as Partial<SimulatedAgent> & Record<string, unknown>

/** Source: https://elevenlabs.io/docs/api-reference/agents, …/voices and https://elevenlabs.io/docs/eleven-agents/api-reference/twilio/register-call */
const operations: readonly Operation[] = [
  {
    name: 'CreateAgent',
    method: 'POST',
    path: '/v1/convai/agents/create',
    run(world, call) {
      const { name = '', conversation_config = {} } = bodyOf(call)
      const agent_id = `agent_simulated${String(bookOf(world).total + 1).padStart(12, '0')}`
      bookOf(world).add(agent_id, { agent_id, name, conversation_config })
      return { status: 200, body: { agent_id } }
    }
  },
  {
    name: 'UpdateAgent',
    method: 'PATCH',
    path: '/v1/convai/agents/:agentId',
    run(world, call) {
      const agent = bookOf(world).get(call.params['agentId'] ?? '')
      if (!agent) return notFound('agent')
      const { name, conversation_config } = bodyOf(call)
      if (name !== undefined) agent.name = name
      agent.conversation_config = { ...agent.conversation_config, ...conversation_config }
      return { status: 200, body: shown(agent) }
    }
  },
  {
    name: 'GetAgent',
    method: 'GET',
    path: '/v1/convai/agents/:agentId',
    run(world, { params }) {
      const agent = bookOf(world).get(params['agentId'] ?? '')
      return agent ? { status: 200, body: shown(agent) } : notFound('agent')
    }
  },
  {
    name: 'ListAgents',
    method: 'GET',
    path: '/v1/convai/agents',
    run: (world) => ({
      status: 200,
      body: { agents: bookOf(world).list().map(summary), has_more: false, next_cursor: null }
    })
  },
  {
    name: 'ListVoices',
    method: 'GET',
    path: '/v2/voices',
    run: () => ({ status: 200, body: { voices: VOICES, has_more: false, total_count: VOICES.length } })
  },
  {
    name: 'GetVoice',
    method: 'GET',
    path: '/v1/voices/:voiceId',
    run(_world, { params }) {
      const voice = VOICES.find(({ voice_id }) => voice_id === params['voiceId'])
      return voice ? { status: 200, body: voice } : notFound('voice')
    }
  },
  {
    name: 'RegisterCall',
    method: 'POST',
    path: '/v1/convai/twilio/register-call',
    run(world, call) {
      const agent = bookOf(world).get(String(bodyOf(call)['agent_id']))
      if (!agent) return notFound('agent')
      const text = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>A simulated agent speaks.</Say></Response>'
      return { status: 200, body: Buffer.from(text), contentType: 'application/xml' }
    }
  }
]

const summary = ({ agent_id, name }: SimulatedAgent) => ({
  ...{ agent_id, name, tags: [], created_at_unix_secs: 0, voice_id: 'simulatedVoiceAda0001' },
  access_info: { is_creator: true, creator_name: '', creator_email: '', role: 'admin' }
})

/** Agents that hold conversations, as ElevenLabs serves them; they say one sentence. */
export const elevenLabsWire: Wire = {
  vendor: 'elevenlabs',
  authorize: ({ credentials }, request: FastifyRequest) =>
    request.headers['xi-api-key'] === credentials.authToken
      ? undefined
      : { status: 401, body: { detail: { status: 'invalid_api_key', message: 'Invalid API key' } } },
  failure: (status, code, message) => ({
    status,
    body: { detail: { status: String(code ?? status), message: message ?? 'failed' } }
  }),
  operations
}
