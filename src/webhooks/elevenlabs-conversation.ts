import Type, { type Static } from 'typebox'
import { receiveVoiceAgentReport } from '../services/voice-agent-report.ts'
import { defineWebhook } from './webhook.ts'

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Optional(Type.Union([type, Type.Null()]))
const Collected = Type.Object({ value: Type.Optional(Type.Unknown()) })

/** Source: https://elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks, events of type `post_call_transcription`. */
const Report = Type.Object({
  type: Type.String({ maxLength: 64 }),
  data: Type.Object({
    agent_id: Type.Optional(Type.String({ maxLength: 128 })),
    conversation_id: Type.Optional(Type.String({ maxLength: 128 })),
    transcript: OrNull(
      Type.Array(Type.Object({ role: Type.String({ maxLength: 16 }), message: OrNull(Type.String()) }))
    ),
    analysis: OrNull(
      Type.Object({
        call_successful: OrNull(Type.String({ maxLength: 64 })),
        transcript_summary: OrNull(Type.String()),
        data_collection_results: OrNull(Type.Record(Type.String(), Type.Unknown()))
      })
    ),
    conversation_initiation_client_data: OrNull(
      Type.Object({ dynamic_variables: OrNull(Type.Record(Type.String(), Type.Unknown())) })
    )
  })
})
type Conversation = Static<typeof Report>['data']

/** Most entries of a list, and most characters of one. */
const ENTRIES_MAX = 50
const ENTRY_MAX = 500
const TEXT_MAX = 20_000

/** What became of a conversation that an agent of ElevenLabs held; the account of the operator has signed it. */
export default defineWebhook({
  path: '/webhooks/elevenlabs',
  vendor: 'elevenlabs',
  summary: 'A conversation of an agent of ElevenLabs is over',
  body: Report,
  reply: { type: 'application/json', payload: '{}' },
  async handle({ type, data }, { deps }) {
    const { agent_id: voiceAgentId, conversation_id: conversationId } = data
    const callId = data.conversation_initiation_client_data?.dynamic_variables?.['comms_call_id']
    if (type !== 'post_call_transcription' || !voiceAgentId || !conversationId || typeof callId !== 'string')
      return 'ignored'
    return receiveVoiceAgentReport(deps, {
      ...{ conversationId, voiceAgentId, callId },
      analysis: analysisOf(data),
      transcript: (data.transcript ?? []).flatMap(({ role, message }) =>
        message
          ? [{ by: role === 'user' ? ('caller' as const) : ('agent' as const), text: message.slice(0, TEXT_MAX) }]
          : []
      )
    })
  }
})

/** Sentiment, topics and tasks are collected by the agent, under the names that its owner gave them. */
function analysisOf({ analysis }: Conversation) {
  const collected = analysis?.data_collection_results ?? {}
  const value = (...names: string[]): unknown => {
    const name = names.find((each) => Object.hasOwn(collected, each))
    const entry = name === undefined ? undefined : collected[name]
    return isCollected(entry) ? entry.value : entry
  }
  return {
    sentiment: sentimentOf(value('sentiment')),
    keyTopics: listOf(value('key_topics', 'keyTopics', 'topics')),
    actionItems: listOf(value('action_items', 'actionItems')),
    summary: analysis?.transcript_summary?.slice(0, TEXT_MAX) || undefined,
    outcome: analysis?.call_successful ?? undefined
  }
}

const isCollected = (entry: unknown): entry is Static<typeof Collected> =>
  typeof entry === 'object' && entry !== null && 'value' in entry

const WORDS: Record<string, number> = { positive: 1, neutral: 0, negative: -1 }

/** A number from -1 to 1, or a word for one; anything else is none. */
function sentimentOf(value: unknown): number | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
  const number = typeof value === 'number' ? value : (WORDS[word] ?? (word === '' ? Number.NaN : Number(word)))
  return Number.isFinite(number) ? Math.min(1, Math.max(-1, number)) : undefined
}

/** A list, or one in a line with commas. */
function listOf(value: unknown): string[] | undefined {
  const entries = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,;\n]/) : []
  const texts = entries.filter((each): each is string => typeof each === 'string').map((each) => each.trim())
  const found = texts.filter((each) => each !== '').slice(0, ENTRIES_MAX)
  return found.length === 0 ? undefined : found.map((each) => each.slice(0, ENTRY_MAX))
}
