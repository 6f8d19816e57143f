import { describe, expect, test } from 'vitest'
import { createProviders, openProvider } from '../../../src/providers/index.ts'
import { operations } from '../../../src/providers/voice-agents/elevenlabs.ts'
import { fakeUrl, watchFake } from '../../helpers/vendor-fake.ts'
import { failuresContract } from '../failures.contract.ts'
import { API_KEY } from '../stage.ts'
import { wireServer } from '../wire-server.ts'

const DRAFT = { name: 'Seller', systemPrompt: 'Be kind.', voiceId: 'voice1', maxDurationSeconds: 600 }
const CALL = { from: '+14155550100', to: '+14155550123', direction: 'outbound', variables: { name: 'Ada' } } as const
const AGENT = {
  ...{ agent_id: 'agent_1', name: 'Seller', metadata: { created_at_unix_secs: 0, updated_at_unix_secs: 0 } },
  conversation_config: {
    ...{ agent: { prompt: { prompt: 'Be kind.', llm: 'gpt-4o' } }, tts: { voice_id: 'voice1' } },
    conversation: { max_duration_seconds: 600 }
  }
}
const TWIML =
  '<?xml version="1.0" encoding="UTF-8"?><Response><Connect><Stream url="wss://a.example"/></Connect></Response>'

const open = (baseUrl: string, timeoutMs = 400) =>
  openProvider(
    createProviders({
      ...{ vendors: { telephony: 'twilio', email: 'resend', elevenlabs: { apiKey: API_KEY, baseUrl } }, timeoutMs }
    }),
    'agents',
    { id: 'org_a', mode: 'production' }
  )

const wire = () =>
  wireServer(
    ({ method, path, headers }) => {
      if (headers['xi-api-key'] !== API_KEY) return { status: 401, body: {} }
      if (path === '/v1/convai/agents/create') return { body: { agent_id: 'agent_1' } }
      if (path.endsWith('/register-call')) return { body: TWIML, headers: { 'content-type': 'application/xml' } }
      return method === 'GET' && path === '/v2/voices'
        ? { body: { voices: [], has_more: false, total_count: 0 } }
        : { body: AGENT }
    },
    () => ({ detail: { status: 'system_busy', message: 'busy' } })
  )

describe('over a local wire', () => {
  failuresContract(
    'agents',
    async () => {
      const { url, requests, fail } = await wire()
      return { provider: await open(url), fail, requests: () => requests.length }
    },
    { does: (port) => port.create(DRAFT), reads: (port) => port.get('agent_1') }
  )

  test('an agent is changed by PATCH, and only in what is named', async () => {
    const { url, requests } = await wire()

    const changed = await (await open(url)).update('agent_1', { systemPrompt: 'Be brief.' })

    expect(requests[0]).toMatchObject({ method: 'PATCH', path: '/v1/convai/agents/agent_1' })
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      conversation_config: { agent: { prompt: { prompt: 'Be brief.' } } }
    })
    expect(changed).toMatchObject({ agentId: 'agent_1', voiceId: 'voice1', model: 'gpt-4o', maxDurationSeconds: 600 })
  })

  test('a model that the vendor does not have is told to whoever asked, and no request leaves', async () => {
    const { url, requests } = await wire()

    await expect((await open(url)).create({ ...DRAFT, model: 'no-such-model' })).rejects.toMatchObject({
      ...{ code: 'invalid_input', message: 'model: is none that ElevenLabs has' }
    })

    expect(requests).toEqual([])
  })

  test('the document of a registered call is passed on as it came', async () => {
    const { url, requests } = await wire()

    expect(await (await open(url)).register({ ...CALL, agentId: 'agent_1' })).toBe(TWIML)

    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      ...{ agent_id: 'agent_1', from_number: CALL.from, to_number: CALL.to, direction: 'outbound' },
      conversation_initiation_client_data: { dynamic_variables: { name: 'Ada' } }
    })
  })
})

describe.skipIf(fakeUrl === undefined)('over the contract-checking fake of VENDOR_FAKE_URL', async () => {
  const watch = fakeUrl === undefined ? undefined : watchFake('elevenlabs')

  test('no request departs from the contract of the vendor, and every declared operation was used', async () => {
    const port = await open(`${fakeUrl}/elevenlabs`, 5000)
    const { agentId } = await port.create({ ...DRAFT, model: 'gpt-4o' })
    // Its answers to these are shorter than the library takes; what is checked is what was asked.
    const asked = [port.update(agentId, { name: 'Other', maxDurationSeconds: 60 }), port.get(agentId), port.list()]
    await Promise.allSettled(asked)
    const [voice] = await port.voices({ limit: 1 })
    await port.voice(voice?.voiceId ?? 'voice1')
    await port.register({ ...CALL, agentId })

    expect(await watch?.violations()).toEqual([])
    expect(await watch?.operations()).toEqual(expect.arrayContaining([...operations]))
  })
})
