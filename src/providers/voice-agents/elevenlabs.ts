import type { ElevenLabs, ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { CommsError } from '../../errors.ts'
import type { RegisteredCall, VoiceAgent, VoiceAgentDraft, VoiceAgentProvider, VoiceEntry } from '../contracts.ts'
import { checkCredential } from '../credential.ts'
import type { VendorName } from '../failures.ts'
import type { SpeechCredential } from '../handle.ts'
import { elevenLabsFailure, elevenLabsWriteFailure } from '../tts/elevenlabs-errors.ts'

const ELEVENLABS: VendorName = { provider: 'elevenlabs', label: 'ElevenLabs' }
/** Most entries of one page. Source: https://elevenlabs.io/docs/api-reference/agents/list, …/voices/search */
const PAGE_MAX = 100
/** Most pages that are read. */
const PAGES_MAX = 10

/** Operations that this adapter uses, by their names in the vendor's interface. */
export const operations = [
  'POST /v1/convai/agents/create',
  'PATCH /v1/convai/agents/{agent_id}',
  'GET /v1/convai/agents/{agent_id}',
  'GET /v1/convai/agents',
  'GET /v2/voices',
  'GET /v1/voices/{voice_id}',
  'POST /v1/convai/twilio/register-call'
] as const

/**
 * Agents that ElevenLabs runs; its library is loaded when first asked for, and never repeats a request.
 * @throws CommsError `provider_rejected` for a key that cannot stand in a header.
 */
export async function elevenLabsAgents(
  { apiKey, baseUrl = 'https://api.elevenlabs.io' }: SpeechCredential,
  timeoutMs: number
): Promise<VoiceAgentProvider> {
  checkCredential(ELEVENLABS, 'ELEVENLABS_API_KEY', apiKey)
  const library = await import('@elevenlabs/elevenlabs-js')
  const client = new library.ElevenLabsClient({
    ...{ apiKey, baseUrl: baseUrl.replace(/\/+$/, ''), maxRetries: 0, timeoutInSeconds: timeoutMs / 1000 }
  })
  const { agents, twilio } = client.conversationalAi
  return {
    name: ELEVENLABS.provider,
    create: (draft) => write(agents.create({ name: draft.name, conversationConfig: configOf(draft) })),
    update: async (agentId, { name, ...changes }) =>
      viewOf(
        await write(
          agents.update(agentId, { ...(name !== undefined && { name }), conversationConfig: configOf(changes) })
        )
      ),
    get: async (agentId) => viewOf(await read(agents.get(agentId))),
    list: () => listAgents(client),
    voices: ({ limit }) => listVoices(client, limit),
    voice: async (voiceId) => voiceOf(await read(client.voices.get(voiceId))),
    register: async (call) => String(await write(twilio.registerCall(registrationOf(call))))
  }
}

/** Source: https://elevenlabs.io/docs/api-reference/agents/create */
function configOf(draft: Omit<Partial<VoiceAgentDraft>, 'name'>): ElevenLabs.ConversationalConfig {
  const { systemPrompt, voiceId, model, maxDurationSeconds } = draft
  const llm = model as ElevenLabs.Llm | undefined
  const prompt = {
    ...(systemPrompt !== undefined && { prompt: systemPrompt }),
    ...(llm !== undefined && { llm })
  }
  return {
    ...(Object.keys(prompt).length > 0 && { agent: { prompt } }),
    ...(voiceId !== undefined && { tts: { voiceId } }),
    ...(maxDurationSeconds !== undefined && { conversation: { maxDurationSeconds } })
  }
}

const viewOf = ({ agentId, name, conversationConfig }: ElevenLabs.GetAgentResponseModel): VoiceAgent => ({
  agentId,
  name,
  systemPrompt: conversationConfig.agent?.prompt?.prompt ?? '',
  voiceId: conversationConfig.tts?.voiceId,
  model: conversationConfig.agent?.prompt?.llm,
  maxDurationSeconds: conversationConfig.conversation?.maxDurationSeconds
})

/** Source: https://elevenlabs.io/docs/eleven-agents/api-reference/twilio/register-call */
const registrationOf = ({ agentId, from, to, direction, variables }: RegisteredCall) => ({
  ...{ agentId, fromNumber: from, toNumber: to, direction },
  conversationInitiationClientData: { dynamicVariables: { ...variables } }
})

async function listAgents(client: ElevenLabsClient): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  let cursor: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const request = { pageSize: PAGE_MAX, ...(cursor !== undefined && { cursor }) }
    const { agents, hasMore, nextCursor } = await read(client.conversationalAi.agents.list(request))
    for (const { agentId, name } of agents) names.set(agentId, name)
    if (!hasMore || !nextCursor) break
    cursor = nextCursor
  }
  return names
}

async function listVoices(client: ElevenLabsClient, limit: number): Promise<VoiceEntry[]> {
  const found: VoiceEntry[] = []
  let nextPageToken: string | undefined
  for (let page = 0; page < PAGES_MAX && found.length < limit; page++) {
    const request = { pageSize: Math.min(limit, PAGE_MAX), ...(nextPageToken !== undefined && { nextPageToken }) }
    const answer = await read(client.voices.search(request))
    found.push(...answer.voices.map(voiceOf))
    if (!answer.hasMore || !answer.nextPageToken) break
    nextPageToken = answer.nextPageToken
  }
  return found.slice(0, limit)
}

const voiceOf = ({
  voiceId,
  name,
  category,
  labels,
  description,
  previewUrl,
  verifiedLanguages
}: ElevenLabs.Voice) => ({
  voiceId,
  name: name ?? voiceId,
  category,
  language: verifiedLanguages?.[0]?.language ?? labels?.['language'],
  gender: labels?.['gender'],
  description: description ?? undefined,
  previewUrl: previewUrl ?? undefined
})

const read = <T>(request: PromiseLike<T>) => settled(request, (error) => elevenLabsFailure(ELEVENLABS, error))
const write = <T>(request: PromiseLike<T>) =>
  settled(request, (error) => (isUnsent(error) ? unknownModel(error) : elevenLabsWriteFailure(ELEVENLABS, error)))

/** The library sends no request whose values it does not know, and models are the only ones that it counts up. */
const isUnsent = (error: unknown): boolean => error instanceof Error && error.name === 'JsonError'
const unknownModel = (cause: unknown): CommsError =>
  new CommsError('invalid_input', 'model: is none that ElevenLabs has', { cause })

async function settled<T>(request: PromiseLike<T>, failureOf: (error: unknown) => unknown): Promise<T> {
  try {
    return await request
  } catch (error) {
    throw failureOf(error)
  }
}
